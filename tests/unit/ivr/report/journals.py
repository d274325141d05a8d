"""A journal of a made-up day, with all that a report counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path

import numpy as np

from capacity.call_log import OUTCOMES, CallLog
from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import AgentChanged, Journal, Keys, LinesChanged
from ivr.journal import agent_changes as words
from ivr.records import CallRecord, Side
from tests.synthetic import busy_helpline
from tests.unit.ivr.samples import some_facts

REASONS = ("supply", "bill", None)
TRUNKS = ("10.1.9.12", "10.1.9.13")
KEYS = Keys("a key that nobody guesses")


def moment(seconds: float) -> datetime | None:
    return None if isnan(seconds) else datetime.fromtimestamp(round(seconds, 6), UTC)


def records(log: CallLog, seed: int = 7) -> Iterator[CallRecord]:
    """Make records of simulated calls; some drop in the menus, some ask for a call-back."""
    chance = np.random.default_rng(seed)
    for call in range(len(log)):
        outcome = OUTCOMES[log.outcome[call]]
        drop = None
        if outcome is Outcome.SELF_SERVED and chance.random() < 0.1:
            outcome, drop = Outcome.DROPPED, str(chance.choice(["network", "media", "system"]))
        elif outcome is Outcome.DROPPED:
            drop = "overflow"
        elif outcome is Outcome.ABANDONED and chance.random() < 0.3:
            outcome = Outcome.CALL_BACK
        offered = moment(log.offered[call])
        assert offered is not None
        yield CallRecord(
            call_id=f"node-1-{call}",
            node="node-1",
            direction=Direction.INCOMING,
            offered_at=offered,
            ended_at=moment(log.ended[call]) or offered,
            landed_at=None if outcome is Outcome.BLOCKED else offered + timedelta(milliseconds=80),
            queued_at=moment(log.queued[call]),
            answered_at=moment(log.answered[call]),
            parted_at=moment(log.parted[call]),
            outcome=outcome,
            drop=drop,
            stage="waiting",
            side=Side.CALLER,
            cause=16,
            caller_raw="1912",
            caller=f"+9194150{int(chance.integers(0, len(log) // 2 + 1)):05}",
            language=log.language[call],
            discom=None if chance.random() < 0.05 else log.queue[call],
            reason=REASONS[int(chance.integers(0, 3))],
            agent=log.agent[call],
            trunk=TRUNKS[int(chance.integers(0, 2))],
            line_level=1,
            line_size=350,
        )


def call_back(of: CallRecord, *, after: float) -> tuple[CallRecord, list[Fact]]:
    """Make the call-back that a call asked for: nobody picks up first, then they talk."""
    assert of.queued_at is not None
    dialled = of.ended_at + timedelta(seconds=after)

    def at(seconds: float) -> datetime:
        return dialled + timedelta(seconds=seconds)

    facts = [
        Fact("dialled", 1, dialled, "out-1"),
        Fact("not-reached", "the phone is busy", at(8), "Q.850 17"),
        Fact("dialled", 2, at(308), "out-2"),
        Fact("landed", None, at(315)),
        Fact("answered", "asha", at(320)),
    ]
    record = CallRecord(
        call_id=f"{of.call_id}-back",
        node=of.node,
        direction=Direction.OUTGOING,
        offered_at=of.ended_at,
        landed_at=at(315),
        queued_at=of.queued_at,
        answered_at=at(320),
        parted_at=at(380),
        ended_at=at(381),
        outcome=Outcome.ANSWERED,
        stage="talking",
        side=Side.CALLER,
        caller=of.caller,
        language=of.language,
        discom=of.discom,
        reason=of.reason,
        agent="asha",
    )
    return record, facts


def write_day(folder: Path, calls: int = 400, *, agents: int = 8, facts: bool = False) -> Path:
    """Write a journal of a busy day: calls, call-backs, sizes of pools, agents on duty."""
    log = busy_helpline(calls, 1, agents=agents)
    clock = [datetime.fromtimestamp(log.offered[0], UTC)]
    journal = Journal.open(folder, "node-1", now=lambda: clock[0], private="encrypted", keys=KEYS)
    journal.lines_changed(LinesChanged(incoming=350, outgoing=300, reason="start", who="file"))
    for record in sorted(records(log), key=lambda record: record.ended_at):
        clock[0] = record.ended_at
        for fact in some_facts() if facts else ():
            journal.fact(record.call_id, fact)
        journal.record(record)
        if record.agent:
            _wrap_up(journal, record)
        if record.outcome is Outcome.CALL_BACK and len(record.call_id) % 2:
            back, told = call_back(record, after=60)
            for fact in told:
                journal.fact(back.call_id, fact)
            journal.record(back)
    journal.close()
    return folder


def _wrap_up(journal: Journal, record: CallRecord) -> None:
    at = record.parted_at or record.ended_at
    journal.agent_changed(
        AgentChanged(
            what=words.WRAP_UP,
            agent=record.agent or "",
            presence="ready",
            since=at,
            call=record.call_id,
            until=at + timedelta(seconds=15),
            who="helpline",
        )
    )
