from datetime import UTC, datetime, timedelta

import pytest

from capacity.outcomes import Outcome
from ivr.http.call_query import STAGES, USUAL, BadQuery, read_drops_query, read_query
from ivr.storage import By

NOW = datetime(2026, 11, 22, 4, 30, 0, 500_000, tzinfo=UTC)


def test_all_that_calls_can_be_asked_by() -> None:
    query = {
        "since": "2h", "until": "30m", "outcome": "dropped,left", "drop": "media",
        "discom": "none", "trunk": "10.1.9.12", "stage": "waiting", "cause": "38", "limit": "7",
        "ticket": "483921", "direction": "outgoing", "reason": "supply", "language": "none",
    }  # fmt: skip
    assert read_query(query, NOW) == {
        "since": NOW - timedelta(hours=2),
        "until": NOW - timedelta(minutes=30),
        "outcome": (Outcome.DROPPED, Outcome.LEFT),
        "drop": "media",
        "discom": "none",
        "trunk": "10.1.9.12",
        "stage": "waiting",
        "cause": 38,
        "ticket": "483921",
        "direction": "outgoing",
        "reason": "supply",
        "language": "none",
        "limit": 7,
    }
    assert read_query({"cause": "none"}, NOW) == {"cause": "none", "limit": 100}


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("drop", "aliens", "media"),
        ("direction", "sideways", "incoming, outgoing"),
        ("stage", "nowhere", ", ".join(STAGES)),
        ("cause", "busy", "a number or none"),
        ("ticket", "48-39", "six digits"),
        ("until", "later", "2h"),
        ("outcome", "dropped,lost", "abandoned"),
        ("by", "hour", "Known are since"),
    ],
)
def test_a_word_that_makes_no_sense_is_named(name: str, text: str, remedy: str) -> None:
    with pytest.raises(BadQuery) as bad:
        read_query({name: text}, NOW)
    assert bad.value.problem.place == name
    assert remedy in bad.value.problem.remedy


def test_drops_are_those_of_the_last_day_unless_asked_otherwise() -> None:
    by, wanted = read_drops_query({}, NOW)
    assert tuple(by) == USUAL
    assert wanted == {
        "outcome": (Outcome.DROPPED,),
        "since": datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
        "until": datetime(2026, 11, 22, 4, 30, 1, tzinfo=UTC),
    }


def test_drops_by_what_is_asked() -> None:
    query = {"by": "cause,stage", "since": "2026-11-21", "until": "2026-11-21T10:00",
             "outcome": "blocked"}  # fmt: skip
    by, wanted = read_drops_query(query, NOW)
    assert by == [By.CAUSE, By.STAGE]
    assert wanted["since"] == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert wanted["until"] == datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
    assert wanted["outcome"] == (Outcome.BLOCKED,)


def test_a_grouping_that_is_none() -> None:
    with pytest.raises(BadQuery, match="Use one of verdict, discom, hour, trunk"):
        read_drops_query({"by": "colour"}, NOW)
