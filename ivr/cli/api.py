"""The command line's way to a running helpline: its own API."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from ivr.cli.context import Context
from ivr.settings import Problem
from ivr.settings.secrets import API_TOKEN

T = TypeVar("T")

PATIENCE: Final = 20.0
"""Seconds for one answer; the service gives up a little earlier and says why."""

_WILDCARDS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - reached, not bound


class HelplineAway(Exception):
    """Nobody answers where the helpline should be."""


class Refused(Exception):
    """The helpline answered with an error; ``problems`` say what is wrong."""

    def __init__(self, status: int, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.status = status
        self.problems = problems


class _Refusal(msgspec.Struct):
    problems: list[Problem]


class Api:
    """Asks the helpline that these settings describe. All methods raise the two errors above."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self._host = _WILDCARDS.get(host, host)
        self._port = port
        self._token = token

    @classmethod
    def of(cls, context: Context) -> "Api":
        """Find address and token in the settings and secrets."""
        api = context.way_in.api
        return cls(api.bind, api.port, context.secrets.get(API_TOKEN))

    @property
    def url(self) -> str:
        """The address for people."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def get(self, shape: type[T], *path: str, query: Mapping[str, str] | None = None) -> T:
        """Read something; ``path`` is given in parts, as ``"calls", call_id``."""
        return self._ask("GET", path, query or {}, None, shape)

    def post(self, shape: type[T], *path: str, body: Mapping[str, Any]) -> T:
        """Change something and give what it is now."""
        return self._ask("POST", path, {}, msgspec.json.encode(body), shape)

    def _ask(
        self,
        method: str,
        path: tuple[str, ...],
        query: Mapping[str, str],
        body: bytes | None,
        shape: type[T],
    ) -> T:
        target = "/".join(["/api", *(quote(part, safe="") for part in path)])
        if query:
            target += "?" + urlencode(query)
        status, text = self._exchange(method, target, body)
        try:
            if status >= 400:  # noqa: PLR2004 - errors of HTTP
                raise Refused(status, msgspec.json.decode(text, type=_Refusal).problems)
            return msgspec.json.decode(text, type=shape)
        except msgspec.MsgspecError as error:
            raise HelplineAway(f"what answers at {self.url} is not this helpline") from error

    def _exchange(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        connection = HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            connection.request(method, target, body, {"Authorization": f"Bearer {self._token}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise HelplineAway(
                f"no helpline answers at {self.url}; start it with `helpline run`"
            ) from error
        finally:
            connection.close()
