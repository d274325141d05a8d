"""The orders that the helpline gives to Asterisk, by what they do for a call."""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final

import msgspec
import structlog

from ivr.ari import AriClient, AriError, AriNotFound, AriRefused

log = structlog.get_logger()

MUSIC_CLASS: Final = "default"
TRUNK: Final = "trunk"
"""The endpoint of the operator's trunk; see pjsip.conf."""
TALK: Final = "mixing,dtmf_events"
"""A bridge in which sound goes through Asterisk, for else it would not see the agents' keys."""
THERE_ALREADY: Final = 409
REASONS: Final = {486: "busy", 503: "congestion"}
"""ARI's reason for the SIP status with which an unanswered call is refused."""


class Telephone:
    """Asterisk, for one node. All ids are chosen by us before the request.

    Orders that only tidy up (`hang_up`, `part`, `stop_playing`, `stop_music`, `refuse`) never
    raise: a call that went well must not fail because its traces could not be removed. What they
    leave behind is found when the service next compares with Asterisk.
    """

    def __init__(self, ari: AriClient, app: str) -> None:
        self._ari = ari
        self._app = app

    async def connection(self, *, within: float) -> None:
        """Wait for the connection to Asterisk; raises `AriUnavailable` after ``within`` seconds."""
        await self._ari.connection(within=within)

    async def answer(self, channel: str) -> None:
        """Send 200 OK."""
        await self._ari.request("POST", f"channels/{channel}/answer")

    async def play(self, channel: str, media: Sequence[str], playback: str) -> None:
        """Start to play sounds one after the other."""
        path = f"channels/{channel}/play/{playback}"
        await self._ari.request("POST", path, media=",".join(media))

    async def stop_playing(self, playback: str) -> None:
        """Stop sounds, if they still play."""
        async with _tidying("stop playing"):
            await self._ari.request("DELETE", f"playbacks/{playback}")

    async def is_playing(self, playback: str) -> bool:
        """Tell whether sounds still play, or are still to be played."""
        try:
            await self._ari.request("GET", f"playbacks/{playback}")
        except AriNotFound:
            return False
        return True

    async def start_music(self, channel: str) -> None:
        """Play music on hold until it is stopped."""
        await self._ari.request("POST", f"channels/{channel}/moh", mohClass=MUSIC_CLASS)

    async def stop_music(self, channel: str) -> None:
        """Stop music on hold."""
        async with _tidying("stop music"):
            await self._ari.request("DELETE", f"channels/{channel}/moh")

    async def hang_up(self, channel: str) -> None:
        """End a leg, if it is still there."""
        async with _tidying("hang up"):
            await self._ari.request("DELETE", f"channels/{channel}", reason="normal")

    async def refuse(self, channel: str, status: int) -> None:
        """Refuse a call that was not answered, with SIP 486 or 503."""
        async with _tidying("refuse"):
            await self._ari.request("DELETE", f"channels/{channel}", reason=REASONS[status])

    async def ring(self, agent: str, channel: str, *, caller: str, seconds: float) -> None:
        """Ring an agent's phone; the channel enters our application when it is answered."""
        await self._ari.request(
            "POST",
            f"channels/{channel}",
            endpoint=f"PJSIP/{agent}",
            app=self._app,
            appArgs="agent",
            originator=caller,
            timeout=str(math.ceil(seconds)),
        )

    async def dial(self, number: str, channel: str, *, caller_id: str, seconds: float) -> None:
        """Call a number over the trunk; the channel enters our application when it is answered."""
        await self._ari.request(
            "POST",
            f"channels/{channel}",
            endpoint=f"PJSIP/{number}@{TRUNK}",
            app=self._app,
            appArgs="outgoing",
            callerId=caller_id,
            timeout=str(math.ceil(seconds)),
        )

    async def join(self, bridge: str, *channels: str) -> None:
        """Let these channels talk with each other; only we hear their keys."""
        try:
            await self._ari.request("POST", f"bridges/{bridge}", type=TALK)
        except AriRefused as error:
            if error.status != THERE_ALREADY:
                raise
        path, together = f"bridges/{bridge}/addChannel", ",".join(channels)
        await self._ari.request("POST", path, channel=together, absorbDTMF="true")

    async def separate(self, bridge: str, *channels: str) -> None:
        """Take channels out of a conversation, if they are in it; they are out at the end."""
        for channel in channels:
            with suppress(AriRefused):
                path = f"bridges/{bridge}/removeChannel"
                await self._ari.request("POST", path, channel=channel)

    async def part(self, bridge: str) -> None:
        """End a conversation, if there is one; the legs stay."""
        async with _tidying("part"):
            await self._ari.request("DELETE", f"bridges/{bridge}")

    async def give_to_fallback(self, channel: str) -> None:
        """Let the dialplan speak with a caller whom no call of ours knows."""
        async with _tidying("give to fallback"):
            path = f"channels/{channel}/continue"
            await self._ari.request("POST", path, context="fallback", extension="s", priority="1")

    async def channels(self) -> dict[str, str]:
        """Give the state, ``Up`` when answered, of each channel that Asterisk has, by its id."""
        found = await self._ari.request("GET", "channels")
        return {channel["id"]: channel["state"] for channel in found}

    async def our_channels(self) -> set[str]:
        """List the ids of the channels that are in our application."""
        found = await self._ari.request("GET", f"applications/{self._app}")
        return set(found["channel_ids"])

    async def talking_channels(self) -> set[str]:
        """List the ids of the channels that are in a conversation."""
        bridges = [bridge["channels"] for bridge in await self._ari.request("GET", "bridges")]
        return {channel for channels in bridges if len(channels) > 1 for channel in channels}

    async def started_at(self) -> datetime:
        """Tell since when this Asterisk runs."""
        info = await self._ari.request("GET", "asterisk/info", only="status")
        return msgspec.convert(info["status"]["startup_time"], datetime)


@asynccontextmanager
async def _tidying(what: str) -> AsyncIterator[None]:
    try:
        yield
    except AriNotFound:
        pass
    except AriError as error:
        log.warning("asterisk.not_tidied", what=what, error=type(error).__name__)
