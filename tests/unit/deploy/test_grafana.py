"""The dashboard: Prometheus can read each of its expressions, and each asks for what there is."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.promtool import promtool
from tests.unit.deploy.expressions import unknown, unused_words
from tests.unit.deploy.test_prometheus import recorded

DASHBOARD = json.loads(
    (Path(__file__).parents[3] / "deploy/grafana/helpline.json").read_text(encoding="utf-8")
)
VALUES = {"$node": "lucknow-1", "$discom": "KESCO", "$__rate_interval": "1m"}
ALERTS = {"ALERTS": frozenset({"alertname", "alertstate"})}


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    """Give each expression with where it stands, its variables replaced."""
    asked = [(panel["title"], t["expr"]) for panel in panels() for t in panel["targets"]]
    asked += [(each["name"], each["expr"]) for each in DASHBOARD["annotations"]["list"]]
    for title, expression in asked:
        for variable, value in VALUES.items():
            expression = expression.replace(variable, value)  # noqa: PLW2901
        yield title, expression


def test_prometheus_can_read_every_expression(tmp_path: Path) -> None:
    asked = [
        {"record": f"panel:{number}", "expr": expression}
        for number, (_, expression) in enumerate(expressions())
    ]
    file = tmp_path / "panels.yml"  # JSON is YAML too
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": asked}]}))
    assert f"{len(asked)} rules found" in promtool("check", "rules", file)


def test_every_panel_shows_what_is_exported(series: Mapping[str, frozenset[str]]) -> None:
    known = {**series, **recorded(), **ALERTS}
    dead = {title: wrong for title, each in expressions() if (wrong := unknown(each, known))}
    assert dead == {}
    assert [wrong for _, each in expressions() for wrong in unused_words(each)] == []


def test_the_variables_ask_for_what_is_exported(series: Mapping[str, frozenset[str]]) -> None:
    asked = {each["name"]: each["query"] for each in DASHBOARD["templating"]["list"]}
    assert asked["datasource"] == "prometheus"
    assert asked["node"]["query"] == "label_values(helpline_build_info, node)"
    assert asked["discom"]["query"] == "label_values(helpline_wait_seconds_count, discom)"
    assert "discom" in series["helpline_wait_seconds_count"]
    assert "helpline_build_info" in series


def test_panels_stand_side_by_side_and_say_what_they_show() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    assert all(panel["description"] for panel in panels())
