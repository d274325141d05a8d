import math

import pytest

from ivr.planning.reading import (
    Answer,
    parse_answer,
    parse_length,
    parse_part,
    parse_patience,
    parse_redial,
    parse_share,
)


def test_shares() -> None:
    assert [parse_share(text) for text in ("0", "0.3", "30%", "1", "100%")] == [0, 0.3, 0.3, 1, 1]
    assert parse_part("5%") == 0.05
    assert parse_redial("0") == 0


@pytest.mark.parametrize("text", ["", "%", "5", "-0.1", "101%", "nan", "inf", "a fifth"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no share of 1; write it like 0\.05 or 5%"):
        parse_share(text)


@pytest.mark.parametrize("text", ["0", "1", "100%"])
def test_nothing_and_all_are_no_goals(text: str) -> None:
    with pytest.raises(ValueError, match="more than 0 and less than 1"):
        parse_part(text)


def test_not_all_can_redial_for_ever() -> None:
    with pytest.raises(ValueError, match="less than 1"):
        parse_redial("1")


@pytest.mark.parametrize("text", ["0.8@20s", "80%@20", "0.8@20"])
def test_a_goal_of_answering(text: str) -> None:
    assert parse_answer(text) == Answer(0.8, 20)
    assert parse_answer(str(Answer(0.8, 20))) == Answer(0.8, 20)


@pytest.mark.parametrize("text", ["0.8", "80@20", "0.8@", "@20s", "0.8@soon", "1@20s", "0.8@20s@1"])
def test_what_is_no_goal_of_answering(text: str) -> None:
    with pytest.raises(ValueError, match=r"together like|has no @; write it like"):
        parse_answer(text)


def test_times() -> None:
    assert (parse_length("3m"), parse_patience("90"), parse_patience("none")) == (180, 90, math.inf)
    with pytest.raises(ValueError, match="must last"):
        parse_length("0s")
    with pytest.raises(ValueError, match="write none if nobody gives up"):
        parse_patience("1d")
