import numpy as np

from capacity.duty import duty_of

HOUR = np.array([0.0, 3600.0, 7200.0])


def test_time_on_duty_and_busy_worked_by_hand() -> None:
    """Asha is there for an hour and a half, and busy for half an hour; Vijay idles for an hour."""
    ready = {"asha": [(0, 1800), (1800, 5400)], "vijay": [(0, 3600)]}
    busy = {"asha": [(600, 1800), (1800, 2000), (3600, 4000)]}
    duty = duty_of(ready, busy)
    assert duty.on_duty.mean(HOUR).tolist() == [2, 0.5]
    assert duty.busy.mean(HOUR).tolist() == [1400 / 3600, 400 / 3600]


def test_who_finishes_a_talk_on_a_pause_is_on_duty_until_then() -> None:
    duty = duty_of({"asha": [(0, 100)]}, {"asha": [(50, 200)], "rekha": [(100, 200)]})
    assert duty.on_duty.mean(np.array([0.0, 400.0])).tolist() == [300 / 400]
    assert duty.busy.mean(np.array([0.0, 400.0])).tolist() == [250 / 400]


def test_nobody_is_there() -> None:
    assert duty_of({}, {}).on_duty.mean(HOUR).tolist() == [0, 0]
