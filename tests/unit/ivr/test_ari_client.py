"""The client's shell against a small server that speaks the protocol and can misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from ivr.ari import AriClient, AriNotFound, AriTimeout, AriUnavailable
from ivr.ari.client import MORE_LINES
from tests.waiting import until

LINES = 1 + MORE_LINES
FILTER = "applications/helpline/eventFilter"


class Server:
    """Answers ``ok/*``, refuses ``gone``, is silent on ``never``, hangs up on ``drop``.

    The first ``bad_greetings`` pings are answered with an error.
    """

    def __init__(
        self, *, answers_socket: bool = True, bad_greetings: int = 0, filters: bool = True
    ) -> None:
        self.answers_socket = answers_socket
        self.filters = filters
        self.filter: dict | None = None
        self.bad_greetings = bad_greetings
        self.sockets: list[web.WebSocketResponse] = []
        self.for_orders: list[web.WebSocketResponse] = []
        self.over_http: list[str] = []
        self.together = asyncio.Barrier(LINES)

    async def events(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        lines = self.for_orders if "-orders-" in request.query["app"] else self.sockets
        lines.append(socket)
        async for frame in socket:
            await self._answer(socket, json.loads(frame.data))
        return socket

    async def _answer(self, socket: web.WebSocketResponse, asked: dict) -> None:
        if not self.answers_socket or asked["uri"] == "never":
            return
        if asked["uri"] == "together":
            await self.together.wait()
        if asked["uri"] == "drop":
            await socket.close()
            return
        status = 404 if asked["uri"] == "gone" else 200
        if asked["uri"] == FILTER:
            self.filter = json.loads(asked["message_body"])
            status = 200 if self.filters else 404
        if asked["uri"] == "asterisk/ping" and self.bad_greetings:
            self.bad_greetings -= 1
            status = 500
        await socket.send_json(
            {
                "type": "RESTResponse",
                "request_id": asked["request_id"],
                "status_code": status,
                "message_body": json.dumps({"uri": asked["uri"]}),
            }
        )

    async def rest(self, request: web.Request) -> web.Response:
        if request.path == f"/ari/{FILTER}":
            self.filter = await request.json()
        else:
            self.over_http.append(f"{request.method} {request.path}")
        return web.json_response({"uri": request.path}, status=200)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/ari/events", self.events)
        app.router.add_route("*", "/ari/{path:.*}", self.rest)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            for socket in (*self.sockets, *self.for_orders):
                await socket.close()
            await runner.cleanup()


@asynccontextmanager
async def connected(server: Server, **options) -> AsyncIterator[tuple[AriClient, list]]:
    events: list = []
    async with (
        server.running() as base,
        AriClient(
            base,
            user="helpline",
            password="x",
            app="helpline",
            on_event=events.append,
            timeout=options.pop("timeout", 2.0),
            **options,
        ) as client,
    ):
        await asyncio.wait_for(client.connected.wait(), 5)
        yield client, events


async def test_a_request_gets_its_answer():
    async with connected(Server()) as (client, _):
        assert await client.request("POST", "ok/1") == {"uri": "ok/1"}


async def test_many_requests_at_once_keep_apart():
    async with connected(Server()) as (client, _):
        answers = await asyncio.gather(*(client.request("POST", f"ok/{n}") for n in range(200)))
        assert [answer["uri"] for answer in answers] == [f"ok/{n}" for n in range(200)]


async def test_a_refusal_is_an_error():
    async with connected(Server()) as (client, _):
        with pytest.raises(AriNotFound):
            await client.request("DELETE", "gone")


async def test_each_request_is_told_of_with_its_time_and_fault():
    told = []
    async with connected(Server(), on_request=lambda *asked: told.append(asked)) as (client, _):
        await client.request("POST", "ok/1")
        with pytest.raises(AriNotFound):
            await client.request("DELETE", "gone")
    assert [(method, path, type(fault)) for method, path, _, fault in told] == [
        ("POST", "ok/1", type(None)),
        ("DELETE", "gone", AriNotFound),
    ]
    assert all(0 < seconds < 2 for _, _, seconds, _ in told)


async def test_no_answer_is_bounded():
    async with connected(Server(), timeout=0.2) as (client, _):
        with pytest.raises(AriTimeout, match="POST never: no answer"):
            await client.request("POST", "never")


async def test_a_lost_connection_fails_what_was_asked_and_is_renewed():
    async with connected(Server()) as (client, _):
        with pytest.raises(AriUnavailable):
            await client.request("POST", "drop")
        assert await client.request("POST", "ok/again") == {"uri": "ok/again"}


@pytest.mark.parametrize("transport", ["websocket", "http"])
async def test_only_what_is_read_is_asked_for_and_answers_too(transport):
    server = Server()
    async with connected(server, transport=transport):
        assert server.filter is not None
        kinds = {allowed["type"] for allowed in server.filter["allowed"]}
        assert {"StasisStart", "PlaybackFinished", "RESTResponse"} <= kinds
        assert "ChannelVarset" not in kinds


async def test_an_asterisk_that_cannot_filter_sends_everything():
    server = Server(filters=False)
    async with connected(server) as (client, _):
        assert await client.request("POST", "ok/1") == {"uri": "ok/1"}


async def test_events_arrive_in_order_while_requests_run():
    server = Server()
    async with connected(server) as (client, events):
        for digit in "1912":
            await server.sockets[0].send_json(
                {"type": "ChannelDtmfReceived", "digit": digit, "channel": {"id": "1"}}
            )
        await server.sockets[0].send_str("not json")
        await client.request("POST", "ok/1")
        assert "".join(event.digit for event in events) == "1912"


async def test_an_asterisk_that_ignores_websocket_requests_is_asked_over_http():
    server = Server(answers_socket=False)
    async with connected(server, timeout=0.2) as (client, _):
        assert await client.request("POST", "channels/1/answer")
        assert server.over_http == ["POST /ari/channels/1/answer"]


async def test_the_transport_can_be_set_to_http():
    server = Server()
    async with connected(server, transport="http") as (client, _):
        await client.request("POST", "asterisk/info")
        assert server.over_http == ["POST /ari/asterisk/info"]


async def all_up(client: AriClient) -> None:
    await until(lambda: all(line.up for line in client._orders), within=5)


async def test_orders_do_not_wait_for_one_another():
    """The server here takes the next one of a socket only when it has answered the last."""
    async with connected(Server()) as (client, _):
        await all_up(client)
        answers = await asyncio.gather(*(client.request("POST", "together") for _ in range(LINES)))
        assert answers == [{"uri": "together"}] * LINES


async def test_a_line_for_orders_that_is_lost_costs_no_connection():
    server = Server()
    async with connected(server) as (client, _):
        await all_up(client)
        for socket in server.for_orders:
            await socket.close()
        assert await client.request("POST", "ok/1") == {"uri": "ok/1"}
        await all_up(client)
        assert len(server.for_orders) == 2 * MORE_LINES
        assert len(server.sockets) == 1


async def test_questions_go_over_http_as_their_answers_may_be_too_long_for_the_websocket():
    server = Server()
    async with connected(server) as (client, _):
        assert await client.request("GET", "channels") == {"uri": "/ari/channels"}
        assert await client.request("POST", "channels/1/answer") == {"uri": "channels/1/answer"}
        assert server.over_http == ["GET /ari/channels"]


async def test_a_server_that_is_not_there_is_tried_again():
    seen: list[bool] = []
    with pytest.raises(AriUnavailable):
        async with AriClient(
            "http://127.0.0.1:9",
            user="u",
            password="p",
            app="a",
            on_event=lambda _event: None,
            on_change=seen.append,
            timeout=0.3,
        ) as client:
            await client.request("POST", "ok")
    assert seen == []


async def test_a_fault_in_handling_an_event_ends_nothing():
    server, events = Server(), []

    def handle(event: object) -> None:
        events.append(event)
        if len(events) == 1:
            raise ValueError("a fault of ours")

    async with (
        server.running() as base,
        AriClient(base, user="u", password="p", app="a", on_event=handle) as client,
    ):
        await asyncio.wait_for(client.connected.wait(), 5)
        for digit in "12":
            await server.sockets[0].send_json(
                {"type": "ChannelDtmfReceived", "digit": digit, "channel": {"id": "1"}}
            )
        assert await client.request("POST", "ok/1") == {"uri": "ok/1"}
        assert len(events) == 2


async def test_a_refused_greeting_is_tried_again():
    server = Server(bad_greetings=1)
    async with connected(server) as (client, _):
        assert await client.request("POST", "ok/1") == {"uri": "ok/1"}
        assert len(server.sockets) == 2


async def test_one_silent_greeting_does_not_make_an_old_asterisk():
    server = Server()
    async with connected(server, timeout=0.3) as (client, _):
        server.answers_socket = False
        await server.sockets[0].close()
        await asyncio.sleep(1)
        server.answers_socket = True
        await asyncio.wait_for(client.connected.wait(), 10)
        await client.request("POST", "ok/1")
        assert server.over_http == []
