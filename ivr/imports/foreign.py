"""A call as another system's log tells of it, and the record that we make of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine
from ivr.records import CallRecord, Side
from routing.numbers import read_caller

SLACK: Final = timedelta(minutes=10)
"""How far a clock may have been set back during a call before its times are not believed."""
FROM_LOG: Final = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCall:
    """What a log says of one call; times are aware.

    ``outcome`` None means that the caller hung up: how far the call had come says the rest.
    ``queue`` is the waiting line's name in the other system.
    """

    call_id: str
    offered: datetime
    ended: datetime
    outcome: Outcome | None = None
    side: Side = Side.CALLER
    queued: datetime | None = None
    answered: datetime | None = None
    parted: datetime | None = None
    queue: str | None = None
    agent: str | None = None
    priority: int | None = None
    language: str | None = None
    reason: str | None = None
    caller: str = ""
    called: str = ""
    cause: int | None = None
    drop: str | None = None


def record_of(call: ForeignCall, *, node: str, short_abandon: float) -> CallRecord:
    """Make the record, under ``node`` as the name of the other system.

    ``short_abandon`` is in seconds. Raises `BadLine` if the times contradict each other.
    """
    answered = call.answered if call.outcome is Outcome.ANSWERED else None
    if call.outcome is Outcome.ANSWERED and answered is None:
        raise BadLine("it was answered, but no time says when")
    parted = call.parted if answered else None
    # Who was answered at once has waited too, for no time.
    queued = call.queued or answered
    ended = max(call.ended, parted or call.ended)
    offered, queued, answered, parted = _in_order((call.offered, queued, answered, parted), ended)
    assert offered is not None
    outcome = call.outcome or _hung_up(queued, ended, short_abandon)
    number = read_caller(call.caller)
    return CallRecord(
        call_id=f"{node}-{call.call_id}",
        node=node,
        direction=Direction.INCOMING,
        offered_at=offered,
        ended_at=ended.astimezone(UTC),
        outcome=outcome,
        stage="talking" if answered else "waiting" if queued else "menu",
        side=call.side,
        cause=call.cause,
        drop=call.drop,
        landed_at=None if outcome is Outcome.BLOCKED else offered,
        queued_at=queued,
        answered_at=answered,
        parted_at=parted,
        called_raw=call.called,
        caller_raw=call.caller,
        caller=number.e164,
        caller_kind=number.kind,
        language=call.language,
        discom=call.queue,
        discom_how=FROM_LOG if call.queue else None,
        reason=call.reason,
        priority=call.priority,
        agent=call.agent,
    )


def _hung_up(queued: datetime | None, ended: datetime, short_abandon: float) -> Outcome:
    if queued is None:
        return Outcome.LEFT
    short = (ended - queued).total_seconds() < short_abandon
    return Outcome.SHORT_ABANDONED if short else Outcome.ABANDONED


def _in_order(times: tuple[datetime | None, ...], ended: datetime) -> tuple[datetime | None, ...]:
    """Give the times in UTC, none after the next one; the later clock is believed."""
    ordered: list[datetime | None] = []
    following = ended
    for time in reversed(times):
        if time is not None:
            if time - following > SLACK:
                raise BadLine(f"{time:%H:%M:%S} cannot come before {following:%H:%M:%S}")
            following = min(time, following)
        ordered.append(None if time is None else following.astimezone(UTC))
    return tuple(reversed(ordered))
