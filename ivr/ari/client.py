"""The connection to Asterisk: keeps it up, sends requests, hands out events."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Final, Self

import aiohttp
import msgspec
import structlog

from ivr.ari.errors import AriRefused, AriTimeout, AriUnavailable
from ivr.ari.line import Line, Socket
from ivr.ari.messages import WANTED, Event
from ivr.ari.protocol import read_reply, result_of

log = structlog.get_logger()

SILENT_AFTER: Final = 10.0
"""Seconds between pings; a peer that does not answer one within half of it counts as gone."""

LARGEST_FRAME: Final = 16 * 1024 * 1024

MORE_LINES: Final = 3
"""Websockets for orders alone. Asterisk carries out those of one websocket one after the other,
and each may wait for the thread of a channel."""

Asked = Callable[[str, str, float, BaseException | None], None]
"""Is told of a request that is over: method, path, seconds it took, what it raised."""


class AriClient:
    """A websocket for events and orders, and more for orders; each is renewed when it is lost.

    ``on_event`` is called for each event in order and must not block. ``on_change`` is told
    whether there is a connection, after each change, and ``on_request`` of each request. Use it as
    ``async with``.
    """

    def __init__(
        self,
        base: str,
        *,
        user: str,
        password: str,
        app: str,
        on_event: Callable[[Event], None],
        on_change: Callable[[bool], None] = lambda _up: None,
        on_request: Asked = lambda *_: None,
        transport: str = "websocket",
        timeout: float = 5.0,
    ) -> None:
        self._base = base.rstrip("/")
        self._headers = {"Authorization": aiohttp.encode_basic_auth(user, password)}
        self._app = app
        self._on_change = on_change
        self._on_request = on_request
        self._over_http = transport == "http"
        self._proven = False
        self._timeout = timeout
        self._events = self._line(app, self._greet, on_event, self._changed)
        self._orders = [
            self._line(f"{app}-orders-{n + 1}", _nothing, lambda _event: None, lambda _up: None)
            for n in range(0 if self._over_http else MORE_LINES)
        ]
        self._keepers: list[asyncio.Task[None]] = []
        self.connected = asyncio.Event()

    def _line(
        self,
        app: str,
        greet: Callable[[], Any],
        on_event: Callable[[Event], None],
        on_change: Callable[[bool], None],
    ) -> Line:
        connect = partial(self._connect, app)
        return Line(
            connect, patience=self._timeout, greet=greet, on_event=on_event, on_change=on_change
        )

    async def __aenter__(self) -> Self:
        # Asterisk's HTTP server serves 100 sessions by default; stay well below.
        connector = aiohttp.TCPConnector(limit=40)
        self._session = aiohttp.ClientSession(headers=self._headers, connector=connector)
        lines = (self._events, *self._orders)
        self._keepers = [asyncio.create_task(line.keep(), name="ari") for line in lines]
        return self

    async def __aexit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.wait(self._keepers)
        await self._session.close()

    async def connection(self, *, within: float) -> None:
        """Wait until there is a connection; raises `AriUnavailable` after ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                await self.connected.wait()
        except TimeoutError as error:
            raise AriUnavailable(f"no connection to Asterisk for {within:g} s") from error

    async def request(self, method: str, path: str, **parameters: str) -> Any:
        """Send one request and give the decoded answer.

        While there is no connection the request waits for one, within its bound. Raises
        `AriRefused` (or `AriNotFound`), `AriTimeout`, `AriUnavailable`.
        """
        begun = time.monotonic()
        raised: BaseException | None = None
        try:
            return await self._request(method, path, parameters)
        except BaseException as error:
            raised = error
            raise
        finally:
            self._on_request(method, path, time.monotonic() - begun, raised)

    async def _request(self, method: str, path: str, parameters: dict[str, str]) -> Any:
        if self._session.closed:
            raise AriUnavailable(f"{method} {path}: the client is closed")
        try:
            async with asyncio.timeout(self._timeout):
                await self.connected.wait()
                return await self._ask(method, path, parameters)
        except TimeoutError as error:
            if not self.connected.is_set():
                raise AriUnavailable(f"{method} {path}: no connection to Asterisk") from error
            raise AriTimeout(f"{method} {path}: no answer in {self._timeout:g} s") from error

    async def _ask(self, method: str, path: str, parameters: dict[str, str], body: str = "") -> Any:
        # A list of all channels can be long, and Asterisk dies of an answer over the websocket
        # that is larger than the stack of its thread, half a megabyte.
        if self._over_http or method == "GET":
            return await self._ask_http(method, path, parameters, body)
        return await self._least_busy().ask(method, path, parameters, body)

    async def _ask_http(self, method: str, path: str, parameters: dict[str, str], body: str) -> Any:
        url = f"{self._base}/ari/{path}"
        kind = {"Content-Type": "application/json"} if body else None
        try:
            async with self._session.request(
                method, url, params=parameters, data=body or None, headers=kind
            ) as answer:
                said = await answer.read()
                asked = f"{method} {path}"
                reply = read_reply("", asked, answer.status, answer.reason or "", said)
        except aiohttp.ClientError as error:
            raise AriUnavailable(f"{method} {path}: {type(error).__name__}") from error
        return result_of(reply)

    def _least_busy(self) -> Line:
        """Choose a line; what must happen in turn waits for each answer, so any line will do."""
        return min((self._events, *(line for line in self._orders if line.up)), key=len)

    def _connect(self, app: str) -> AbstractAsyncContextManager[Socket]:
        return self._session.ws_connect(
            f"{self._base}/ari/events",
            params={"app": app, "subscribeAll": "false"},
            heartbeat=SILENT_AFTER,
            max_msg_size=LARGEST_FRAME,
        )

    def _changed(self, up: bool) -> None:
        if up:
            self.connected.set()
            log.info("ari.connected", transport="http" if self._over_http else "websocket")
        else:
            self.connected.clear()
        self._on_change(up)

    async def _greet(self) -> None:
        """Find out whether this Asterisk takes requests over the websocket, then say what we want.

        Only one that never answered there is taken for an old one; later, silence is a fault.
        """
        if not self._over_http:
            await self._probe()
        await self._choose_events()

    async def _probe(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                await self._events.ask("GET", "asterisk/ping", {})
            self._proven = True
        except TimeoutError:
            if self._proven:
                raise
            log.warning("ari.requests_over_http", why="this Asterisk ignores websocket requests")
            self._over_http = True

    async def _choose_events(self) -> None:
        """Have Asterisk keep the events to itself that nobody reads: three of four."""
        wanted = {"allowed": [{"type": kind} for kind in WANTED]}
        path, body = f"applications/{self._app}/eventFilter", msgspec.json.encode(wanted).decode()
        try:
            async with asyncio.timeout(self._timeout):
                await self._ask("PUT", path, {}, body)
        except AriRefused as refusal:
            log.warning("ari.all_events", why=str(refusal))


async def _nothing() -> None:
    """Greet nobody: orders need no more than a connection."""
