"""Likely reasons for the end of a call, each a plain sentence. Nothing known, nothing said."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from capacity.outcomes import Outcome
from ivr.calls.leg import EndedBy
from ivr.evidence import AgentLeg, Evidence
from ivr.lengths import percent
from ivr.records import CallRecord
from ivr.rtp_statistics import RtpStatistics
from ivr.service_words import service_in_words
from ivr.storage.circumstances import NEAR

POOR: Final = 0.05
"""Share of lost packets from which speech is hard to follow."""

NOTICEABLE: Final = 0.01

MANY: Final = 3
"""Other calls that end in the same way at the same time, from which it is no coincidence."""

WENT_WELL: Final = (Outcome.ANSWERED, Outcome.SELF_SERVED, Outcome.CALL_BACK)

CALLED_OFF: Final[Mapping[str, str]] = {
    "unreached": "No more attempts were left, or a day had passed.",
    "called-again": "They called again themselves, and got their place back.",
    "talked-meanwhile": "They talked with an agent in another call.",
    "asked-again": "They asked again, for something more urgent.",
    "cancelled": "It was cancelled by order.",
    "number-not-kept": "The journal does not show the number (journal.private, journal-key).",
}
"""Why a call-back came to its end before anybody talked."""


def likely_reasons(record: CallRecord, evidence: Evidence) -> list[str]:
    """Say what explains the end of the call, the most telling first."""
    return [
        *_unseen(evidence),
        *_own_reason(record, evidence),
        *_of_others(record, evidence),
        *_of_us(record, evidence),
    ]


def _unseen(evidence: Evidence) -> Iterator[str]:
    if evidence.unseen == EndedBy.CRASH:
        yield "Asterisk had crashed, or its machine: all its calls went with it."
    elif evidence.unseen is not None:
        yield (
            "It ended while the service was away or had lost Asterisk: who hung up was not seen, "
            "and its end is the last time at which it was known to be there."
        )


def _own_reason(record: CallRecord, evidence: Evidence) -> Iterator[str]:
    match record.outcome, record.drop:
        case Outcome.DROPPED, "media" if evidence.silence is not None:
            yield _silence(record, evidence.silence, evidence.sound)
        case Outcome.DROPPED, "media":
            yield from _agent_lost(evidence.agents)
        case Outcome.DROPPED, "system" if evidence.failure:
            yield f"It failed with {evidence.failure}; the log has the details."
        case Outcome.UNREACHED, _:
            yield from _not_reached(evidence)
        case (Outcome.DROPPED, "overflow") | (Outcome.ABANDONED | Outcome.TICKET, _):
            yield from _in_vain(evidence)
        case _:
            yield from _poor_sound(evidence)


def _not_reached(evidence: Evidence) -> Iterator[str]:
    if evidence.attempts:
        times = len(evidence.attempts)
        yield f"Called {times} time{'s' if times > 1 else ''}: {', then '.join(evidence.attempts)}."
    if evidence.called_off is not None:
        yield CALLED_OFF.get(evidence.called_off, f"Called off: {evidence.called_off}.")


def _silence(record: CallRecord, seconds: float, sound: RtpStatistics | None) -> str:
    lost_by = "the mobile network" if record.caller_kind == "mobile" else "their line or the trunk"
    said = f"No sound came from the caller for {seconds:g} s: most likely {lost_by} lost them"
    if sound is None:
        return f"{said}."
    if not sound.received:
        return (
            "Not one packet of sound ever came from the caller: look whether the operator's media "
            "reach our ports (firewall, NAT)."
        )
    if sound.lost_share >= NOTICEABLE:
        return f"{said}; {percent(sound.lost_share)} of their packets had been lost before."
    return f"{said}, at once: before that, their sound came without losses."


def _agent_lost(agents: tuple[AgentLeg, ...]) -> Iterator[str]:
    if agents and agents[-1].ended_by is not None:
        last = agents[-1]
        lost = (
            "" if last.sound is None else f"; {percent(last.sound.lost_share)} of its packets were"
        )
        lost += " lost before" if lost else ""
        yield f"The line of {last.agent}'s phone was lost in the conversation{lost}."


def _in_vain(evidence: Evidence) -> Iterator[str]:
    """Tell which phones were rung for the caller and why nobody spoke."""
    missed = Counter((leg.agent, leg.missed) for leg in evidence.agents if leg.missed)
    tried = [
        f"{agent}{f' {n} times' if n > 1 else ''} ({why})" for (agent, why), n in missed.items()
    ]
    if tried:
        yield f"Rung in vain: {', '.join(tried)}."
    elif evidence.deserted:
        yield "No agent was there: all were logged out, on pause, or could not be reached."
    else:
        yield "No agent was free for them."


def _poor_sound(evidence: Evidence) -> Iterator[str]:
    legs = [("the caller", evidence.sound), *((leg.agent, leg.sound) for leg in evidence.agents)]
    for who, sound in legs:
        if sound is not None and sound.lost_share >= POOR:
            yield f"The sound was poor: {percent(sound.lost_share)} of {who}'s packets were lost."


def _of_others(record: CallRecord, evidence: Evidence) -> Iterator[str]:
    alike = evidence.around.alike
    if record.outcome is Outcome.DROPPED and alike >= MANY:
        trunk = f" {record.trunk}" if record.trunk else ""
        look = f" Look at the trunk{trunk} and the network, not at this caller."
        said = f"{alike} other calls ended in the same way within {NEAR.seconds} s."
        yield said + (look if record.drop in ("media", "network") else "")


def _of_us(record: CallRecord, evidence: Evidence) -> Iterator[str]:
    if record.outcome in WENT_WELL:
        return
    told = service_in_words(evidence.around.service, record.offered_at, record.ended_at)
    if told:
        yield f"At that time {'; '.join(told)}."
