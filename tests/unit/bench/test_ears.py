"""Gaps in sound that arrived."""

import pytest

from tests.bench.ears import Packet, gaps_of


def packets(*arrivals: float, source: int = 1) -> list[Packet]:
    return [Packet(at, n, 160 * n, source, begins=n == 0) for n, at in enumerate(arrivals)]


def test_gaps_are_between_packets_that_belong_together() -> None:
    gaps = gaps_of(packets(0.0, 0.02, 0.04, 0.11))
    assert gaps.inside == pytest.approx([0.02, 0.02, 0.07])
    assert (gaps.pauses, gaps.lost) == ([], 0)


def test_a_new_piece_of_sound_begins_after_a_pause() -> None:
    first, second = packets(0.0, 0.02)
    again = Packet(0.5, 2, 4_000, 1, begins=True)
    gaps = gaps_of([first, second, again])
    assert gaps.pauses == pytest.approx([0.48])


def test_lost_packets_are_counted_over_the_turn_of_their_numbers() -> None:
    before = Packet(0.0, 65_534, 2**32 - 160, 1, begins=False)
    after = Packet(0.06, 1, 320, 1, begins=False)
    gaps = gaps_of([before, after])
    assert gaps.lost == 2
    assert gaps.pauses == pytest.approx([0.06])


def test_sound_of_another_source_is_not_compared() -> None:
    gaps = gaps_of([packets(0.0)[0], packets(5.0, source=2)[0]])
    assert (gaps.inside, gaps.pauses, gaps.lost) == ([], [], 0)
