"""Requests and events on one ARI websocket, without any input or output.

Bytes go in, events and replies come out; the shell in `ivr.ari.client` moves them. Source of the
format: Asterisk's ``rest-api`` documentation, "ARI over websockets" (20.14, 22.4 and later).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ivr.ari.errors import AriRefused, refusal
from ivr.ari.messages import Event, RestResponse, decode

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the request with this id: a decoded body, or the refusal."""

    request_id: str
    result: Any = None
    refused: AriRefused | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A frame that is not what Asterisk documents; the connection goes on."""

    error: str


class AriProtocol:
    """Numbers requests, and matches answers to them."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._open: dict[str, str] = {}

    def request(
        self, method: str, path: str, parameters: Parameters, body: str = ""
    ) -> tuple[str, str]:
        """Give the id of a new request and the text frame to send; a ``body`` is JSON."""
        request_id = str(next(self._numbers))
        self._open[request_id] = f"{method} {path}"
        frame = {
            "type": "RESTRequest",
            "request_id": request_id,
            "method": method,
            "uri": path,
            "query_strings": [{"name": n, "value": v} for n, v in parameters.items()],
        }
        if body:
            frame |= {"content_type": "application/json", "message_body": body}
        return request_id, msgspec.json.encode(frame).decode()

    def forget(self, request_id: str) -> None:
        """Stop waiting for an answer; one that still comes is ignored."""
        self._open.pop(request_id, None)

    def receive(self, frame: str | bytes) -> Event | Reply | Unreadable | None:
        """Read one frame; None means that nobody waits for it."""
        try:
            message = decode(frame)
        except msgspec.DecodeError as error:
            return Unreadable(str(error))
        return self._reply(message) if isinstance(message, RestResponse) else message

    def _reply(self, response: RestResponse) -> Reply | None:
        asked = self._open.pop(response.request_id, None)
        if asked is None:
            return None
        return read_reply(
            response.request_id,
            asked,
            response.status_code,
            response.reason_phrase,
            response.message_body,
        )


def read_reply(request_id: str, asked: str, status: int, reason: str, body: str | bytes) -> Reply:
    """Turn status and body into a result or a typed refusal; the same for both transports."""
    try:
        content = msgspec.json.decode(body) if body else None
    except msgspec.DecodeError:
        content = None
    if status >= 400:  # noqa: PLR2004 - HTTP's own border
        said = content.get("message") if isinstance(content, dict) else None
        return Reply(request_id, refused=refusal(asked, status, str(said or reason)))
    return Reply(request_id, result=content)


def result_of(reply: Reply) -> Any:
    """Give what a reply says; raises `AriRefused` if the request was refused."""
    if reply.refused is not None:
        raise reply.refused
    return reply.result
