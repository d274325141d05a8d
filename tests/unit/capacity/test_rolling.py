from hypothesis import given
from hypothesis import strategies as st

from capacity.rolling import Rolling


@given(st.lists(st.floats(0, 10_000)), st.floats(0, 10_000))
def test_what_happened_within_the_stretch_counts(times: list[float], later: float) -> None:
    rolling = Rolling(3_600)
    for time in sorted(times):
        rolling.add(time)
    now = max(times, default=0.0) + later
    assert rolling.count(now) == sum(time > now - 3_600 for time in times)


def test_old_times_are_forgotten_without_being_asked_for() -> None:
    rolling = Rolling(1)
    for time in range(1_000):
        rolling.add(time)
    assert len(rolling._times) == 1
