"""What a caller hears while the helpline service is away: never silence."""

import asyncio

from tests.asterisk.instance import running_asterisk
from tests.asterisk.raw_sip import RawSip
from tests.asterisk.sounds import SECONDS

ADDRESS = "127.0.0.3"
CHATBOT = {"numbers": {"PuVVNL": "8010968292"}}
PACKET = 0.02
SOUNDS = 2 + 11 + 2
"""Sorry, chatbots; a name and ten digits; agents, goodbye."""


async def test_the_caller_hears_the_fallback_to_its_end() -> None:
    async with running_asterisk(ADDRESS, chatbot=CHATBOT) as asterisk:
        with RawSip(ADDRESS, asterisk.sip) as caller:
            answer = await caller.ask("INVITE", "1912", body=caller.offer())
            assert answer.status == 200
            assert "RTP/AVP 8 101\r\n" in answer.text, "A-law is the one codec agreed on"
            heard = await _hear_until_bye(caller)
        assert len(heard) == SOUNDS * SECONDS / PACKET
        assert all(_is_loud(payload) for payload in heard)
        assert asterisk.log().count("a caller hears the fallback") == 1


async def test_an_agent_whose_phone_is_registered_is_rung() -> None:
    async with running_asterisk(ADDRESS, chatbot=CHATBOT) as asterisk:
        with (
            RawSip("127.0.0.9", asterisk.sip, user="asha") as phone,
            RawSip(ADDRESS, asterisk.sip) as caller,
        ):
            password = asterisk.agent_password("asha")
            await phone.ask_with_password("REGISTER", "", password, extra="Expires: 60")
            assert (await caller.ask("INVITE", "1912", body=caller.offer())).status == 200
            async with asyncio.timeout(10):
                while (request := await phone.receive()).method != "INVITE":
                    phone.reply(request, "200 OK")
            assert caller.user in request.header("From")
            phone.reply(request, "486 Busy Here")


async def _hear_until_bye(caller: RawSip) -> list[bytes]:
    heard: list[bytes] = []

    async def listen() -> None:
        while True:
            heard.append(await caller.receive_sound())

    listening = asyncio.create_task(listen())
    while (request := await caller.receive()).method != "BYE":
        pass
    caller.reply(request, "200 OK")
    listening.cancel()
    await asyncio.wait([listening])
    return heard


def _is_loud(alaw: bytes) -> bool:
    """Tell whether at least half of the samples lie above 1/16 of full scale (G.711)."""
    return sum((sample ^ 0x55) & 0x7F >= 0x40 for sample in alaw) > len(alaw) / 2
