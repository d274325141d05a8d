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
FORMATS: Final = "alaw,ulaw,g722"
"""What we speak over the trunk, as far as `call.codecs` allows; else all would be transcoded."""
TALK: Final = "mixing,dtmf_events"
"""A bridge in which sound goes through Asterisk, for else it would not see the agents' keys."""
THERE_ALREADY: Final = 409
PHONES: Final = "PJSIP/"
"""How the names of agents' phones begin."""

AT_ONCE: Final = 50
"""How many phones are named in one request."""

AGENTS_CONTEXTS: Final = ("from-agent", "agent-codes")
"""Where in the dialplan the channels are that agents' phones opened."""

REASONS: Final = {404: "unallocated", 486: "busy", 503: "congestion"}
"""ARI's reason for the SIP status with which an unanswered call is refused."""


class Telephone:
    """Asterisk, for one node. All ids are chosen by us before the request.

    Orders that only tidy up (`hang_up`, `part`, `take_out`, `stop_playing`, `stop_music`,
    `refuse`) never raise: a call that went well must not fail because its traces could not be
    removed. What they leave behind is found when the service next compares with Asterisk.
    """

    def __init__(self, ari: AriClient, app: str) -> None:
        self._ari = ari
        self._app = app
        self._unplayed: set[tuple[str, ...]] = set()

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

    def not_played(self, sounds: Sequence[str]) -> None:
        """Log that Asterisk could not play sounds; once, since many callers are to hear them."""
        if (these := tuple(sounds)) not in self._unplayed:
            self._unplayed.add(these)
            log.error("sound.failed", sounds=sounds, remedy="Look into the log of Asterisk")

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
        """Refuse a call that was not answered, with a SIP status of `REASONS`."""
        async with _tidying("refuse"):
            await self._ari.request("DELETE", f"channels/{channel}", reason=REASONS[status])

    async def ring(self, agent: str, channel: str, *, caller: str, seconds: float) -> None:
        """Ring an agent's phone; the channel enters our application when it is answered."""
        await self._ari.request(
            "POST",
            f"channels/{channel}",
            endpoint=f"{PHONES}{agent}",
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
            formats=FORMATS,
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
                await self._remove(bridge, channel)

    async def take_out(self, bridge: str, channel: str) -> None:
        """Take a channel out of a conversation, if it is in it; tidies up like `part`."""
        async with _tidying("take out"):
            with suppress(AriRefused):
                await self._remove(bridge, channel)

    async def members(self, bridge: str) -> set[str]:
        """List the ids of the channels in a bridge; none if there is no such bridge."""
        try:
            found = await self._ari.request("GET", f"bridges/{bridge}")
        except AriNotFound:
            return set()
        return set(found["channels"])

    async def snoop(self, channel: str, snoop: str, *, whisper: bool) -> None:
        """Have a channel that hears both sides of a leg and, to ``whisper``, speaks to it alone.

        It enters our application at once, and ends with the leg.
        """
        await self._ari.request(
            "POST",
            f"channels/{channel}/snoop/{snoop}",
            app=self._app,
            appArgs="snoop",
            spy="both",
            whisper="out" if whisper else "none",
        )

    async def mute(self, channel: str) -> None:
        """Let nobody hear who is on this channel; their keys still count."""
        await self._ari.request("POST", f"channels/{channel}/mute", direction="in")

    async def unmute(self, channel: str) -> None:
        """Let who is on this channel be heard again."""
        await self._ari.request("DELETE", f"channels/{channel}/mute", direction="in")

    async def record_leg(self, channel: str, name: str) -> None:
        """Write what is heard on a channel to a file, until the channel ends."""
        path = f"channels/{channel}/record"
        await self._ari.request("POST", path, name=name, format="wav", ifExists="fail")

    async def part(self, bridge: str) -> None:
        """End a conversation, if there is one; the legs stay."""
        async with _tidying("part"):
            await self._ari.request("DELETE", f"bridges/{bridge}")

    async def give_to_fallback(self, channel: str) -> None:
        """Let the dialplan speak with a caller whom no call of ours knows."""
        async with _tidying("give to fallback"):
            path = f"channels/{channel}/continue"
            await self._ari.request("POST", path, context="fallback", extension="s", priority="1")

    async def is_agents(self, channel: str) -> bool:
        """Tell whether an agent's phone opened this channel; false when it is gone."""
        try:
            found = await self._ari.request("GET", f"channels/{channel}")
        except AriNotFound:
            return False
        return found["dialplan"]["context"] in AGENTS_CONTEXTS

    async def listen_to_phones(self, agents: Sequence[str]) -> None:
        """Have Asterisk tell when these agents' phones come and go."""
        for begin in range(0, len(agents), AT_ONCE):
            some = agents[begin : begin + AT_ONCE]
            await self._ari.request(
                "POST",
                f"applications/{self._app}/subscription",
                eventSource=",".join(f"deviceState:{PHONES}{agent}" for agent in some),
            )

    async def phones(self) -> dict[str, str]:
        """Give the state, ``offline`` when it cannot be rung, of each phone by its user name."""
        found = await self._ari.request("GET", f"endpoints/{PHONES.rstrip('/')}")
        return {phone["resource"]: phone["state"] for phone in found}

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

    async def empty_bridges(self) -> set[str]:
        """List the ids of the bridges in which nobody is."""
        bridges = await self._ari.request("GET", "bridges")
        return {bridge["id"] for bridge in bridges if not bridge["channels"]}

    async def started_at(self) -> datetime:
        """Tell since when this Asterisk runs."""
        info = await self._ari.request("GET", "asterisk/info", only="status")
        return msgspec.convert(info["status"]["startup_time"], datetime)

    async def _remove(self, bridge: str, channel: str) -> None:
        await self._ari.request("POST", f"bridges/{bridge}/removeChannel", channel=channel)


@asynccontextmanager
async def _tidying(what: str) -> AsyncIterator[None]:
    try:
        yield
    except AriNotFound:
        pass
    except AriError as error:
        log.warning("asterisk.not_tidied", what=what, error=type(error).__name__)
