import pytest

from routing.order import Priority, standing

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
