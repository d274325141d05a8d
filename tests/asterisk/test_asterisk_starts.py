"""The rendered configuration on a real Asterisk: it starts in silence and lets nobody else in."""

import os
import re
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.asterisk.instance import RunningAsterisk, running_asterisk
from tests.asterisk.raw_sip import RawSip

ADDRESS = "127.0.0.3"
STRANGER = "127.0.0.9"
COMPLAINT = re.compile(r"(?m)^.*\b(?:WARNING|ERROR)\[.*$")
FORMS = (
    "1912", "01912", "05221912", "5221912", "+915221912", "00915221912", "911912", "+911912",
    "05121912", "052521912", "1912;phone-context=+91",
)  # fmt: skip
OTHERS = ("1913", "19120", "191", "100", "9415012345", "+441912", "fallback", "s", "h")


@pytest.fixture
async def asterisk() -> AsyncIterator[RunningAsterisk]:
    async with running_asterisk(ADDRESS) as running:
        yield running


async def test_it_starts_soon_without_a_complaint() -> None:
    began = time.monotonic()
    async with running_asterisk(ADDRESS) as asterisk:
        assert time.monotonic() - began < 10
        logs = asterisk.log("full") + asterisk.log("console")
        pid = asterisk.process.pid
        assert "Asterisk Ready" in logs
        assert COMPLAINT.findall(logs) == []
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_two_run_side_by_side(asterisk: RunningAsterisk) -> None:
    sip = {"port": asterisk.settings.sip.port}
    ari = {"port": asterisk.settings.ari.port}
    async with running_asterisk("127.0.0.4", sip=sip, ari=ari) as other:
        for one in (asterisk, other):
            with RawSip(one.settings.sip.bind, one.sip) as caller:
                assert (await caller.ask("OPTIONS", "1912")).status == 200
        assert COMPLAINT.findall(other.log()) == []


async def test_ari_asks_for_its_password(asterisk: RunningAsterisk) -> None:
    for password, status in ((asterisk.ari_password, 200), ("wrong", 401)):
        async with (
            aiohttp.ClientSession(headers=asterisk.ari_headers(password)) as session,
            session.get(f"{asterisk.ari_url}/ari/asterisk/info") as answer,
        ):
            assert answer.status == status


@pytest.mark.parametrize("name", ["9415012345", "trunk", "helpline", "anonymous"])
async def test_strangers_are_refused_and_noted(asterisk: RunningAsterisk, name: str) -> None:
    with RawSip(STRANGER, asterisk.sip, user=name) as stranger:
        assert (await stranger.ask("INVITE", "1912", body=stranger.offer())).status == 401
        assert (await stranger.ask("OPTIONS")).status == 401
        await asterisk.logged(f'AccountID="{name}"', name="security")
        await asterisk.logged(f"/{STRANGER}/{stranger.port}", name="security")


async def test_only_forms_of_our_numbers_exist_for_the_operator(asterisk: RunningAsterisk) -> None:
    with RawSip(ADDRESS, asterisk.sip) as operator:
        assert (await operator.ask("OPTIONS")).status == 200
        found = {form: (await operator.ask("OPTIONS", form)).status for form in FORMS + OTHERS}
    assert {form for form, status in found.items() if status != 200} == set(OTHERS)
    with RawSip(ADDRESS, asterisk.sip) as operator:
        assert (await operator.ask("INVITE", "1913", body=operator.offer())).status == 404
    await asterisk.logged("'1913' rejected")


@pytest.mark.parametrize("address", [STRANGER, ADDRESS])
async def test_agents_must_prove_who_they_are(asterisk: RunningAsterisk, address: str) -> None:
    expires = "Expires: 60"
    with RawSip(address, asterisk.sip, user="asha") as phone:
        assert (await phone.ask("REGISTER", extra=expires)).status == 401
        wrong = await phone.ask_with_password("REGISTER", "", "not-the-password", extra=expires)
        assert wrong.status == 401
        password = asterisk.agent_password("asha")
        right = await phone.ask_with_password("REGISTER", "", password, extra=expires)
        assert right.status == 200
    await asterisk.logged('SecurityEvent="ChallengeResponseFailed"', name="security")


@pytest.mark.parametrize("address", [STRANGER, ADDRESS])
async def test_agents_can_call_nobody(asterisk: RunningAsterisk, address: str) -> None:
    with RawSip(address, asterisk.sip, user="asha") as phone:
        password = asterisk.agent_password("asha")
        for number in ("1912", "+919415012345", "*8"):
            refused = await phone.ask_with_password("INVITE", number, password, body=phone.offer())
            assert refused.status == 403
