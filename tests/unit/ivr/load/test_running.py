import pytest

from ivr.load.running import LEAD, SLOWEST, prepared_a_second
from tests.unit.ivr.load.samples import planned


def test_each_call_is_prepared_before_its_moment() -> None:
    at = [0.0, 0.1, 0.2, *(2 + n / 50 for n in range(200)), 30.0]
    rate = prepared_a_second(planned(*at))
    ready = [(place + 1) / rate for place in range(len(at))]
    assert all(done <= when + LEAD / 2 for done, when in zip(ready, at, strict=True))
    assert rate < 60


@pytest.mark.parametrize("at", [(), (1.0,), (5.0, 60.0)])
def test_few_calls_are_not_prepared_more_slowly_than_that(at: tuple[float, ...]) -> None:
    assert prepared_a_second(planned(*at)) == SLOWEST
