"""What there is to explain the end of a call by, gathered from its facts and its surroundings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialplan.asked import NOT_REACHED, OFF
from dialplan.story import Fact, Value
from dialplan.waiting import NOBODY
from ivr.calls.leg_facts import AGENT_END, AGENT_RTP, CALLER_RTP, SOUND_LOST, UNSEEN
from ivr.rtp_statistics import RtpStatistics, statistics_of
from ivr.storage import CallStory, Circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLeg:
    """One attempt to reach an agent. ``cause`` is Q.850, ``sip`` the status of a refusal.

    ``missed`` says why there was no conversation, ``ended_by`` who or what ended the leg.
    """

    agent: str
    missed: str | None = None
    ended_by: str | None = None
    cause: int | None = None
    sip: int | None = None
    sound: RtpStatistics | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """``silence`` is after how many seconds without sound the caller's leg was given up.

    ``unseen`` says why nobody saw the end, ``failure`` names the fault of our own software,
    ``refused`` the SIP status with which we refused the call. Of a call-back ``attempts`` says why
    each came to no talk, and ``called_off`` why nobody is called any more. ``deserted`` if no agent
    was there when the caller was told of place and wait last.
    """

    sound: RtpStatistics | None = None
    silence: float | None = None
    unseen: str | None = None
    failure: str | None = None
    refused: str | None = None
    attempts: tuple[str, ...] = ()
    called_off: str | None = None
    agents: tuple[AgentLeg, ...] = ()
    deserted: bool = False
    around: Circumstances = Circumstances()  # noqa: RUF009 - it is frozen


def evidence_of(story: CallStory) -> Evidence:
    """Gather what is known."""
    facts = {fact.kind: fact for fact in story.facts}
    return Evidence(
        sound=statistics_of(_value(facts, CALLER_RTP)),
        silence=_seconds(_value(facts, SOUND_LOST)),
        unseen=facts[UNSEEN].how if UNSEEN in facts else None,
        failure=facts["cut-off"].how if "cut-off" in facts else None,
        refused=facts["refused"].how if "refused" in facts else None,
        attempts=tuple(str(fact.value) for fact in story.facts if fact.kind == NOT_REACHED),
        called_off=str(_value(facts, OFF)) if OFF in facts else None,
        agents=tuple(_agents(story)),
        deserted=bool(_value(facts, NOBODY)),
        around=story.around,
    )


def _agents(story: CallStory) -> list[AgentLeg]:
    legs: list[AgentLeg] = []
    for fact in story.facts:
        if fact.kind == "ringing":
            legs.append(AgentLeg(agent=str(fact.value)))
        elif legs:
            legs[-1] = _learn(legs[-1], fact)
    return legs


def _learn(leg: AgentLeg, fact: Fact) -> AgentLeg:
    match fact.kind:
        case "missed":
            return replace(leg, missed=fact.how)
        case kind if kind == AGENT_RTP:
            return replace(leg, sound=statistics_of(fact.value))
        case kind if kind == AGENT_END:
            cause, sip = _number(fact.value, "cause"), _number(fact.value, "sip")
            return replace(leg, ended_by=fact.how, cause=cause, sip=sip)
    return leg


def _value(facts: Mapping[str, Fact], kind: str) -> Value:
    return facts[kind].value if kind in facts else None


def _seconds(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _number(value: Value, name: str) -> int | None:
    found = value.get(name) if isinstance(value, Mapping) else None
    return None if found is None else int(found)
