"""The story of one call on one screen: what it was, how both legs ended, how it sounded, why."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from capacity.lines import Direction
from ivr.calls.leg import EndedBy
from ivr.calls.recording import RECORDING
from ivr.cli.call_tables import STYLES, outcome_in_words
from ivr.cli.timeline import source, timeline
from ivr.evidence import AgentLeg, Evidence
from ivr.http.calls import ShownCall
from ivr.instants import in_ist
from ivr.lengths import between, percent, seconds_in_words
from ivr.q850 import cause_in_words
from ivr.records import CallRecord
from ivr.rtp_statistics import RtpStatistics
from ivr.service_words import service_in_words
from ivr.transfer_words import seconds_held, transfers_in_words

ASIDE: Final = 11
MOST_AGENTS: Final = 3


def print_story(call: ShownCall, console: Console, *, full: bool = False) -> None:
    """Print it all; the timeline is folded unless ``full``."""
    console.print(f"Call {call.call_id}", style="bold", markup=False)
    if call.record:
        for name, text in _head(call, call.record):
            _aside(console, name, text)
        _print_sound(call.evidence, console)
        for text in _service(call.evidence, call.record):
            _aside(console, "service", text)
    console.print()
    console.print(timeline(call.facts, full=full or call.record is None))
    console.print()
    if call.record:
        style = STYLES.get(call.record.outcome)
        console.print(call.verdict or "", style=style, markup=False)
    else:
        console.print("No record yet: the call goes on, or the service has not closed it.")


def _head(call: ShownCall, record: CallRecord) -> Iterator[tuple[str, str]]:
    number = record.caller or record.caller_raw or "withheld"
    trunk = f", trunk {record.trunk}" if record.trunk else ""
    yield "offered", f"{in_ist(record.offered_at)}, {record.direction}, {record.node}{trunk}"
    if record.direction is Direction.OUTGOING:
        yield "to", f"{number} ({record.caller_kind})"
    else:
        yield "from", f"{number} ({record.caller_kind}) to {record.called_raw}"
    sip = next((str(fact.value) for fact in call.facts if fact.kind == "sip-call-id"), None)
    if sip:
        yield "Call-ID", sip
    if record.continues:
        yield "goes on", f"with call {record.continues}, which had broken off"
    discom = record.discom or "no discom"
    discom += f" ({source(record.discom_how)})" if record.discom_how else ""
    language = f"language {record.language or 'not known'}"
    yield "about", f"{discom}, {record.reason or 'no reason given'}, {language}"
    if record.line_size is not None:
        yield "lines", _lines(record, call.evidence)
    if record.queued_at:
        yield "waited", _waited(record)
    lasted = between(record.offered_at, record.ended_at)
    yield (
        "ended",
        f"{in_ist(record.ended_at)} by {record.side}, at stage {record.stage}, after {lasted}",
    )
    yield "outcome", outcome_in_words(record)
    if record.disposition:
        yield "noted", f"{record.disposition}, by {record.agent}"
    for passed_on in transfers_in_words(call.facts):
        yield "passed on", passed_on
    if held := seconds_held(call.facts):
        yield "on hold", seconds_in_words(held)
    for name in (str(fact.value) for fact in call.facts if fact.kind == RECORDING):
        yield "recording", f"{name}, from GET /api/calls/{call.call_id}/recording"
    yield "caller", _caller(record, call.evidence)
    yield from _agents(call.evidence.agents)


def _agents(legs: Sequence[AgentLeg]) -> Iterator[tuple[str, str]]:
    skipped = max(0, len(legs) - MOST_AGENTS)
    for place, leg in enumerate(legs[skipped:], skipped + 1):
        which = f" (phone {place} of {len(legs)} that were rung)" if skipped else ""
        yield "agent", _agent(leg) + which


def _lines(record: CallRecord, evidence: Evidence) -> str:
    first = f"{record.line_level} of {record.line_size} held"
    first += ", none was free" if record.landed_at is None else ", this one included"
    around = evidence.around
    return first if around.held is None else f"{first}; {around.held} of {around.size} at the end"


def _waited(record: CallRecord) -> str:
    waited = between(record.queued_at, record.answered_at or record.ended_at)
    if record.answered_at is None:
        return waited
    return f"{waited}, then talked {between(record.answered_at, record.parted_at)}"


def _caller(record: CallRecord, evidence: Evidence) -> str:
    if evidence.refused:
        return f"refused with {evidence.refused}"
    if evidence.silence is not None:
        return f"given up by Asterisk after {evidence.silence:g} s without sound"
    return f"Q.850 cause {cause_in_words(record.cause)}"


def _agent(leg: AgentLeg) -> str:
    sip = f", SIP {leg.sip}" if leg.sip else ""
    cause = f", Q.850 cause {cause_in_words(leg.cause)}" if leg.cause is not None else ""
    missed = f": {leg.missed}" if leg.missed else ""
    ended = f", {_ended(leg.ended_by)}" if leg.ended_by and not leg.missed else ""
    return f"{leg.agent}{missed}{ended}{sip}{cause}"


def _ended(by: str) -> str:
    return "its end was not seen" if by == EndedBy.UNSEEN else f"ended by {by}"


def _print_sound(evidence: Evidence, console: Console) -> None:
    legs = [("caller", evidence.sound)]
    legs += [(leg.agent, leg.sound) for leg in evidence.agents[-MOST_AGENTS:]]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("sound", "packets", "lost", "jitter", "round trip"):
        table.add_column(name, justify="left" if name == "sound" else "right")
    for who, sound in legs:
        if sound is not None:
            for row in _directions(who, sound):
                table.add_row(*map(escape, row))
    if table.row_count:
        console.print(table)


def _directions(who: str, sound: RtpStatistics) -> Iterator[tuple[str, ...]]:
    trip = _ms(sound.round_trip_ms)
    lost = f"{sound.lost} ({percent(sound.lost_share)})"
    yield f"  from {who}", str(sound.received), lost, _ms(sound.jitter_ms), trip
    share = sound.sent_lost_share
    lost = "not told" if share is None else f"{sound.sent_lost} ({percent(share)})"
    yield f"  to {who}", str(sound.sent), lost, _ms(sound.sent_jitter_ms), ""


def _ms(milliseconds: float | None) -> str:
    return "not told" if milliseconds is None else f"{milliseconds:g} ms"


def _service(evidence: Evidence, record: CallRecord) -> list[str]:
    events = evidence.around.service
    return service_in_words(events, record.offered_at, record.ended_at) or ["nothing unusual"]


def _aside(console: Console, name: str, text: str) -> None:
    """Print a name and, beside it, text that is folded under itself."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=0)
    table.add_column(width=ASIDE)
    table.add_column(overflow="fold")
    table.add_row(f"  {name}", escape(text))
    console.print(table)
