"""The messages of Asterisk's REST interface that the helpline uses, as typed values.

Source: ``rest-api/events.json`` of Asterisk 22. Fields that nobody reads are left out.
"""

from collections.abc import Mapping
from typing import Final

import msgspec


class Message(msgspec.Struct, frozen=True):
    """Base of all messages; unknown fields are ignored."""


class CallerId(Message, frozen=True):
    """The number as signalled."""

    number: str = ""


class DialplanPlace(Message, frozen=True):
    """Where in the dialplan a channel is; ``exten`` is the number that was called."""

    exten: str = ""


class Channel(Message, frozen=True):
    """One leg of a call."""

    id: str
    caller: CallerId = CallerId()
    dialplan: DialplanPlace = DialplanPlace()
    channelvars: Mapping[str, str] = {}


class Playback(Message, frozen=True):
    """Sounds being played; ``state`` is ``done`` or ``failed`` at its end."""

    id: str
    state: str = ""
    target_uri: str = ""


class Event(Message, frozen=True):
    """Something that Asterisk tells without being asked."""


class ChannelEvent(Event, frozen=True):
    """An event about one channel."""

    channel: Channel


class StasisStart(ChannelEvent, frozen=True):
    """A channel is ours from now on; see extensions.conf for ``args``."""

    args: tuple[str, ...] = ()


class StasisEnd(ChannelEvent, frozen=True):
    """A channel is not ours any more."""


class ChannelHangupRequest(ChannelEvent, frozen=True):
    """The far end hung up (``cause`` is Q.850), or somebody asked for it (``soft``).

    With ``soft``, ``cause`` is a flag of Asterisk's channel.h: 1 when its own channel driver
    wants to end, as after ``rtp_timeout``, 32 when it was ordered. Read in the source, and tried.
    """

    cause: int | None = None
    soft: bool = False
    tech_cause: int | None = None


class ChannelDestroyed(ChannelEvent, frozen=True):
    """A channel is gone; ``cause`` is Q.850.

    ``tech_cause`` is the SIP status with which the far end refused, here and above.
    """

    cause: int | None = None
    tech_cause: int | None = None


class ChannelDtmfReceived(ChannelEvent, frozen=True):
    """A key was pressed and let go."""

    digit: str


class ChannelHold(ChannelEvent, frozen=True):
    """The phone put the call on hold by itself; Asterisk plays music to the other side."""


class ChannelUnhold(ChannelEvent, frozen=True):
    """The phone took the call back."""


class PlaybackFinished(Event, frozen=True):
    """All sounds of a playback were played, or it was stopped or failed."""

    playback: Playback


class DeviceState(Message, frozen=True):
    """A phone, as ``PJSIP/asha``, and whether it can be rung."""

    name: str
    state: str


class DeviceStateChanged(Event, frozen=True):
    """A phone came, went, or is used otherwise than before."""

    device_state: DeviceState


class Recording(Message, frozen=True):
    """Sound being written to a file; ``target_uri`` names the channel."""

    target_uri: str = ""


class RecordingFinished(Event, frozen=True):
    """A recording is over: its channel ended, or no more could be written."""

    recording: Recording


class RecordingFailed(Event, frozen=True):
    """A recording could not begin."""

    recording: Recording


class ApplicationReplaced(Event, frozen=True):
    """Another websocket took over our application."""


class RestResponse(Message, frozen=True):
    """The answer to a request that was sent over the websocket."""

    request_id: str
    status_code: int
    reason_phrase: str = ""
    message_body: str = ""


class _Kind(msgspec.Struct):
    type: str


_KIND: Final = msgspec.json.Decoder(_Kind)
_DECODERS: Final = {
    kind.__name__: msgspec.json.Decoder(kind)
    for kind in (
        StasisStart,
        StasisEnd,
        ChannelHangupRequest,
        ChannelDestroyed,
        ChannelDtmfReceived,
        ChannelHold,
        ChannelUnhold,
        PlaybackFinished,
        DeviceStateChanged,
        RecordingFinished,
        RecordingFailed,
        ApplicationReplaced,
    )
} | {"RESTResponse": msgspec.json.Decoder(RestResponse)}

WANTED: Final = tuple(_DECODERS)
"""The kinds of messages that are read, answers too: Asterisk's filter would hold those back."""


def decode(frame: str | bytes) -> Event | RestResponse | None:
    """Read one websocket frame; None for kinds that nobody needs.

    Raises ``msgspec.DecodeError`` when the frame is not what Asterisk documents.
    """
    decoder = _DECODERS.get(_KIND.decode(frame).type)
    return None if decoder is None else decoder.decode(frame)
