"""Says in plain sentences what became of a call, and most likely why."""

from collections.abc import Callable, Mapping
from typing import Final

from capacity.outcomes import Outcome
from dialplan.asked import SUFFIX
from ivr.evidence import Evidence
from ivr.lengths import between
from ivr.q850 import cause_in_words
from ivr.reasons import likely_reasons
from ivr.records import CallRecord, Side

WHO: Final[Mapping[Side, str]] = {
    Side.CALLER: "the caller hung up",
    Side.AGENT: "the agent hung up",
    Side.HELPLINE: "the helpline ended the call",
    Side.NETWORK: "the network ended the call",
}

WHY_DROPPED: Final[Mapping[str, str]] = {
    "system": "our own software failed",
    "media": "no sound came any more",
    "network": "the network gave up",
    "overflow": "the wait had become too long and nobody was free",
    "closing": "the helpline was being stopped",
    "ordered": "somebody ordered Asterisk to end it",
    "too-long": "it had reached the longest time that a call may take",
}


def verdict(record: CallRecord, evidence: Evidence | None = None) -> str:
    """Explain the outcome of a call to somebody who was not there; with evidence, also why."""
    reasons = likely_reasons(record, evidence) if evidence is not None else []
    if record.drop == "media" and reasons:  # which say the same, and more
        return " ".join([f"Dropped at stage {record.stage}.", *reasons])
    return " ".join([_SENTENCES[record.outcome](record), *reasons])


def _blocked(record: CallRecord) -> str:
    if record.drop:
        return f"Refused: {WHY_DROPPED.get(record.drop, record.drop)}."
    return f"Refused: no line was free ({record.line_level} of {record.line_size} were held)."


def _left(record: CallRecord) -> str:
    lasted = between(record.landed_at, record.ended_at)
    return f"Left: {WHO[record.side]} at stage {record.stage}, {lasted} after landing."


def _self_served(record: CallRecord) -> str:
    lasted = between(record.landed_at, record.ended_at)
    return f"Served without an agent within {lasted}; then {WHO[record.side]}."


def _abandoned(record: CallRecord) -> str:
    waited = between(record.queued_at, record.ended_at)
    return f"Abandoned: {WHO[record.side]} after {waited} in the waiting line."


def _answered(record: CallRecord) -> str:
    waited = between(record.queued_at, record.answered_at)
    talked = between(record.answered_at, record.parted_at or record.ended_at)
    with_whom = f", in the end with {record.taken_over_by}" if record.taken_over_by else ""
    side = record.side
    who = "the supervisor hung up" if with_whom and side is Side.AGENT else WHO[side]
    return f"Answered by {record.agent} after {waited}; talked {talked}{with_whom}; then {who}."


def _ticket(record: CallRecord) -> str:
    waited = between(record.queued_at, record.ended_at)
    return (
        f"Nobody answered: given the ticket {record.ticket}; "
        f"the call ended {waited} after it had joined the line."
    )


def _call_back(record: CallRecord) -> str:
    waited = between(record.queued_at, record.ended_at) if record.queued_at else "some time"
    return (
        f"To be called back, as they wished after {waited} in the waiting line; "
        f"`helpline calls show {record.call_id}{SUFFIX}` tells what came of it."
    )


def _unreached(record: CallRecord) -> str:
    since = between(record.offered_at, record.ended_at)
    return f"Nobody was talked with: the call-back ended {since} after it was asked for."


def _dropped(record: CallRecord) -> str:
    why = WHY_DROPPED.get(record.drop or "", f"reason {record.drop!r}")
    cause = f"; cause {cause_in_words(record.cause)}" if record.cause is not None else ""
    return f"Dropped at stage {record.stage}: {why}{cause}."


_SENTENCES: Final[Mapping[Outcome, Callable[[CallRecord], str]]] = {
    Outcome.BLOCKED: _blocked,
    Outcome.LEFT: _left,
    Outcome.SELF_SERVED: _self_served,
    Outcome.ABANDONED: _abandoned,
    Outcome.SHORT_ABANDONED: _abandoned,
    Outcome.ANSWERED: _answered,
    Outcome.CALL_BACK: _call_back,
    Outcome.TICKET: _ticket,
    Outcome.UNREACHED: _unreached,
    Outcome.DROPPED: _dropped,
}
