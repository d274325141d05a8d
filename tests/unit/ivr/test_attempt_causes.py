import pytest

from dialplan.asked import NOT_REACHED
from dialplan.story import Fact
from ivr.attempt_causes import cause_of
from tests.unit.ivr.samples import after


@pytest.mark.parametrize(
    ("why", "how", "cause"),
    [
        ("the phone was not picked up", "Q.850 34", 34),
        ("the phone was not picked up", None, 19),
        ("the phone is busy", None, 17),
        ("the phone refused with SIP 480", None, None),
        ("whatever", "no cause", None),
    ],
)
def test_the_cause_is_told_or_follows_from_the_words(
    why: str, how: str | None, cause: int | None
) -> None:
    assert cause_of(Fact(NOT_REACHED, why, after(0), how)) == cause


def test_what_nothing_ended_we_cleared() -> None:
    assert cause_of(None) == 16
