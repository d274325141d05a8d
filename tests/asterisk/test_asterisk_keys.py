"""Keys reach the service whether they come as RFC 4733 events or by INFO, and dead legs end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.asterisk.instance import RunningAsterisk, running_asterisk
from tests.asterisk.raw_sip import RawSip, sound_address

ADDRESS = "127.0.0.3"
TELEPHONE_EVENT = 101
EVENT_WITHIN = 5.0


class Service:
    """The least that can stand in for the helpline service: it answers calls and sees events."""

    def __init__(self, session: aiohttp.ClientSession, socket: Any) -> None:
        self._session = session
        self._socket = socket

    async def event(self, kind: str) -> dict[str, Any]:
        """Give the next event of a kind."""
        async with asyncio.timeout(EVENT_WITHIN):
            event: dict[str, Any] = {"type": None}
            while event["type"] != kind:
                event = await self._socket.receive_json()
        return event

    async def answer(self, channel: str) -> None:
        async with self._session.post(f"/ari/channels/{channel}/answer") as answer:
            assert answer.status == 204

    async def hang_up(self, channel: str, *, reason_code: str) -> None:
        url = f"/ari/channels/{channel}"
        async with self._session.delete(url, params={"reason_code": reason_code}) as answer:
            assert answer.status == 204

    async def variable(self, channel: str, name: str) -> str:
        url = f"/ari/channels/{channel}/variable"
        async with self._session.get(url, params={"variable": name}) as answer:
            return str((await answer.json())["value"])


@asynccontextmanager
async def _service(asterisk: RunningAsterisk) -> AsyncIterator[Service]:
    async with (
        aiohttp.ClientSession(asterisk.ari_url, headers=asterisk.ari_headers()) as session,
        session.ws_connect("/ari/events?app=helpline") as socket,
    ):
        yield Service(session, socket)


async def test_both_kinds_of_keys_arrive_and_a_silent_leg_ends() -> None:
    async with (
        running_asterisk(ADDRESS, sip={"rtp_timeout": 2}) as asterisk,
        _service(asterisk) as service,
    ):
        with RawSip(ADDRESS, asterisk.sip) as caller:
            inviting = asyncio.create_task(caller.ask("INVITE", "05221912", body=caller.offer()))
            started = await service.event("StasisStart")
            channel = started["channel"]
            assert started["args"] == ["incoming", "05221912"]
            assert channel["channelvars"]["SIP_CALL_ID"] == caller.call_id
            assert channel["caller"]["number"] == caller.user
            await service.answer(channel["id"])
            answer = await inviting

            _press(caller, sound_address(answer), key=7)
            assert (await service.event("ChannelDtmfReceived"))["digit"] == "7"
            body = "Signal=4\r\nDuration=160\r\n"
            told = await caller.ask("INFO", "05221912", body=body, kind="application/dtmf-relay")
            assert told.status == 200
            assert (await service.event("ChannelDtmfReceived"))["digit"] == "4"

            # The caller sends no sound any more.
            while (await caller.receive()).method != "BYE":
                pass
            assert (await service.event("StasisEnd"))["channel"]["id"] == channel["id"]
        assert "a caller hears the fallback" not in asterisk.log()


async def test_the_caller_number_is_the_one_the_operator_asserts() -> None:
    async with running_asterisk(ADDRESS) as asterisk, _service(asterisk) as service:
        with RawSip(ADDRESS, asterisk.sip, user="anonymous") as caller:
            asserted = "P-Asserted-Identity: <sip:+919415012345@operator.example>"
            body = caller.offer()
            inviting = asyncio.create_task(caller.ask("INVITE", "1912", body=body, extra=asserted))
            channel = (await service.event("StasisStart"))["channel"]
            assert channel["caller"]["number"] == "+919415012345"
            await service.hang_up(channel["id"], reason_code="21")
            assert (await inviting).status == 403


async def test_the_longest_call_ends() -> None:
    async with running_asterisk(ADDRESS) as asterisk, _service(asterisk) as service:
        with RawSip(ADDRESS, asterisk.sip) as caller:
            inviting = asyncio.create_task(caller.ask("INVITE", "1912", body=caller.offer()))
            channel = (await service.event("StasisStart"))["channel"]
            left = await service.variable(channel["id"], "TIMEOUT(absolute)")
            assert 3_590 < float(left) <= 3_600
            await service.hang_up(channel["id"], reason_code="34")
            assert (await inviting).status == 503


def _press(caller: RawSip, to: tuple[str, int], *, key: int) -> None:
    """Press a key for 160 ms by RFC 4733: packets with growing durations, the last thrice."""
    for number, duration in enumerate((160, 320, 480, 640, 800, 960, 1_280, 1_280, 1_280)):
        end = 0x80 if duration == 1_280 else 0
        event = bytes((key, end | 10)) + duration.to_bytes(2)
        caller.send_rtp(to, TELEPHONE_EVENT, event, number=number, timestamp=160)
