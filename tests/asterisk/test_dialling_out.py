"""Calls over the trunk to people: what they see, and that every line comes back."""

import asyncio

import pytest

from capacity.lines import NoLineFree, Sizes
from ivr.calls.leg import EndedBy
from ivr.calls.telephone import Telephone
from ivr.calls.trunk import NoTrunk, Trunk
from ivr.house import trunk_rules
from ivr.phone.phone import Phone
from tests.asterisk.helpline import Helpline, running_line
from tests.asterisk.instance import free_port

ADDRESS = "127.0.0.61"
PERSON = "+919415012345"


def trunk_of(line: Helpline) -> Trunk:
    service = line.service
    telephone = Telephone(service.ari, service.settings.ari.app)
    return Trunk(service.lines, telephone, service.switchboard, trunk_rules(service.settings))


async def test_a_person_is_called_on_an_outgoing_line() -> None:
    port = free_port(ADDRESS)
    outgoing = {"trunk": f"{ADDRESS}:{port}", "prefix": "0"}
    async with running_line(ADDRESS, outgoing=outgoing, lines={"outgoing": 1}) as line:
        trunk = trunk_of(line)
        async with Phone(ADDRESS, line.asterisk.sip, user="person", port=port) as person:
            async with trunk.call("outgoing-1", PERSON) as leg:
                ringing = await asyncio.wait_for(person.next_call(), 10)
                assert f"sip:09415012345@{ADDRESS}" in ringing.invite.uri
                assert ringing.caller == "1912"
                assert await line.service.lines.levels() == Sizes(0, 1)
                with pytest.raises(NoLineFree):
                    async with trunk.call("outgoing-2", PERSON):
                        pass
                assert not leg.started.done()
                await ringing.accept()
                await asyncio.wait_for(leg.started, 10)
            await asyncio.wait_for(ringing.ended(), 10)
            await line.check_nothing_left()


async def test_who_is_busy_and_who_cannot_be_called() -> None:
    port = free_port(ADDRESS)
    async with running_line(ADDRESS, outgoing={"trunk": f"{ADDRESS}:{port}"}) as line:
        async with (
            Phone(ADDRESS, line.asterisk.sip, user="person", port=port) as person,
            trunk_of(line).call("outgoing-1", PERSON) as leg,
        ):
            await (await asyncio.wait_for(person.next_call(), 10)).refuse(486)
            await asyncio.wait_for(leg.gone, 10)
            assert (leg.ending.by, leg.ending.sip) == (EndedBy.FAR_END, 486)
        await line.check_nothing_left()
    async with running_line(ADDRESS) as line:
        with pytest.raises(NoTrunk, match=r"outgoing\.trunk is not set"):
            async with trunk_of(line).call("outgoing-1", PERSON):
                pass
