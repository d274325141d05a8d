import pytest

from routing.order import Priority, standing, turn

LISTED = frozenset({"+915222204000"})


@pytest.mark.parametrize(
    ("number", "in_vain", "found"),
    [
        ("+915222204000", None, Priority.LISTED),
        ("+915222204000", 1.0, Priority.LISTED),
        ("+919415012345", 600.0, Priority.REPEATED),
        ("+919415012345", 600.1, Priority.ORDINARY),
        ("+919415012345", None, Priority.ORDINARY),
        (None, None, Priority.ORDINARY),
    ],
)
def test_standing(number: str | None, in_vain: float | None, found: Priority) -> None:
    assert standing(number, listed=LISTED, in_vain=in_vain, within=600.0) is found


def test_who_is_put_first_is_ahead_of_every_head_start_that_can_be_set() -> None:
    longest = 86_400.0  # see ivr.settings.kinds.Length
    head_start = (longest, 60.0, 30.0, 0.0)
    assert turn(100.0, Priority.ORDINARY, head_start) == 100.0
    assert turn(100.0, Priority.LISTED, head_start) == 40.0
    assert turn(900.0, Priority.FIRST, head_start) < turn(0.0, Priority.DANGER, head_start)
