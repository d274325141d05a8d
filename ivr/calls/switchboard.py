"""Hands each event to the leg it belongs to, and new calls to whoever takes them.

It only routes: nothing here waits, so the reader of the websocket never does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from ivr.ari.messages import (
    ApplicationReplaced,
    ChannelEvent,
    Event,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    StasisStart,
)
from ivr.calls.leg import Leg

log = structlog.get_logger()

INCOMING = "incoming"
"""First Stasis argument of a call that came over the trunk; see extensions.conf."""

SUPERVISE = "supervise"
"""First Stasis argument of a supervisor who dialled a code; then the code, then who it is."""

ENDED = "ended"
"""First Stasis argument of a call that is over and hands in its statistics."""

AGENT_LEG = "agent-"
OUTGOING_LEG = "outgoing-"
SUPERVISOR_LEG = "supervisor-"
SNOOP_LEG = "snoop-"
ASKED_FOR = (AGENT_LEG, OUTGOING_LEG, SUPERVISOR_LEG, SNOOP_LEG)
"""How the ids of the channels that we ask for begin; we choose them."""

Taker = Callable[[StasisStart, Leg], None]


class Switchboard:
    """All legs of this node, by channel id.

    ``take_call`` gets each new call, ``take_stray`` the id of each channel that enters our
    application though nobody expects it. ``takers`` get new channels by first Stasis argument.
    """

    def __init__(self, take_call: Taker, take_stray: Callable[[str], None]) -> None:
        self.takers = {INCOMING: take_call}
        self._take_stray = take_stray
        self.legs: dict[str, Leg] = {}

    def receive(self, event: Event) -> None:
        """Route one event."""
        match event:
            case StasisStart(channel=channel) if channel.id not in self.legs:
                self._arrived(event)
            case ChannelEvent(channel=channel):
                self._to(channel.id, event)
            case PlaybackFinished(playback=playback):
                self._to(playback.target_uri.removeprefix("channel:"), event)
            case RecordingFinished(recording=recording) | RecordingFailed(recording=recording):
                leg = self.legs.get(recording.target_uri.removeprefix("channel:"))
                if leg is not None:
                    leg.recording_over()
            case ApplicationReplaced():
                log.error("ari.application_taken_by_another_service")

    @contextmanager
    def forgetting(self, leg: Leg) -> Iterator[None]:
        """Stop routing to a leg at the end of the block."""
        try:
            yield
        finally:
            self.forget(leg)

    def expect(self, channel_id: str) -> Leg:
        """Have a leg, until it is forgotten, for a channel that is there or is asked for next."""
        return self.legs.setdefault(channel_id, Leg(channel_id))

    def forget(self, leg: Leg) -> None:
        """Stop routing to a leg."""
        self.legs.pop(leg.id, None)

    def _arrived(self, event: StasisStart) -> None:
        why = event.args[0] if event.args else ""
        take = self.takers.get(why)
        if take is not None:
            leg = self.legs[event.channel.id] = Leg(event.channel.id)
            leg.receive(event)
            take(event, leg)
        elif why != ENDED:
            self._take_stray(event.channel.id)

    def _to(self, channel_id: str, event: Event) -> None:
        leg = self.legs.get(channel_id)
        if leg is not None:
            leg.receive(event)
