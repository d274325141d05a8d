from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.evidence import AgentLeg, Evidence
from ivr.reasons import likely_reasons
from ivr.rtp_statistics import RtpStatistics
from ivr.storage import Circumstances, ServiceEvent
from tests.unit.ivr.samples import a_record, after

MEDIA = {"outcome": Outcome.DROPPED, "drop": "media", "caller_kind": "mobile"}
BUSY = AgentLeg(agent="asha", missed="the phone is busy", ended_by="far end", sip=486)


def sound(received: int = 860, lost: int = 140) -> RtpStatistics:
    return RtpStatistics(received=received, lost=lost, jitter_ms=0, sent=1000)


@pytest.mark.parametrize(
    ("record", "evidence", "said"),
    [
        (
            MEDIA,
            {"silence": 20.0, "sound": sound()},
            [("No sound came from the caller for 20 s: most likely the mobile network lost them; "
             "14 % of their packets had been lost before.")],
        ),
        (
            {"outcome": Outcome.DROPPED, "drop": "system"},
            {"unseen": "a crash of Asterisk"},
            ["Asterisk had crashed, or its machine: all its calls went with it."],
        ),
        (
            {"outcome": Outcome.LEFT},
            {"unseen": "unseen, while there was no connection"},
            [("It ended while the service was away or had lost Asterisk: who hung up was not seen, "
             "and its end is the last time at which it was known to be there.")],
        ),
        (
            MEDIA | {"caller_kind": "landline"},
            {"silence": 20.0, "sound": sound(lost=0)},
            [("No sound came from the caller for 20 s: most likely their line or the trunk lost "
             "them, at once: before that, their sound came without losses.")],
        ),
        (
            MEDIA,
            {"silence": 20.0},
            ["No sound came from the caller for 20 s: most likely the mobile network lost them."],
        ),
        (
            MEDIA,
            {"silence": 20.0, "sound": sound(0, 0)},
            [("Not one packet of sound ever came from the caller: look whether the operator's "
             "media reach our ports (firewall, NAT).")],
        ),
        (
            MEDIA,
            {"agents": (AgentLeg(agent="asha", ended_by="lost sound", sound=sound()),)},
            [("The line of asha's phone was lost in the conversation; 14 % of its packets were "
             "lost before.")],
        ),
        (
            {"outcome": Outcome.DROPPED, "drop": "system"},
            {"failure": "KeyError"},
            ["It failed with KeyError; the log has the details."],
        ),
        (
            {"outcome": Outcome.DROPPED, "drop": "overflow"},
            {"agents": (BUSY, BUSY, AgentLeg(agent="vijay", missed="declined"))},
            ["Rung in vain: asha 2 times (the phone is busy), vijay (declined)."],
        ),
        ({"outcome": Outcome.ABANDONED}, {}, ["No agent was free for them."]),
        ({"outcome": Outcome.TICKET}, {}, ["No agent was free for them."]),
        (
            {"outcome": Outcome.TICKET},
            {"deserted": True},
            ["No agent was there: all were logged out, on pause, or could not be reached."],
        ),
        ({"outcome": Outcome.CALL_BACK}, {}, []),
        (
            {"outcome": Outcome.ANSWERED},
            {"sound": sound(), "agents": (AgentLeg(agent="asha", sound=sound(999, 1)),)},
            ["The sound was poor: 14 % of the caller's packets were lost."],
        ),
        ({"outcome": Outcome.ANSWERED}, {"sound": sound(lost=1)}, []),
        ({"outcome": Outcome.DROPPED, "drop": "too-long"}, {}, []),
    ],
)  # fmt: skip
def test_the_likely_reason(
    record: dict[str, Any], evidence: dict[str, Any], said: list[str]
) -> None:
    assert likely_reasons(a_record(**record), Evidence(**evidence)) == said


@pytest.mark.parametrize(("alike", "told"), [(2, False), (3, True)])
def test_many_alike_at_once_are_no_coincidence(alike: int, told: bool) -> None:
    dropped = a_record(outcome=Outcome.DROPPED, drop="network", trunk="10.1.9.12")
    reasons = likely_reasons(dropped, Evidence(around=Circumstances(alike=alike)))
    said = (
        "3 other calls ended in the same way within 30 s. "
        "Look at the trunk 10.1.9.12 and the network, not at this caller."
    )
    assert reasons == ([said] if told else [])


@pytest.mark.parametrize(
    ("outcome", "told"), [(Outcome.LEFT, True), (Outcome.DROPPED, True), (Outcome.ANSWERED, False)]
)
def test_our_own_state_counts_where_something_went_wrong(outcome: Outcome, told: bool) -> None:
    around = Circumstances(service=(ServiceEvent(after(150), "stalled", 3.0),))
    reasons = likely_reasons(a_record(outcome=outcome), Evidence(around=around))
    said = "At that time the service stood still for 3.0 s until 10:02:30."
    assert (said in reasons) is told
