"""Placing a call: given up early, or answered with a sound that we cannot use."""

import asyncio
import time

import pytest

from ivr.phone.call import SDP_TYPE, CallRefused
from ivr.phone.phone import Phone
from ivr.phone.sdp import Sound
from ivr.phone.sip import Request, parse, respond
from ivr.phone.udp import UdpSocket
from tests.unit.ivr.test_phone_phone import HOST, two_phones


async def test_cancelling_before_anything_came_back_waits_for_it():
    async with two_phones() as (sita, asha):
        placed = sita.dial("1912")
        await placed.cancel()
        with pytest.raises(CallRefused) as refused:
            await placed.answered()
        assert refused.value.status == 487
        assert (await (await asha.next_call()).ended()).by == "them"


async def test_an_answer_without_usable_sound_is_acknowledged_and_ended():
    asked: list[str] = []

    def answer(datagram, source, _at):
        request = parse(datagram)
        assert isinstance(request, Request)
        asked.append(request.method)
        if request.method != "ACK":
            contact = [("Contact", f"<sip:x@{HOST}:{source[1]}>")]
            answers = [respond(request, 200, "OK", tag="b", headers=contact, body=b"v=0\r\n")]
            for each in answers * (2 if request.method == "INVITE" else 1):
                other.send(each.encode(), source)

    other = UdpSocket(HOST, 0, answer)
    async with asyncio.timeout(2), Phone(HOST, other.address, user="sita") as sita:
        with pytest.raises(CallRefused) as refused:
            await sita.call("1912")
        assert refused.value.status == 488
    other.close()
    assert sorted(asked) == ["ACK", "ACK", "BYE", "INVITE"]


async def test_a_call_is_answered_when_the_answer_arrives_not_when_it_is_read():
    sound = Sound(HOST, 9).encode()

    def answer(datagram, source, _at):
        request = parse(datagram)
        if isinstance(request, Request) and request.method != "ACK":
            contact = [("Contact", f"<sip:x@{HOST}:{source[1]}>"), SDP_TYPE]
            response = respond(request, 200, "OK", tag="b", headers=contact, body=sound)
            other.send(response.encode(), source)
            time.sleep(0.3)  # which keeps the loop of both busy

    other = UdpSocket(HOST, 0, answer)
    async with asyncio.timeout(2), Phone(HOST, other.address, user="sita") as sita:
        call = await sita.call("1912")
        assert call.answered_at is not None
        assert 0 <= call.answered_at - call.placed_at < 0.25
    other.close()
