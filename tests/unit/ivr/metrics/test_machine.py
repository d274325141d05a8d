import asyncio
import platform

import pytest
from prometheus_client import CollectorRegistry

from ivr.ari import AriNotFound, AriRefused, AriTimeout, AriUnavailable
from ivr.metrics.machine import AriMetrics, MachineMetrics, request_label, result_label
from tests.unit.ivr.metrics.reading import found

GONE = AriNotFound("POST channels/c-1/answer", 404, "Not Found")


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("channels", "POST channels"),
        ("channels/node-1-7", "POST channels"),
        ("channels/node-1-7/play/node-1-7-p3", "POST channels/play"),
        ("channels/node-1-7/snoop/spy-9", "POST channels/snoop"),
        ("bridges/talk-1/addChannel", "POST bridges/addChannel"),
        ("applications/helpline/subscription", "POST applications/subscription"),
        ("endpoints/PJSIP", "POST endpoints"),
        ("asterisk/ping", "POST asterisk"),
        ("recordings/live/talk-9/stop", "POST recordings"),
    ],
)
def test_a_request_is_labelled_without_its_ids(path: str, label: str) -> None:
    assert request_label("POST", path) == label


@pytest.mark.parametrize(
    ("error", "label"),
    [
        (None, "ok"),
        (GONE, "gone"),
        (AriRefused("POST bridges", 409, "Conflict"), "refused"),
        (AriTimeout("late"), "timeout"),
        (AriUnavailable("away"), "unavailable"),
        (asyncio.CancelledError(), "cancelled"),
    ],
)
def test_a_request_ends_in_one_word(error: BaseException | None, label: str) -> None:
    assert result_label(error) == label


def test_only_answers_of_asterisk_have_a_time() -> None:
    registry = CollectorRegistry()
    ari = AriMetrics(registry)
    ari.asked("POST", "channels/c-1/answer", 0.002, None)
    ari.asked("POST", "channels/c-1/answer", 0.003, GONE)
    ari.asked("POST", "channels/c-1/answer", 5.0, AriTimeout("late"))
    seen = found(registry)
    assert seen["helpline_ari_request_seconds_count",] == 2
    assert seen["helpline_ari_request_seconds_sum",] == pytest.approx(0.005)
    assert seen["helpline_ari_requests_total", "POST channels/answer", "timeout"] == 1


def test_the_connection_and_its_losses_are_shown() -> None:
    registry = CollectorRegistry()
    ari = AriMetrics(registry)
    assert found(registry)["helpline_ari_connected",] == 0
    for up in (True, False, True):
        ari.connection(up)
    seen = found(registry)
    assert (seen["helpline_ari_connected",], seen["helpline_ari_disconnects_total",]) == (1, 1)


def test_the_process_shows_what_it_is() -> None:
    registry = CollectorRegistry()
    MachineMetrics(registry, "0.1.0").loop_lag.observe(1.5)
    seen = found(registry)
    assert seen["helpline_build_info", platform.python_version(), "0.1.0"] == 1
    assert seen["helpline_event_loop_lag_seconds_bucket", "1.0"] == 0
    assert seen["helpline_event_loop_lag_seconds_count",] == 1
    assert seen["process_resident_memory_bytes",] > 1_000_000
    assert seen["process_open_fds",] > 0
