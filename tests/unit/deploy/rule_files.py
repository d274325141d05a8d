"""Reads the rule files of deploy/prometheus as they are written here; promtool reads them fully."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "deploy/prometheus"
RULE = re.compile(r"^ +- (?:record|alert): +", re.MULTILINE)
EXPRESSION = re.compile(r"^ +expr: +(?:>-\n((?: {10,}.*\n)+)|(.*)\n)", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A recorded series or an alert; ``text`` is all that is written of it."""

    name: str
    expression: str
    text: str


def rules(file: str) -> list[Rule]:
    """Read the rules of a file, in its order."""
    _, *texts = RULE.split((FOLDER / file).read_text())
    return [_rule(text) for text in texts]


def _rule(text: str) -> Rule:
    name = text.split(maxsplit=1)[0]
    found = EXPRESSION.search(text)
    assert found is not None, f"{name} has no expression"
    return Rule(name, " ".join((found[1] or found[2]).split()), text)
