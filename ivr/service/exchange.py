"""A service's way to Asterisk: orders go out, events come in, what was missed is compared."""

from collections.abc import Callable

from ivr.agents.phones import Phones
from ivr.ari import AriClient
from ivr.ari.messages import DeviceStateChanged, Event, StasisStart
from ivr.calls.comparing import Comparison
from ivr.calls.leg import Leg
from ivr.calls.reception import Reception
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone
from ivr.calls.trunk import Trunk
from ivr.diary import Diary
from ivr.house import trunk_rules
from ivr.outside import Outside
from ivr.pulse import Pulse
from ivr.service.background import Background
from ivr.service.stores import Stores
from ivr.settings import Settings


class Exchange:
    """The parts that speak with Asterisk, and those that note when nobody could.

    ``phones`` and ``reception``, which get the events, are built after it: they need it.
    """

    def __init__(
        self,
        settings: Settings,
        outside: Outside,
        stores: Stores,
        background: Background,
        *,
        password: str,
        phones: Callable[[], Phones],
        reception: Callable[[], Reception],
    ) -> None:
        self._background = background
        self._phones = phones
        self._reception = reception
        self._metrics = stores.metrics
        self.pulse = Pulse(
            settings.run.folder,
            self._knows_calls,
            self._stalled,
            on_beat=self._metrics.machine.loop_lag.observe,
        )
        self.diary = Diary(stores.journal, stores.projector, self.pulse.last_life)
        self.switchboard = Switchboard(self._take_call, self._take_stray)
        self.ari = self._client(settings, password)
        self.telephone = Telephone(self.ari, settings.ari.app)
        self.trunk = Trunk(outside.lines, self.telephone, self.switchboard, trunk_rules(settings))
        self.comparison = Comparison(self.switchboard, self.telephone, self.pulse.last_life)

    def _client(self, settings: Settings, password: str) -> AriClient:
        ari = settings.ari
        return AriClient(
            f"http://{ari.host}:{ari.port}",
            user=ari.user,
            password=password,
            app=ari.app,
            on_event=self._receive,
            on_change=self._connection_changed,
            on_request=self._metrics.ari.asked,
            transport=ari.transport,
            timeout=ari.request_timeout,
        )

    def _receive(self, event: Event) -> None:
        if isinstance(event, DeviceStateChanged):
            self._phones().receive(event)
        else:
            self.switchboard.receive(event)

    def _connection_changed(self, up: bool) -> None:
        self.diary.connection(up)
        self._metrics.ari.connection(up)
        self.comparison.holds = False
        if up:
            self.comparison.soon()
            self._phones().soon()

    def _take_call(self, start: StasisStart, leg: Leg) -> None:
        self._reception().take(start, leg)

    def _take_stray(self, channel: str) -> None:
        self._background.spawn(f"stray {channel}", self.comparison.sweep(channel))

    def _knows_calls(self) -> bool:
        return self.comparison.holds

    def _stalled(self, seconds: float) -> None:
        self.diary.stalled(seconds)
        self.comparison.soon()
