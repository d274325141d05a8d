"""Keys as events (RFC 4733) and as INFO bodies."""

import pytest

from ivr.phone.keys import KEYS, PAUSE, PRESS, events, info_body


def test_a_key_grows_in_time_and_ends_three_times():
    packets = [packet for packet in events("#") if packet is not None]
    assert [packet.first for packet in packets] == [True] + [False] * (PRESS + 2)
    assert {packet.payload[0] for packet in packets} == {11}
    ends = [bool(packet.payload[1] & 0x80) for packet in packets]
    assert ends == [False] * PRESS + [True] * 3
    assert [packet.release for packet in packets].index(True) == PRESS
    assert sum(packet.release for packet in packets) == 1
    durations = [int.from_bytes(packet.payload[2:]) for packet in packets]
    assert durations == [160 * n for n in range(1, PRESS + 1)] + [160 * PRESS] * 3


def test_keys_are_apart():
    sent = list(events("12"))
    assert sent[PRESS + 3 : PRESS + 3 + PAUSE] == [None] * PAUSE
    second = sent[PRESS + 3 + PAUSE]
    assert second is not None
    assert second.first
    assert second.payload[0] == 2


def test_every_key_has_its_number():
    numbers = [next(iter(events(key))).payload[0] for key in KEYS]
    assert numbers == list(range(16))


def test_an_info_body_names_the_key():
    assert info_body("*") == b"Signal=*\r\nDuration=160\r\n"


@pytest.mark.parametrize("make", [info_body, lambda key: list(events(key))])
def test_what_is_no_key_is_refused(make):
    with pytest.raises(ValueError, match="telephone keys"):
        make("x")
