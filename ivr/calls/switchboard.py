"""Hands each event to the leg it belongs to, and new calls to whoever takes them.

It only routes: nothing here waits, so the reader of the websocket never does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ivr.ari.messages import ChannelEvent, Event, PlaybackFinished, StasisStart
from ivr.calls.leg import Ending, Leg

INCOMING = "incoming"
"""First Stasis argument of a call that came over the trunk; see extensions.conf."""


class Switchboard:
    """All legs of this node, by channel id."""

    def __init__(self, take_call: Callable[[StasisStart, Leg], None]) -> None:
        self._take_call = take_call
        self._legs: dict[str, Leg] = {}

    def receive(self, event: Event) -> None:
        """Route one event."""
        match event:
            case StasisStart(channel=channel, args=(first, *_)) if first == INCOMING:
                if channel.id not in self._legs:
                    leg = self._legs[channel.id] = Leg(channel.id)
                    leg.receive(event)
                    self._take_call(event, leg)
            case ChannelEvent(channel=channel):
                self._to(channel.id, event)
            case PlaybackFinished(playback=playback):
                self._to(playback.target_uri.removeprefix("channel:"), event)

    @contextmanager
    def expecting(self, channel_id: str) -> Iterator[Leg]:
        """Have a leg for a channel that is about to be asked for; its first event finds it."""
        leg = self._legs[channel_id] = Leg(channel_id)
        try:
            yield leg
        finally:
            self.forget(leg)

    def forget(self, leg: Leg) -> None:
        """Stop routing to a leg."""
        self._legs.pop(leg.id, None)

    def reconnected(self, channel_ids: set[str]) -> None:
        """Make up for events that were missed: ``channel_ids`` are all that Asterisk still has."""
        for leg in list(self._legs.values()):
            if leg.id in channel_ids:
                leg.stop_waiting_for_sounds()
            else:
                leg.end(Ending())

    def __len__(self) -> int:
        return len(self._legs)

    def _to(self, channel_id: str, event: Event) -> None:
        leg = self._legs.get(channel_id)
        if leg is not None:
            leg.receive(event)
