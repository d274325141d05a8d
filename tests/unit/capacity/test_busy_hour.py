import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity.busy_hour import BusyHour, busiest_hour, in_the_hour_before


@given(st.lists(st.floats(0, 50_000), min_size=1, max_size=60))
def test_no_other_hour_is_busier(offers: list[float]) -> None:
    times = np.array(sorted(offers))
    busy = busiest_hour(times)
    assert busy is not None
    assert busy.calls == max(((times >= at) & (times < at + 3600)).sum() for at in times)
    assert ((times >= busy.begins) & (times < busy.begins + 3600)).sum() == busy.calls


def test_an_hour_is_any_sixty_minutes() -> None:
    times = np.array([0.0, 3000.0, 3001.0, 3602.0, 6599.0, 6600.0, 20_000.0])
    assert busiest_hour(times) == BusyHour(4, 3000.0)
    assert busiest_hour(np.empty(0)) is None


def test_calls_in_the_hour_before() -> None:
    times = np.array([0.0, 1800.0, 3600.0])
    moments = np.array([0.0, 1.0, 1800.0, 3600.0, 3601.0, 5400.0, 5401.0, 7200.0, 7201.0])
    assert in_the_hour_before(times, moments).tolist() == [0, 1, 1, 2, 2, 2, 1, 1, 0]
