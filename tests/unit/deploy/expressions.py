"""What an expression of Prometheus asks for: names, and the labels that it picks by."""

import re
from collections.abc import Iterator, Mapping

from capacity.lines import Direction
from capacity.outcomes import DROPS, Outcome
from capacity.seizures import Seizure
from ivr.calls.call_back import State
from ivr.metrics.agents import STATES
from ivr.metrics.durations import WAITS

TARGET = frozenset({"node", "job", "instance"})
"""Labels that Prometheus adds when it reads a target."""

WORDS = {
    "direction": set(Direction),
    "outcome": set(Outcome),
    "drop": set(DROPS),
    "state": {*STATES, *State},
    "result": {*WAITS, *Seizure, "ok", "gone", "refused", "timeout", "unavailable"},
}
"""What labels can say whose words are our own."""

TEXT = re.compile(r'"[^"]*"')
NAME = re.compile(r"\b(?:[a-z_]+:)?(?:helpline|process|python)_[a-z0-9_:]+\b")
PICKED = re.compile(rf"({NAME.pattern})(?:\{{([^}}]*)\}})?")
MATCHER = re.compile(r'(\w+)(?:=~|!~|!=|=)"([^"]*)"')
LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
GROUPED = re.compile(r"\bby\s*\(([^)]*)\)")
RECORDED = re.compile(r"^([a-z_]+):")


def unknown(expression: str, series: Mapping[str, frozenset[str]]) -> list[str]:
    """List the names and labels of an expression that nobody exports or records."""
    bare = TEXT.sub('""', expression)
    return [*_unknown_series(bare, series), *_unknown_groups(bare, series)]


def unused_words(expression: str) -> list[str]:
    """List what an expression picks by that no label ever says."""
    return [
        f"{label}: {word}"
        for label, pattern in MATCHER.findall(expression)
        if label in WORDS
        for word in pattern.split("|")
        if not any(re.fullmatch(word, each) for each in WORDS[label])
    ]


def recorded_labels(name: str) -> frozenset[str]:
    """Give the labels that a recorded series has by its name, ``node_discom:…``."""
    level = RECORDED.match(name)
    assert level is not None, f"{name} does not begin with its labels"
    return frozenset(level[1].split("_"))


def _unknown_series(bare: str, series: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for name, matchers in PICKED.findall(bare):
        if name not in series:
            yield name
            continue
        wrong = set(LABEL.findall(matchers)) - series[name] - TARGET
        yield from (f"{name}{{{label}}}" for label in sorted(wrong))


def _unknown_groups(bare: str, series: Mapping[str, frozenset[str]]) -> Iterator[str]:
    labels = TARGET.union(*(series[name] for name in NAME.findall(bare) if name in series))
    for group in GROUPED.findall(bare):
        wanted = {label.strip() for label in group.split(",")}
        wanted -= {"alertname"}
        yield from (f"by ({label})" for label in sorted(wanted - labels))
