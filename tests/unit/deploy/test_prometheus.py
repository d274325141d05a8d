"""The rules and alerts of deploy/prometheus: right for Prometheus, and about what is exported."""

import re
from collections.abc import Mapping

import pytest
from typer.main import get_command

from ivr.cli import app
from tests.promtool import promtool
from tests.unit.deploy.expressions import recorded_labels, unknown, unused_words
from tests.unit.deploy.rule_files import FOLDER, Rule, rules

TESTS = sorted((FOLDER / "tests").glob("*_test.yml"))
COMMAND = re.compile(r"`(helpline|curl|systemctl|journalctl|df|top|ls) ?[^`]*`")
UP = {"up": frozenset({"job"})}

Series = Mapping[str, frozenset[str]]


def test_prometheus_takes_the_example_with_its_rules() -> None:
    said = promtool("check", "config", FOLDER / "prometheus.yml")
    counted = [int(count) for count in re.findall(r"(\d+) rules found", said)]
    assert sorted(counted[:2]) == sorted([len(rules("rules.yml")), len(rules("alerts.yml"))])


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_the_rules_reckon_and_fire_as_they_should(file) -> None:
    promtool("test", "rules", file)


def test_every_rule_and_alert_is_tested() -> None:
    tested = "".join(file.read_text() for file in TESTS)
    used = tested + "".join(rule.expression for rule in rules("alerts.yml"))
    for rule in rules("alerts.yml"):
        assert re.search(rf"{rule.name}\b", tested), rule.name
    recorded = rules("rules.yml")
    steps = {rule.name for rule in recorded for other in recorded if rule.name in other.expression}
    untested = [each.name for each in recorded if each.name not in used and each.name not in steps]
    assert untested == []


@pytest.mark.parametrize("file", ["rules.yml", "alerts.yml"])
def test_rules_ask_for_what_is_exported(file: str, series: Series) -> None:
    known = {**series, **recorded(), **UP}
    assert {rule.name: unknown(rule.expression, known) for rule in rules(file)} == {
        rule.name: [] for rule in rules(file)
    }


@pytest.mark.parametrize("file", ["rules.yml", "alerts.yml"])
def test_rules_pick_by_words_that_are_used(file: str) -> None:
    assert [wrong for rule in rules(file) for wrong in unused_words(rule.expression)] == []


@pytest.mark.parametrize("alert", rules("alerts.yml"), ids=lambda alert: alert.name)
def test_an_alert_says_what_is_wrong_and_what_to_run(alert: Rule) -> None:
    assert re.search(r"severity: (page|warn)\b", alert.text)
    assert re.search(r'summary: "\{\{ \$labels\.node \}\}: ', alert.text)
    description = alert.text[alert.text.index("description:") :]
    assert COMMAND.search(" ".join(description.split())), "no command stands in its description"


@pytest.mark.parametrize(
    "words",
    [
        words.split()
        for alert in rules("alerts.yml")
        for words in re.findall(r"`helpline ([^`]*)`", " ".join(alert.text.split()))
    ],
    ids=" ".join,
)
def test_the_commands_that_alerts_name_exist(words: list[str]) -> None:
    command = get_command(app)
    for word in words:
        command = getattr(command, "commands", {}).get(word, command)
    assert command.name in words
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def recorded() -> dict[str, frozenset[str]]:
    return {rule.name: recorded_labels(rule.name) for rule in rules("rules.yml")}
