from datetime import UTC, datetime

import pytest

from capacity.outcomes import Outcome
from dialplan.story import Story
from ivr.http.queue_views import Told
from ivr.queue_reading import how_it_fared, told, what_became
from ivr.storage import CallStory
from tests.unit.ivr.samples import a_record, after, some_facts

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_what_was_heard_last() -> None:
    story = Story("c1", now=lambda: NOON)
    assert told(story) is None
    story.learn("announced", {})
    assert told(story) is None, "only that they must wait"
    story.learn("announced", {"position": 2, "minutes": 120})
    assert told(story) == Told(2, (60, 120), NOON)


@pytest.mark.parametrize(
    ("changes", "in_time", "abandoned"),
    [
        ({}, True, False),
        ({"answered_at": after(40.1)}, False, False),
        ({"answered_at": None, "outcome": Outcome.ABANDONED, "ended_at": after(30)}, True, True),
        ({"answered_at": None, "outcome": Outcome.ABANDONED, "ended_at": after(41)}, False, True),
        (
            {"answered_at": None, "outcome": Outcome.SHORT_ABANDONED, "ended_at": after(21)},
            True,
            False,
        ),
        ({"answered_at": None, "outcome": Outcome.DROPPED, "ended_at": after(21)}, False, False),
    ],
)
def test_how_a_call_fared(changes, in_time: bool, abandoned: bool) -> None:
    fared = how_it_fared(a_record(**changes))
    assert (fared.in_time, fared.abandoned) == (in_time, abandoned)
    assert fared.queue == ("MVVNL", "hi")


def test_what_became_of_a_call_that_is_over() -> None:
    story = CallStory("c-1", a_record(), tuple(some_facts()))
    assert what_became(story).startswith("the call is over: Answered by asha after 12.0 s")
