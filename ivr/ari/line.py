"""One websocket to Asterisk: renewed whenever it is lost, with requests out and events in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

import aiohttp
import structlog

from ivr.ari.errors import AriError, AriUnavailable
from ivr.ari.messages import Event
from ivr.ari.protocol import AriProtocol, Reply, Unreadable, result_of
from ivr.backoff import backoff

log = structlog.get_logger()

Socket = aiohttp.ClientWebSocketResponse[Literal[True]]


class Line:
    """Connects with ``connect``, which may take ``patience`` seconds.

    ``greet`` is awaited on each new socket, and raises `AriError` or TimeoutError if it is of no
    use. ``on_change`` is told after each change whether the line is ``up``, ``on_event`` of each
    event, in order; both must not block.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractAsyncContextManager[Socket]],
        *,
        patience: float,
        greet: Callable[[], Awaitable[None]],
        on_event: Callable[[Event], None],
        on_change: Callable[[bool], None],
    ) -> None:
        self._connect = connect
        self._patience = patience
        self._greet = greet
        self._on_event = on_event
        self._on_change = on_change
        self._protocol = AriProtocol()
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._socket: Socket | None = None
        self.up = False

    def __len__(self) -> int:
        """Count the requests that are not answered yet."""
        return len(self._waiting)

    async def ask(self, method: str, path: str, parameters: dict[str, str], body: str = "") -> Any:
        """Send a request and give the answer; raises `AriRefused` and `AriUnavailable`."""
        socket = self._socket
        if socket is None:
            raise AriUnavailable(f"{method} {path}: no connection to Asterisk")
        request_id, frame = self._protocol.request(method, path, parameters, body)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        try:
            await socket.send_str(frame)
            return result_of(await future)
        except (ConnectionError, aiohttp.ClientError) as error:
            raise AriUnavailable(f"{method} {path}: the connection was lost") from error
        finally:
            self._waiting.pop(request_id, None)
            self._protocol.forget(request_id)

    async def keep(self) -> None:
        """Connect, and again whenever the connection is lost, ever later while it is in vain."""
        waits = backoff()
        while True:
            try:
                async with asyncio.timeout(self._patience) as patience, self._connect() as socket:
                    patience.reschedule(None)
                    waits = backoff()
                    await self._serve(socket)
                log.warning("ari.connection_closed")
            except (aiohttp.ClientError, OSError, TimeoutError, AriError) as error:
                log.warning("ari.no_connection", error=str(error) or type(error).__name__)
            except Exception:
                log.exception("ari.connection_failed")
            await asyncio.sleep(next(waits))

    async def _serve(self, socket: Socket) -> None:
        self._socket = socket
        greeting = asyncio.create_task(self._begin(socket), name="ari-greeting")
        try:
            async for frame in socket:
                if frame.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    self._receive(frame.data)
        finally:
            self._lose()
            greeting.cancel()
            await asyncio.wait([greeting])

    async def _begin(self, socket: Socket) -> None:
        try:
            await self._greet()
        except (AriError, TimeoutError) as error:
            log.warning("ari.no_greeting", error=str(error) or type(error).__name__)
            await socket.close()
            return
        self.up = True
        self._on_change(True)

    def _lose(self) -> None:
        """Let everybody know at once, so that no order is given to a socket that is gone."""
        self._socket = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(AriUnavailable("the connection to Asterisk was lost"))
        if self.up:
            self.up = False
            self._on_change(False)

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

    def _tell(self, event: Event) -> None:
        """Hand an event on; a fault in its handling must not end the connection for all calls."""
        try:
            self._on_event(event)
        except Exception:
            log.exception("ari.event_failed", kind=type(event).__name__)
