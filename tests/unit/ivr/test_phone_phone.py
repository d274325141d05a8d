"""Two phones call each other without anything between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ivr.phone import transactions
from ivr.phone.call import CallRefused, IncomingCall
from ivr.phone.phone import Phone, RegistrationRefused
from ivr.phone.placing import PlacedCall
from ivr.phone.udp import UdpSocket

HOST = "127.0.0.5"


@asynccontextmanager
async def two_phones() -> AsyncIterator[tuple[Phone, Phone]]:
    probe = UdpSocket(HOST, 0, lambda *_what: None)
    probe.close()
    async with (
        asyncio.timeout(5),
        Phone(HOST, probe.address, user="sita", display='Si"ta') as sita,
        Phone(HOST, sita.address, user="asha", port=probe.address[1]) as asha,
    ):
        yield sita, asha


async def joined(sita: Phone, asha: Phone, **how) -> tuple[PlacedCall, IncomingCall]:
    placed = sita.dial("1912", **how)
    incoming = await asha.next_call()
    await incoming.accept()
    await placed.answered()
    return placed, incoming


async def heard(call, packets: int) -> None:
    while call.sound.packets < packets:
        await asyncio.sleep(0.01)


async def test_a_call_is_answered_and_ended():
    async with two_phones() as (sita, asha):
        placed, incoming = await joined(sita, asha, headers=[("X-Purpose", "test")])
        assert incoming.caller == "sita"
        assert incoming.invite.headers.get("x-purpose") == "test"
        assert incoming.call_id == placed.call_id
        await asyncio.gather(heard(placed, 3), heard(incoming, 3))
        await incoming.hang_up()
        ending = await placed.ended()
        assert (ending.by, ending.cause) == ("them", None)
        assert (await incoming.ended()).by == "us"
        assert placed.over
        await placed.hang_up()  # once more does nothing


async def test_leaving_the_block_ends_its_calls():
    async with two_phones() as (sita, asha):
        async with Phone(HOST, asha.address, user="gita") as gita:
            call = gita.dial("1912")
            incoming = await asha.next_call()
            await incoming.accept()
            await call.answered()
            ringing = gita.dial("1912")
            unanswered = await asha.next_call()
            unanswered.ring()
        assert (await incoming.ended()).by == "them"
        assert (await unanswered.ended()).by == "them"
        with pytest.raises(CallRefused):
            await ringing.answered()
        assert sita.address != asha.address


async def test_a_called_phone_that_goes_away_refuses():
    async with two_phones() as (sita, asha):
        placed = sita.dial("1912")
        await asha.next_call()
        await asha.__aexit__(None, None, None)
        with pytest.raises(CallRefused) as refused:
            await placed.answered()
        assert refused.value.status == 480


async def test_keys_by_info_are_confirmed_and_strange_keys_refused():
    async with two_phones() as (sita, asha):
        placed, _ = await joined(sita, asha, keys_by="info")
        await placed.press("12")
        with pytest.raises(ValueError, match="telephone keys"):
            await placed.press("x")


async def test_the_sound_of_an_unanswered_call_is_an_error():
    async with two_phones() as (sita, asha):
        placed = sita.dial("1912")
        incoming = await asha.next_call()
        with pytest.raises(LookupError):
            placed.heard()
        await incoming.refuse(503, "Service Unavailable")
        with pytest.raises(CallRefused) as refused:
            await placed.answered()
        assert (refused.value.status, refused.value.reason) == (503, "Service Unavailable")


async def test_an_abandoned_call_says_nothing_more(monkeypatch):
    monkeypatch.setattr(transactions, "T1", 0.01)
    monkeypatch.setattr(transactions, "GIVE_UP", 0.2)
    async with two_phones() as (sita, asha):
        placed, incoming = await joined(sita, asha)
        await heard(incoming, 3)
        placed.abandon()
        await asyncio.sleep(0.05)
        packets = incoming.sound.packets
        final = await incoming.request("BYE")
        assert final.status == 408
        assert incoming.sound.packets == packets


async def test_strangers_are_answered_properly():
    async with two_phones() as (sita, asha):
        placed, _ = await joined(sita, asha)
        assert (await placed.request("OPTIONS")).status == 200
        assert (await placed.request("REFER")).status == 405
        wire = sita._wire
        stranger = wire.dialog("other", wire.uri("x"), wire.uri("x"))
        assert (await wire.ask(stranger, "OPTIONS")).status == 200
        assert (await wire.ask(stranger, "BYE")).status == 481
        assert (await wire.ask(stranger, "INVITE")).status == 488
        with pytest.raises(RegistrationRefused) as refused:
            await sita.register()
        assert refused.value.status == 481
