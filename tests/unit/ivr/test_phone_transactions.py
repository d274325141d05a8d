"""What is lost is sent again, answered again, and given up in the end."""

import asyncio

import pytest

from ivr.phone import transactions
from ivr.phone.dialog import Dialog, Station
from ivr.phone.sip import Request, parse, respond
from ivr.phone.transactions import ServerTransaction, Transactions

THERE = ("127.0.0.9", 5060)
DIALOG = Dialog(Station("h", 1, "u"), "id", "<sip:u@h>;tag=a", "<sip:v@h>", "sip:v@h", sequence=0)


class Network:
    """Keeps what is sent and tells when there are so many datagrams."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def __call__(self, datagram: bytes, to: tuple[str, int]) -> None:
        assert to == THERE
        self.sent.append(datagram)

    async def after(self, count: int) -> None:
        async with asyncio.timeout(2):
            while len(self.sent) < count:
                await asyncio.sleep(0.001)

    def parsed(self) -> list[str]:
        messages = map(parse, self.sent)
        return [m.method if isinstance(m, Request) else str(m.status) for m in messages]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(transactions, "T1", 0.004)
    monkeypatch.setattr(transactions, "T2", 0.008)
    monkeypatch.setattr(transactions, "GIVE_UP", 0.1)


@pytest.fixture
async def network():
    return Network()


@pytest.fixture
async def handled():
    return []


@pytest.fixture
async def ours(network, handled):
    table = Transactions(network, handled.append)
    yield table
    table.close()
    sent = len(network.sent)
    await asyncio.sleep(0.02)
    assert len(network.sent) == sent, "a closed table sends nothing more"


def request(method: str) -> Request:
    return DIALOG.request(method, f"z9hG4bK{method}{DIALOG.sequence}")


async def test_a_request_is_repeated_until_its_answer(ours, network):
    asked = request("BYE")
    transaction = ours.begin(asked, THERE)
    await network.after(3)
    assert set(network.sent) == {asked.encode()}
    ours.receive(respond(asked, 200, "OK"), THERE)
    assert (await transaction.final).status == 200
    count = len(network.sent)
    await asyncio.sleep(0.03)
    assert len(network.sent) == count


async def test_silence_ends_as_a_time_out(ours, network):
    transaction = ours.begin(request("REGISTER"), THERE)
    assert (await transaction.final).status == 408
    count = len(network.sent)
    assert 3 < count < 30  # at T1, then every T2
    await asyncio.sleep(0.03)
    assert len(network.sent) == count


async def test_an_invite_that_rings_is_not_repeated_and_its_refusal_acknowledged(ours, network):
    asked, seen = request("INVITE"), []
    transaction = ours.begin(asked, THERE, lambda response: seen.append(response.status))
    ours.receive(respond(asked, 180, "Ringing"), THERE)
    await asyncio.sleep(0.03)
    assert network.parsed() == ["INVITE"]
    for _ in range(2):
        ours.receive(respond(asked, 486, "Busy Here", tag="b"), THERE)
    assert (await transaction.final).status == 486
    assert network.parsed() == ["INVITE", "ACK", "ACK"]
    assert seen == [180, 486, 486]


async def test_a_request_is_handled_once_and_answered_each_time(ours, network, handled):
    asked = request("INFO")
    ours.receive(asked, THERE)
    ours.receive(asked, THERE)
    assert len(handled) == 1
    assert network.sent == []
    handled[0].respond(respond(asked, 200, "OK"))
    ours.receive(asked, THERE)
    assert network.parsed() == ["200", "200"]


async def test_the_answer_to_an_invite_is_repeated_until_its_ack(ours, network, handled):
    asked = request("INVITE")
    number, _ = asked.cseq
    ours.receive(asked, THERE)
    transaction: ServerTransaction = handled[0]
    transaction.respond(respond(asked, 200, "OK", tag="b"))
    await network.after(3)
    ours.receive(DIALOG.request("ACK", "z9hG4bKother", sequence=number), THERE)
    assert await transaction.acknowledged is True
    count = len(network.sent)
    await asyncio.sleep(0.03)
    assert len(network.sent) == count


async def test_an_answer_that_is_never_acknowledged_is_given_up(ours, handled):
    asked = request("INVITE")
    ours.receive(asked, THERE)
    handled[0].respond(respond(asked, 200, "OK", tag="b"))
    assert await handled[0].acknowledged is False


async def test_an_answer_to_nothing_is_ignored(ours, network):
    ours.receive(respond(request("BYE"), 200, "OK"), THERE)
    ours.receive(DIALOG.request("ACK", "z9hG4bKx", sequence=999), THERE)
    assert network.sent == []


async def test_closing_ends_what_is_waited_for(network):
    table = Transactions(network, lambda _transaction: None)
    transaction = table.begin(request("BYE"), THERE)
    table.close()
    assert (await transaction.final).status == 408
