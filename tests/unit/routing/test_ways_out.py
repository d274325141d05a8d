import pytest

from routing.ways_out import WaysOut

WAYS = WaysOut(place=4, estimate=600.0, waited=180.0)


@pytest.mark.parametrize(
    ("place", "estimate", "waited", "open_"),
    [
        (3, 599.0, 179.0, False),
        (4, 0.0, 0.0, True),
        (1, 600.0, 0.0, True),
        (1, 0.0, 180.0, True),
    ],
)
def test_any_threshold_opens_them(place: int, estimate: float, waited: float, open_: bool) -> None:
    assert WAYS.open(place=place, estimate=estimate, waited=waited) is open_
