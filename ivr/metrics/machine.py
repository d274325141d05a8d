"""How well orders to Asterisk and the event loop go, and the process itself, for Prometheus."""

import platform
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
)

from ivr.ari import AriError, AriNotFound, AriRefused, AriTimeout

REQUEST_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
LAG_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Above 1 s `ivr.pulse` calls it a stall."""

WITH_VERB: Final = ("channels", "bridges", "playbacks", "applications")
"""Resources of ARI in whose paths a verb stands after the id."""


class AriMetrics:
    """Requests over the connection to Asterisk, and whether there is one."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "helpline_ari_requests", "Requests to Asterisk.", ["request", "result"],
            registry=registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "helpline_ari_request_seconds", "From a request to Asterisk to its answer.",
            buckets=REQUEST_SECONDS, registry=registry,
        )  # fmt: skip
        self._connected = Gauge(
            "helpline_ari_connected", "1 while there is a connection to Asterisk.",
            registry=registry,
        )  # fmt: skip
        self._losses = Counter(
            "helpline_ari_disconnects", "Lost connections to Asterisk.", registry=registry
        )

    def asked(self, method: str, path: str, seconds: float, error: BaseException | None) -> None:
        """Count a request that is over; the time counts if Asterisk answered."""
        self._requests.labels(request_label(method, path), result_label(error)).inc()
        if error is None or isinstance(error, AriRefused):
            self._seconds.observe(seconds)

    def connection(self, up: bool) -> None:
        """Note that there is a connection, or none any more."""
        self._connected.set(up)
        if not up:
            self._losses.inc()


class MachineMetrics:
    """The process: its version, memory and descriptors, and how late its event loop is."""

    def __init__(self, registry: CollectorRegistry, version: str) -> None:
        self.loop_lag = Histogram(
            "helpline_event_loop_lag_seconds",
            "How late the event loop woke a task that slept for half a second.",
            buckets=LAG_SECONDS, registry=registry,
        )  # fmt: skip
        self.tasks = Gauge(
            "helpline_event_loop_tasks", "Tasks of the event loop that are not done.",
            registry=registry,
        )  # fmt: skip
        build = Gauge(
            "helpline_build_info", "1; which version runs on which Python.",
            ["version", "python"], registry=registry,
        )  # fmt: skip
        build.labels(version, platform.python_version()).set(1)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)


def request_label(method: str, path: str) -> str:
    """Write a request without ids, like ``POST channels/play``."""
    resource, _, rest = path.partition("/")
    _, _, verb = rest.partition("/")
    if resource in WITH_VERB and verb:
        return f"{method} {resource}/{verb.partition('/')[0]}"
    return f"{method} {resource}"


def result_label(error: BaseException | None) -> str:
    """Say how a request went, in one word."""
    match error:
        case None:
            return "ok"
        case AriNotFound():
            return "gone"
        case AriRefused():
            return "refused"
        case AriTimeout():
            return "timeout"
        case AriError():
            return "unavailable"
        case _:
            return "cancelled"
