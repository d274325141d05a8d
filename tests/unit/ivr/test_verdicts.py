from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.evidence import Evidence
from ivr.records import Side
from ivr.verdicts import verdict
from tests.unit.ivr.samples import a_record, after


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": Outcome.BLOCKED, "line_level": 350}, "no line was free (350 of 350"),
        ({"outcome": Outcome.LEFT, "stage": "language"}, "hung up at stage language, 2 min 33 s"),
        ({"outcome": Outcome.SELF_SERVED, "side": Side.HELPLINE}, "the helpline ended the call"),
        ({"outcome": Outcome.ABANDONED, "ended_at": after(28.5)}, "after 8.5 s in the waiting"),
        ({"outcome": Outcome.SHORT_ABANDONED, "ended_at": after(22)}, "after 2.0 s"),
        ({"outcome": Outcome.ANSWERED, "side": Side.AGENT}, "then the agent hung up"),
        ({"outcome": Outcome.CALL_BACK, "ended_at": after(60)}, "after 40.0 s, to be called back"),
        ({"outcome": Outcome.TICKET, "ticket": "483921"}, "given the ticket 483921"),
        ({"outcome": Outcome.DROPPED, "drop": "media", "cause": 44}, "no sound came"),
        ({"outcome": Outcome.DROPPED, "drop": "media", "cause": None}, "no sound came any more."),
        ({"outcome": Outcome.DROPPED, "drop": "aliens"}, "reason 'aliens'"),
    ],
)
def test_each_outcome_has_its_sentence(changes: dict[str, Any], said: str) -> None:
    assert said in verdict(a_record(**changes))


@pytest.mark.parametrize("outcome", Outcome)
def test_a_sentence_needs_no_more_than_a_record_must_have(outcome: Outcome) -> None:
    nothing = dict.fromkeys(("landed_at", "queued_at", "answered_at", "parted_at", "drop", "cause"))
    assert verdict(a_record(outcome=outcome, **nothing)).endswith(".")


def test_evidence_adds_the_likely_reason() -> None:
    record = a_record(outcome=Outcome.DROPPED, drop="system", cause=None)
    assert verdict(record, Evidence(failure="KeyError")) == (
        "Dropped at stage talking: our own software failed. "
        "It failed with KeyError; the log has the details."
    )
