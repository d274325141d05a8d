"""The connection to Asterisk: keeps it up, sends requests, hands out events."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Literal, Self

import aiohttp
import msgspec
import structlog

from ivr.ari.errors import AriError, AriRefused, AriTimeout, AriUnavailable
from ivr.ari.messages import WANTED, Event
from ivr.ari.protocol import AriProtocol, Reply, Unreadable, read_reply, result_of
from ivr.backoff import backoff

log = structlog.get_logger()

Socket = aiohttp.ClientWebSocketResponse[Literal[True]]

SILENT_AFTER: Final = 10.0
"""Seconds between pings; a peer that does not answer one within half of it counts as gone."""

LARGEST_FRAME: Final = 16 * 1024 * 1024

Asked = Callable[[str, str, float, BaseException | None], None]
"""Is told of a request that is over: method, path, seconds it took, what it raised."""


class AriClient:
    """One websocket for events and requests, renewed whenever it is lost.

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
        self._on_event = on_event
        self._on_change = on_change
        self._on_request = on_request
        self._over_http = transport == "http"
        self._socket_proven = False
        self._timeout = timeout
        self._protocol = AriProtocol()
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._socket: Socket | None = None
        self.connected = asyncio.Event()

    async def __aenter__(self) -> Self:
        # Asterisk's HTTP server serves 100 sessions by default; stay well below.
        connector = aiohttp.TCPConnector(limit=40)
        self._session = aiohttp.ClientSession(headers=self._headers, connector=connector)
        self._keeper = asyncio.create_task(self._keep_connected(), name="ari")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._keeper.cancel()
        await asyncio.wait([self._keeper])
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
        over_http = self._over_http or method == "GET"
        send = self._ask_http if over_http else self._ask_socket
        return result_of(await send(method, path, parameters, body))

    async def _ask_socket(
        self, method: str, path: str, parameters: dict[str, str], body: str
    ) -> Reply:
        socket = self._socket
        if socket is None:
            raise AriUnavailable(f"{method} {path}: no connection to Asterisk")
        request_id, frame = self._protocol.request(method, path, parameters, body)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        try:
            await socket.send_str(frame)
            return await future
        except (ConnectionError, aiohttp.ClientError) as error:
            raise AriUnavailable(f"{method} {path}: the connection was lost") from error
        finally:
            self._waiting.pop(request_id, None)
            self._protocol.forget(request_id)

    async def _ask_http(
        self, method: str, path: str, parameters: dict[str, str], body: str
    ) -> Reply:
        url = f"{self._base}/ari/{path}"
        kind = {"Content-Type": "application/json"} if body else None
        try:
            async with self._session.request(
                method, url, params=parameters, data=body or None, headers=kind
            ) as answer:
                said = await answer.read()
                asked = f"{method} {path}"
                return read_reply("", asked, answer.status, answer.reason or "", said)
        except aiohttp.ClientError as error:
            raise AriUnavailable(f"{method} {path}: {type(error).__name__}") from error

    async def _keep_connected(self) -> None:
        waits = backoff()
        while True:
            try:
                async with asyncio.timeout(self._timeout) as patience, self._connect() as socket:
                    patience.reschedule(None)
                    waits = backoff()
                    await self._serve(socket)
                log.warning("ari.connection_closed")
            except (aiohttp.ClientError, OSError, TimeoutError, AriError) as error:
                log.warning("ari.no_connection", error=str(error) or type(error).__name__)
            except Exception:
                log.exception("ari.connection_failed")
            await asyncio.sleep(next(waits))

    def _connect(self) -> AbstractAsyncContextManager[Socket]:
        return self._session.ws_connect(
            f"{self._base}/ari/events",
            params={"app": self._app, "subscribeAll": "false"},
            heartbeat=SILENT_AFTER,
            max_msg_size=LARGEST_FRAME,
        )

    async def _serve(self, socket: Socket) -> None:
        self._socket = socket
        probe = asyncio.create_task(self._greet(socket), name="ari-greeting")
        try:
            async for frame in socket:
                if frame.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    self._receive(frame.data)
        finally:
            self._lose()
            probe.cancel()
            await asyncio.wait([probe])

    async def _greet(self, socket: Socket) -> None:
        """Find out whether this Asterisk takes requests over the websocket, then say we are up.

        Only one that never answered there is taken for an old one; later, silence is a fault.
        """
        try:
            await self._probe()
            await self._choose_events()
        except (AriError, TimeoutError) as error:
            log.warning("ari.no_greeting", error=str(error) or type(error).__name__)
            await socket.close()
            return
        self.connected.set()
        log.info("ari.connected", transport="http" if self._over_http else "websocket")
        self._on_change(True)

    async def _probe(self) -> None:
        if self._over_http:
            return
        try:
            async with asyncio.timeout(self._timeout):
                result_of(await self._ask_socket("GET", "asterisk/ping", {}, ""))
            self._socket_proven = True
        except TimeoutError:
            if self._socket_proven:
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

    def _lose(self) -> None:
        """Let everybody know at once, so that no order is given to a socket that is gone."""
        self._socket = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(AriUnavailable("the connection to Asterisk was lost"))
        if self.connected.is_set():
            self.connected.clear()
            self._on_change(False)

    def _tell(self, event: Event) -> None:
        """Hand an event on; a fault in its handling must not end the connection for all calls."""
        try:
            self._on_event(event)
        except Exception:
            log.exception("ari.event_failed", kind=type(event).__name__)

    def _receive(self, frame: str | bytes) -> None:
        match self._protocol.receive(frame):
            case Event() as event:
                self._tell(event)
            case Reply(request_id=request_id) as reply:
                future = self._waiting.get(request_id)
                if future is not None and not future.done():
                    future.set_result(reply)
            case Unreadable(error=error):
                log.warning("ari.unreadable_frame", error=error)
            case None:
                pass
