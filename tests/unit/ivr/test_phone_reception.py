"""Received sound stands where it belongs in time, whatever the network does to it."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.g711 import ALAW
from ivr.phone.reception import HEADER, VERSION, Reception

SOURCE = 7


def packet(number: int, *, stamp: int | None = None, source: int = SOURCE, kind: int = 8) -> bytes:
    stamp = number * 160 if stamp is None else stamp
    head = HEADER.pack(VERSION, kind, number % 65_536, stamp % 2**32, source)
    return head + bytes([number % 200]) * 160


def receive(*numbers: int) -> Reception:
    reception = Reception(ALAW)
    for number in numbers:
        reception.receive(packet(number), number * 0.02)
    return reception


def test_packets_join_to_one_sound():
    reception = receive(*range(65_530, 65_540))
    assert bytes(reception.sound) == b"".join(packet(n)[12:] for n in range(65_530, 65_540))
    assert (reception.packets, reception.lost, reception.gaps) == (10, 0, [])
    assert reception.began_at == pytest.approx(65_530 * 0.02)


def test_a_lost_packet_leaves_silence_and_is_counted():
    reception = receive(1, 2, 4)
    assert reception.lost == 1
    assert bytes(reception.sound[320:480]) == ALAW.silence * 160
    assert len(reception.sound) == 640


def test_a_late_packet_finds_its_place_and_a_second_copy_changes_nothing():
    reception = receive(1, 3, 2, 2)
    assert reception.sound == receive(1, 2, 3).sound
    reception = receive(1, 2, 2, 3)
    assert reception.lost == 0
    assert reception.sound == receive(1, 2, 3).sound


@given(st.permutations(range(1, 9)))
def test_any_order_gives_the_same_sound_if_the_first_is_first(order):
    assert receive(0, *order).sound == receive(*range(9)).sound


def test_a_pause_of_the_sender_is_a_gap_and_keeps_the_time():
    reception = Reception(ALAW)
    reception.receive(packet(1), 10.0)
    reception.receive(packet(2, stamp=160 + 8_000), 11.0)
    assert len(reception.sound) == 8_000 + 160
    (gap,) = reception.gaps
    assert (gap.offset, gap.seconds) == (0.0, 1.0)


def test_another_source_goes_on_at_the_time_of_its_arrival():
    reception = receive(0, 1)
    reception.receive(packet(900, stamp=5, source=8), 2.0)
    assert len(reception.sound) == 16_000 + 160
    assert reception.lost == 0
    reception.receive(packet(901, stamp=165, source=8), 2.02)
    assert len(reception.sound) == 16_000 + 320


@pytest.mark.parametrize("noise", [b"", b"\x80", packet(1, kind=101), packet(1, kind=72)])
def test_what_is_no_sound_of_ours_is_ignored(noise):
    reception = Reception(ALAW)
    reception.receive(noise, 0.0)
    assert (reception.packets, len(reception.sound), reception.began_at) == (0, 0, None)


def test_the_last_seconds_can_be_asked_for():
    reception = receive(*range(50))
    assert reception.samples(0.02) == ALAW.decode(packet(49)[12:])
    assert reception.samples(99) == reception.samples()
    assert Reception(ALAW).samples() == array("h")


@given(st.lists(st.binary(max_size=30)))
def test_noise_never_crashes(packets):
    reception = Reception(ALAW)
    for number, noise in enumerate(packets):
        reception.receive(noise, number * 0.02)


def test_the_time_between_packets_of_one_piece_of_sound_is_kept():
    reception = receive(1, 2, 3)
    assert list(reception.spacings) == pytest.approx([0.02, 0.02])
    assert reception.pauses == []


def test_where_the_sender_begins_anew_is_a_pause_between_two_pieces():
    reception = receive(1, 2)
    reception.receive(packet(3, stamp=3 * 160 + 1_600, kind=8 | 0x80), 0.26)
    (pause,) = reception.pauses
    assert pause.seconds == pytest.approx(0.22)
    assert bytes(reception.sound[pause.end - 160 : pause.end]) == packet(2)[12:]
    assert bytes(reception.sound[pause.begin :]) == packet(3)[12:]


def test_a_lost_packet_ends_a_piece_of_sound():
    reception = receive(1, 2, 4, 5)
    assert list(reception.spacings) == pytest.approx([0.02, 0.02])
    assert [pause.seconds for pause in reception.pauses] == pytest.approx([0.04])
