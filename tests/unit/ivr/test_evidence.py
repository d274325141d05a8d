from dialplan.story import Fact
from ivr.evidence import AgentLeg, Evidence, evidence_of
from ivr.rtp_statistics import RtpStatistics
from ivr.storage import CallStory, Circumstances
from tests.unit.ivr.samples import a_record, after

SOUND = {"received": 86, "lost": 14, "jitter_ms": 0.2, "sent": 100}
SAID = RtpStatistics(received=86, lost=14, jitter_ms=0.2, sent=100)


def evidence(*facts: tuple[object, ...]) -> Evidence:
    made = tuple(
        Fact(str(kind), value, after(n), *how) for n, (kind, value, *how) in enumerate(facts)
    )
    return evidence_of(CallStory("c-1", a_record(), made, Circumstances(alike=4)))


def test_each_attempt_to_reach_an_agent_keeps_what_belongs_to_it() -> None:
    told = evidence(
        ("ringing", "asha"),
        ("agent-end", {"cause": 17, "sip": 486}, "far end"),
        ("missed", "asha", "the phone is busy"),
        ("ringing", "vijay"),
        ("answered", "vijay"),
        ("agent-rtp", SOUND),
        ("agent-end", {"cause": 16}, "us"),
        ("rtp", SOUND | {"lost": 0}),
    )
    assert told.agents == (
        AgentLeg(agent="asha", missed="the phone is busy", ended_by="far end", cause=17, sip=486),
        AgentLeg(agent="vijay", ended_by="us", cause=16, sound=SAID),
    )
    assert told.sound.lost == 0
    assert told.around.alike == 4


def test_what_else_explains_an_end() -> None:
    told = evidence(
        ("sound-lost", 20), ("cut-off", "system", "KeyError"), ("refused", "no line", "SIP 503")
    )
    assert (told.silence, told.failure, told.refused) == (20.0, "KeyError", "SIP 503")


def test_a_record_of_an_earlier_version_has_no_evidence() -> None:
    told = evidence(("rtp", "ssrc=1;lp=0"), ("agent-end", None), ("missed", "asha", "x"))
    assert told == Evidence(around=Circumstances(alike=4))
