from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.records import Side
from ivr.verdicts import seconds_in_words, verdict
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
        ({"outcome": Outcome.DROPPED, "drop": "media", "cause": 44}, "no sound came"),
        ({"outcome": Outcome.DROPPED, "drop": "aliens"}, "reason 'aliens'"),
    ],
)
def test_each_outcome_has_its_sentence(changes: dict[str, Any], said: str) -> None:
    assert said in verdict(a_record(**changes))


@pytest.mark.parametrize("outcome", Outcome)
def test_a_sentence_needs_no_more_than_a_record_must_have(outcome: Outcome) -> None:
    nothing = dict.fromkeys(("landed_at", "queued_at", "answered_at", "parted_at", "drop", "cause"))
    assert verdict(a_record(outcome=outcome, **nothing)).endswith(".")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0.0 s"), (8.54, "8.5 s"), (59.9, "59.9 s"), (59.96, "1 min 00 s"), (3725, "1 h 02 min")],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert seconds_in_words(seconds) == words


@given(st.floats(0, 86_400))
def test_no_part_of_a_length_reaches_sixty(seconds: float) -> None:
    assert "60" not in seconds_in_words(seconds).replace(" min", "").split()[1:]
