"""Streams send a packet each 20 ms, and keys among them."""

import asyncio
from array import array
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from ivr.phone.g711 import ALAW, tone
from ivr.phone.keys import PAUSE, PRESS
from ivr.phone.listening import rms, tone_level
from ivr.phone.reception import HEADER
from ivr.phone.rtp import Stream
from ivr.phone.udp import UdpSocket

HOST = "127.0.0.5"
EVENTS = 101


class Wiretap:
    """A socket that keeps the packets that reach it, with their times."""

    def __init__(self) -> None:
        self.packets: list[tuple[bytes, float]] = []
        self.socket = UdpSocket(HOST, 0, lambda data, _from, at: self.packets.append((data, at)))

    async def after(self, count: int) -> list[tuple[int, int, int, bytes]]:
        """Wait for so many packets; give kind, sequence, timestamp and payload of each."""
        async with asyncio.timeout(3):
            while len(self.packets) < count:
                await asyncio.sleep(0.005)
        return [(*HEADER.unpack_from(packet)[1:4], packet[12:]) for packet, _ in self.packets]


@asynccontextmanager
async def tapped():
    tap, stream = Wiretap(), Stream(HOST)
    stream.start(tap.socket.address, ALAW, EVENTS)
    try:
        yield tap, stream
    finally:
        stream.close()
        tap.socket.close()


async def test_silence_goes_out_every_20_ms():
    async with tapped() as (tap, _):
        packets = await tap.after(20)
        assert {payload for *_, payload in packets} == {ALAW.silence * 160}
        assert {kind for kind, *_ in packets} == {8}
        assert [n for _, n, *_ in packets] == list(range(len(packets)))
        assert [stamp for _, _, stamp, _ in packets] == [160 * n for n in range(len(packets))]
        times = [at for _, at in tap.packets]
        assert times[19] - times[0] == pytest.approx(19 * 0.02, abs=0.1)


async def test_a_sound_is_played_once_and_a_tone_for_ever():
    async with tapped() as (tap, stream):
        stream.play(tone(500, 0.05))
        packets = await tap.after(8)
        sound = ALAW.decode(b"".join(payload for *_, payload in packets))
        assert rms(sound) > 1_000
        assert rms(sound[-480:]) < 10
        stream.play(tone(500, 0.01), repeat=True)  # shorter than a packet
        packets = await tap.after(24)
        sound = ALAW.decode(b"".join(payload for *_, payload in packets[-10:]))
        assert tone_level(sound, 500) > 0.99
        stream.play(array("h"), repeat=True)
        packets = await tap.after(len(packets) + 5)
        assert packets[-1][3] == ALAW.silence * 160


async def test_keys_take_the_place_of_sound():
    async with tapped() as (tap, stream):
        async with asyncio.timeout(2):
            await asyncio.gather(stream.press("1"), stream.press("2"))
        packets = await tap.after(len(tap.packets) + 1)
        events = [
            (kind, stamp, payload) for kind, _, stamp, payload in packets if kind & 127 == EVENTS
        ]
        assert [payload[0] for *_, payload in events] == [1] * (PRESS + 3) + [2] * (PRESS + 3)
        length = PRESS + 3
        assert [kind >> 7 for kind, *_ in events] == ([1] + [0] * (length - 1)) * 2
        assert len({stamp for _, stamp, _ in events[:length]}) == 1
        assert events[length][1] - events[0][1] == (length + PAUSE) * 160
        assert [n for _, n, *_ in packets] == list(range(len(packets)))


async def test_a_muted_stream_sends_nothing_and_its_time_goes_on():
    async with tapped() as (tap, stream):
        await tap.after(2)
        stream.muted = True
        await asyncio.sleep(0.05)
        count = len(tap.packets)
        await asyncio.sleep(0.1)
        assert len(tap.packets) == count
        stream.muted = False
        packets = await tap.after(count + 1)
        assert packets[count][1] == count
        assert packets[count][2] >= (count + 4) * 160


async def test_a_thinned_out_stream_sends_seldom_and_keys_as_always():
    async with tapped() as (tap, stream):
        stream.thin_out(0.2)
        packets = await tap.after(3)
        stamps = [stamp for _, _, stamp, _ in packets]
        assert [after - before for before, after in pairwise(stamps)] == [1600, 1600]
        async with asyncio.timeout(2):
            await stream.press("5")
        keyed = [packet for packet, _ in tap.packets if packet[1] & 127 == EVENTS]
        assert len(keyed) == PRESS + 3


async def test_the_moment_at_which_a_key_is_released_is_known():
    async with tapped() as (tap, stream):
        assert stream.released_at is None
        await stream.press("5")
        keyed = [(packet, at) for packet, at in tap.packets if packet[1] & 127 == EVENTS]
        first_end = next(at for packet, at in keyed if packet[13] & 0x80)
        assert stream.released_at is not None
        assert -0.005 <= first_end - stream.released_at < 0.1


async def test_closing_ends_a_key_press():
    async with tapped() as (_, stream):
        pressing = asyncio.create_task(stream.press("123456"))
        await asyncio.sleep(0)
        stream.close()
        async with asyncio.timeout(1):
            await pressing


async def test_a_stream_hears_what_another_says():
    one, other = Stream(HOST), Stream(HOST)
    one.start((HOST, other.port), ALAW, None)
    other.start((HOST, one.port), ALAW, EVENTS)
    assert (one.takes_events, other.takes_events) == (False, True)
    one.play(tone(700), repeat=True)
    assert other.heard is not None
    async with asyncio.timeout(2):
        while len(other.heard.sound) < 2_400:
            await asyncio.sleep(0.01)
    assert tone_level(other.heard.samples(0.2), 700) > 0.95
    one.close()
    other.close()
