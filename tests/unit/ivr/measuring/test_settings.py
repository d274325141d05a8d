"""Named cases are the settings that they promise."""

import pytest

from capacity.blocking import Span
from capacity.erlang_b import blocking
from capacity.load import MIXED, STAY
from ivr.measuring.own import Place, own_settings
from ivr.measuring.settings import (
    at_loads,
    at_rate,
    blocking_case,
    kesco_case,
    planned_size,
    steady_case,
)
from ivr.planning.inputs import Input
from tests.unit.ivr.measuring.samples import setting


def test_a_load_counts_after_three_holds_and_for_its_minutes():
    one = setting(hold=60.0, compress=12.0, minutes=2.0)
    assert one.stay == 5.0
    assert (one.span.warm_up, one.span.end) == (15.0, 135.0)
    assert one.wish.seconds == 135.0
    assert one.wish.habits == STAY
    assert setting(staying=False).wish.habits == MIXED


def test_loads_are_per_line_whatever_the_compression():
    settings = at_loads([350, 650], [0.9, 1.0], setting(hold=180.0, compress=12.0, seed=5))
    assert [each.wish.erlangs for each in settings] == pytest.approx([315, 350, 585, 650])
    assert [each.seed for each in settings] == [5, 6, 7, 8]
    assert settings[0].name == "350 lines at 315 E"


def test_rates_are_as_asked_with_each_number_of_lines():
    settings = at_rate([5, 6], setting(calls=1_234.0))
    assert [(each.lines, each.calls) for each in settings] == [(5, 1_234), (6, 1_234)]


def test_the_case_of_blocking_is_both_sizes_at_three_loads_that_a_machine_can_place():
    settings = blocking_case(minutes=6.0, seed=1)
    assert [each.lines for each in settings] == [350] * 3 + [650] * 3
    shares = [blocking(each.wish.erlangs, each.lines) for each in settings]
    assert shares[0] == pytest.approx(0.01, abs=5e-4)
    assert shares[3] == pytest.approx(0.01, abs=5e-4)
    assert all(each.wish.rate < 27 for each in settings)
    assert all(each.silent for each in settings)
    assert len({each.seed for each in settings}) == 6


def test_kesco_is_an_hour_planned_for_what_comes_and_one_planned_for_what_came(monkeypatch):
    kept = []

    def lines_to_keep(load: float, hold: float, blocked: float, span: Span) -> int:
        kept.append((load, hold, blocked, span.end - span.warm_up))
        return 312

    monkeypatch.setattr("ivr.measuring.settings.lines_to_keep", lines_to_keep)
    ready, today = kesco_case(compress=20.0, seed=1)
    assert kept == [(pytest.approx(277.8, abs=0.1), 9.0, 0.01, 180.0)]
    assert ready.calls == today.calls == pytest.approx(5_555.6, abs=0.1)
    assert ready.lines == 312
    assert ready.agents >= planned_size(5_500.0, 180.0).agents
    assert (today.lines, today.agents) == (64, 46)
    assert not ready.staying


def test_half_an_hour_of_steady_load():
    (one,) = steady_case(setting(calls=7_200.0))
    assert (one.name, one.minutes) == ("steady 2.0 calls a second", 30.0)


def test_a_helpline_of_its_own_lets_callers_stay_and_shortens_what_agents_do(tmp_path):
    place = Place("127.0.0.4", tmp_path, tmp_path, "postgresql://127.0.0.1/measured")
    one = setting(lines=7, agents=3, compress=5.0, wrap_up=10.0)
    settings = own_settings(place, one.sections(), tmp_path)
    assert settings.lines.incoming == 7
    assert [agent.id for agent in settings.agents] == ["agent-1", "agent-2", "agent-3"]
    assert settings.waiting.wrap_up == 2.0
    assert settings.call.language_timeout > 1_000
    assert settings.database.url == place.database
    assert settings.sip.bind == settings.api.bind == settings.ari.host == "127.0.0.4"
    assert len({settings.sip.port, settings.api.port, settings.ari.port}) == 3
    mixed = own_settings(place, setting(staying=False).sections(), tmp_path)
    assert mixed.call.language_timeout < 10
    assert mixed.run.node != settings.run.node, "their records may go into one database"


def test_the_wrap_up_that_is_planned_for_is_the_one_that_is_set():
    assert setting().wrap_up == Input(10.0, "usual").value
