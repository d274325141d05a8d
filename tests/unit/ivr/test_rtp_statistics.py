import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.rtp_statistics import RtpStatistics, read_statistics, statistics_of

TOLD = (
    "ssrc=460216259;themssrc=3009970660;lp=49;rxjitter=0.010000;rxcount=281;txjitter=0.000250;"
    "txcount=352;rlp=25;rtt=0.051177;rxmes=42.932139;txmes=20.000000"
)
"""Of a real Asterisk 22.10.1, whose phone reported 25 lost, a jitter of 10 ms, and a delay."""

numbers = st.integers(0, 2**31)
lengths = st.floats(0, 1e6)


def test_each_number_is_found_in_its_direction() -> None:
    told = read_statistics(TOLD)
    assert told == RtpStatistics(
        received=281,
        lost=49,
        jitter_ms=0.2,
        sent=352,
        sent_lost=25,
        sent_jitter_ms=10.0,
        round_trip_ms=51.2,
    )
    assert told.lost_share == pytest.approx(49 / 330)
    assert told.sent_lost_share == pytest.approx(25 / 352)


def test_a_phone_that_never_reported_tells_nothing_of_our_packets() -> None:
    told = read_statistics("lp=0;rxjitter=0.0;rxcount=51;txjitter=0.0;txcount=50;rlp=0;rtt=0.0")
    assert told == RtpStatistics(received=51, lost=0, jitter_ms=0, sent=50)
    assert told.sent_lost_share is None


@pytest.mark.parametrize("told", ["", "nonsense", "lp=1", TOLD.replace("49", "many")])
def test_what_is_something_else_gives_nothing(told: str) -> None:
    assert read_statistics(told) is None


@pytest.mark.parametrize("value", [None, "text", 7, ["a"], {"received": 1}, {"lost": -0.5}])
def test_a_fact_without_statistics(value) -> None:
    assert statistics_of(value) is None


@given(
    st.builds(
        RtpStatistics,
        received=numbers,
        lost=numbers,
        jitter_ms=lengths,
        sent=numbers,
        sent_lost=st.none() | numbers,
        sent_jitter_ms=st.none() | lengths,
        round_trip_ms=st.none() | lengths,
    )
)
def test_a_fact_gives_back_what_it_was_made_of(statistics: RtpStatistics) -> None:
    assert statistics_of(statistics.as_fact()) == statistics
    assert 0 <= statistics.lost_share <= 1


def test_no_packets_are_no_loss() -> None:
    assert RtpStatistics(received=0, lost=0, jitter_ms=0, sent=0, sent_lost=0).lost_share == 0
