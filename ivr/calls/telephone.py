"""The orders that the helpline gives to Asterisk, by what they do for a call."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from ivr.ari import AriClient, AriNotFound

MUSIC_CLASS: Final = "default"
CONGESTION: Final = {486: "busy", 503: "congestion"}
"""ARI's reason for the SIP status with which an unanswered call is refused."""


class Telephone:
    """Asterisk, for one node. All ids are chosen by us before the request."""

    def __init__(self, ari: AriClient, app: str) -> None:
        self._ari = ari
        self._app = app

    async def answer(self, channel: str) -> None:
        """Send 200 OK."""
        await self._ari.request("POST", f"channels/{channel}/answer")

    async def play(self, channel: str, media: Sequence[str], playback: str) -> None:
        """Start to play sounds one after the other."""
        path = f"channels/{channel}/play/{playback}"
        await self._ari.request("POST", path, media=",".join(media))

    async def stop_playing(self, playback: str) -> None:
        """Stop sounds, if they still play."""
        with suppress(AriNotFound):
            await self._ari.request("DELETE", f"playbacks/{playback}")

    async def start_music(self, channel: str) -> None:
        """Play music on hold until it is stopped."""
        await self._ari.request("POST", f"channels/{channel}/moh", mohClass=MUSIC_CLASS)

    async def stop_music(self, channel: str) -> None:
        """Stop music on hold."""
        await self._ari.request("DELETE", f"channels/{channel}/moh")

    async def hang_up(self, channel: str) -> None:
        """End a leg, if it is still there."""
        with suppress(AriNotFound):
            await self._ari.request("DELETE", f"channels/{channel}", reason="normal")

    async def refuse(self, channel: str, status: int) -> None:
        """Refuse a call that was not answered, with SIP 486 or 503."""
        with suppress(AriNotFound):
            await self._ari.request("DELETE", f"channels/{channel}", reason=CONGESTION[status])

    async def ring(self, agent: str, channel: str, *, caller: str, seconds: float) -> None:
        """Ring an agent's phone; the channel enters our application when it is answered."""
        await self._ari.request(
            "POST",
            f"channels/{channel}",
            endpoint=f"PJSIP/{agent}",
            app=self._app,
            appArgs="agent",
            originator=caller,
            timeout=str(round(seconds)),
        )

    async def join(self, bridge: str, *channels: str) -> None:
        """Let these channels talk with each other."""
        await self._ari.request("POST", f"bridges/{bridge}", type="mixing")
        await self._ari.request("POST", f"bridges/{bridge}/addChannel", channel=",".join(channels))

    async def part(self, bridge: str) -> None:
        """End a conversation; the legs stay."""
        with suppress(AriNotFound):
            await self._ari.request("DELETE", f"bridges/{bridge}")

    async def channels(self) -> set[str]:
        """List the ids of all channels that Asterisk has."""
        return {channel["id"] for channel in await self._ari.request("GET", "channels")}
