"""A UDP socket opens, hears, and gives its port back."""

import asyncio
import time

import pytest

from ivr.phone.udp import UdpSocket

HOST = "127.0.0.5"


async def test_a_datagram_arrives_with_its_source_and_time():
    arrived = asyncio.get_running_loop().create_future()
    there = UdpSocket(HOST, 0, lambda *what: arrived.set_result(what))
    here = UdpSocket(HOST, 0, lambda *_what: None)
    here.send(b"hello", there.address)
    async with asyncio.timeout(1):
        datagram, source, at = await arrived
    assert (datagram, source) == (b"hello", here.address)
    assert at <= asyncio.get_running_loop().time()
    for each in (here, there):
        each.close()
        each.close()
    UdpSocket(HOST, there.address[1], lambda *_what: None).close()


async def test_the_time_is_when_the_kernel_took_it_even_if_the_loop_looks_later():
    clock = asyncio.get_running_loop().time
    arrived = asyncio.get_running_loop().create_future()
    there = UdpSocket(HOST, 0, lambda *what: arrived.set_result(what))
    here = UdpSocket(HOST, 0, lambda *_what: None)
    before = clock()
    here.send(b"hello", there.address)
    sent = clock()
    time.sleep(0.05)  # noqa: ASYNC251 - the loop is kept busy
    _, _, at = await arrived
    here.close()
    there.close()
    assert before - 0.005 <= at <= sent + 0.005


async def test_a_clock_that_is_set_meanwhile_does_not_move_the_time(monkeypatch):
    clock = asyncio.get_running_loop().time
    arrived = asyncio.get_running_loop().create_future()
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: 0.0)  # it was 1970 when the socket was opened
        there = UdpSocket(HOST, 0, lambda *what: arrived.set_result(what))
    there.send(b"hello", there.address)
    before = clock()
    _, _, at = await arrived
    there.close()
    assert before - 0.005 <= at <= clock()


async def test_a_taken_port_is_told_and_a_lost_datagram_is_not():
    one = UdpSocket(HOST, 0, lambda *_what: None)
    with pytest.raises(OSError, match="in use"):
        UdpSocket(HOST, one.address[1], lambda *_what: None)
    one.send(b"x" * 70_000, one.address)
    one.close()
    one.send(b"x", one.address)


async def test_a_deaf_socket_hears_nothing_and_keeps_its_port():
    heard = []
    deaf = UdpSocket(HOST, 0, lambda *what: heard.append(what))
    other = UdpSocket(HOST, 0, lambda *_what: None)
    deaf.deafen()
    other.send(b"hello", deaf.address)
    await asyncio.sleep(0.05)
    assert heard == []
    with pytest.raises(OSError, match="in use"):
        UdpSocket(HOST, deaf.address[1], lambda *_what: None)
    deaf.close()
    other.close()
