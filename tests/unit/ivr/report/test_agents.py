from datetime import timedelta
from typing import Any

import pytest

from ivr.journal import AgentChanged, ServiceChanged
from ivr.report.agents import AgentTimes
from tests.unit.ivr.samples import OFFERED, after


def stands(what: str = "stands", *, presence: str | None = "ready", **more: Any) -> AgentChanged:
    return AgentChanged(what=what, agent="asha", presence=presence, since=OFFERED, **more)


def spans(times: Any) -> list[tuple[float, float]]:
    start = OFFERED.timestamp()
    return [(round(begin - start, 3), round(end - start, 3)) for begin, end in times["asha"]]


def test_time_on_duty_is_from_ready_to_a_pause_or_the_end() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(0), stands("logged-in"))
    times.changed(after(600), stands("paused", presence="paused"))
    times.changed(after(900), stands("ready"))
    times.changed(after(1000), stands("unreachable", unreachable_since=after(1000)))
    times.changed(after(1100), stands("reachable"))
    times.changed(after(1200), stands("logged-out", presence="logged-out"))
    times.end(after(5000))
    assert spans(times.ready) == [(0, 600), (900, 1000), (1100, 1200)]


@pytest.mark.parametrize(("log_in", "on_duty"), [(True, []), (False, [(0, 60)])])
def test_who_never_told_is_there_if_the_settings_say_so(
    *, log_in: bool, on_duty: list[tuple[float, float]]
) -> None:
    times = AgentTimes(log_in=log_in)
    times.changed(after(0), stands(presence=None))
    times.end(after(60))
    assert spans(times.ready) == on_duty


def test_nobody_is_on_duty_while_the_service_is_away() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(0), stands())
    times.service(after(500), ServiceChanged(what="started", seconds=200))  # after a kill
    times.changed(after(501), stands())
    times.service(after(600), ServiceChanged(what="stopped"))
    times.service(after(700), ServiceChanged(what="started", seconds=99))
    times.service(after(701), ServiceChanged(what="connected"))
    times.end(after(800))
    assert spans(times.ready) == [(0, 300), (501, 600)]


def test_what_is_not_said_again_holds_no_longer_than_it_can() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(0), stands())
    times.end(after(86_400))
    assert spans(times.ready) == [(0, 1500)]


def test_a_wrap_up_ends_by_a_word_or_by_itself() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(0), stands("wrap-up", call="c-1", until=after(15)))
    times.changed(after(4), stands("missed", call="c-1", until=after(15)))
    times.changed(after(9), stands("disposition", call="c-1", disposition="solved"))
    times.changed(after(100), stands("wrap-up", call="c-2", until=after(115)))
    times.changed(after(300), stands("wrap-up", call="c-1", until=after(315)))
    times.changed(after(302), stands("ready", call="c-1"))
    times.changed(after(400), stands("wrap-up", call="c-3", until=after(415)))
    times.end(after(401))
    assert spans(times.wrapped) == [(0, 9), (100, 115), (300, 302), (400, 415)]
    assert times.wrap_ups == {"c-1": 11.0, "c-2": 15.0, "c-3": 15.0}


def test_who_logged_out_in_the_talk_has_no_wrap_up() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(0), stands("wrap-up", presence="logged-out", call="c-1"))
    times.changed(after(60), stands("logged-in"))
    assert times.wrap_ups == {"c-1": 0.0}


def test_a_clock_that_was_set_back_makes_no_time() -> None:
    times = AgentTimes(log_in=False)
    times.changed(after(60), stands())
    times.changed(after(60) - timedelta(seconds=30), stands("paused", presence="paused"))
    assert spans(times.ready) == [(60, 60)]
