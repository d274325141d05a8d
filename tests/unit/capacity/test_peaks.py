import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity.call_log import CallLog
from capacity.peaks import Peaks, most_at_once, peaks_of
from capacity.staffing import shifts_of
from tests.unit.capacity.logs import BEGIN, answered, gave_up, log_of

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), max_size=12)


def peaks(log: CallLog, since: float = -math.inf, until: float = math.inf) -> Peaks:
    return peaks_of(log, shifts_of(log), since, until)


A_DAY = log_of(
    answered(0, talk=100, agent="asha"),
    answered(40, talk=50, agent="vijay", queue="KESCO"),
    gave_up(60, 20, queue="KESCO"),
    answered(200, talk=10, agent="asha"),
    answered(5000, talk=10, agent="meena", queue="KESCO"),
)
"""Asha is there from 0 to 210, Vijay from 40 to 90, Meena from 5000."""


def test_the_busiest_moments_of_a_log() -> None:
    assert peaks(A_DAY) == Peaks(lines=3, agents=2, of_queue={"KESCO": 1, "MVVNL": 1})


def test_the_busiest_moments_of_a_period() -> None:
    begin = BEGIN.timestamp()
    assert peaks(A_DAY, begin + 150, begin + 300) == Peaks(1, 1, {"MVVNL": 1})
    assert peaks(A_DAY, begin + 9000) == Peaks(0, 0, {})


@given(SPANS)
def test_the_most_at_once_are_those_of_some_beginning(spans: list[tuple[int, int]]) -> None:
    begun = np.array([begin for begin, _ in spans], float)
    ended = begun + np.array([length for _, length in spans], float)
    counts = [int(((begun <= moment) & (moment < ended)).sum()) for moment in begun]
    assert most_at_once(begun, ended) == max(counts, default=0)
