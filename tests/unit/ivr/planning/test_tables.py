from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from ivr.planning.tables import answer_lines, input_table, share, variant_table
from tests.unit.ivr.planning.plans import a_plan


def rows(table: Table) -> list[str]:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(table)
    return [" ".join(line.split()) for line in captured.get().splitlines()]


def said(**asked: Any) -> str:
    return "\n".join(answer_lines(a_plan(**asked)))


def test_each_input_has_its_source() -> None:
    told = rows(input_table(a_plan(patience=float("inf"), self_served=0.25)))
    assert "calls 400 an hour given" in told
    assert "never want an agent 25 % given" in told
    assert "agent's work after it 10 s the settings" in told
    assert "callers would wait for ever given" in told
    assert len(told) == 8


def test_what_is_about_agents_is_not_told_where_nobody_wants_one() -> None:
    alone = a_plan(self_served=1, hold=90)
    assert len(rows(input_table(alone))) == 5
    assert (
        rows(variant_table(alone))[0]
        == "lines offered/h landed/h blocked % held s busy % would need"
    )
    assert "agents" not in "\n".join(answer_lines(alone))


def test_the_answer_names_goals_and_landing_capacity() -> None:
    told = said(calls=5500, hold=180)
    assert "Needed: 298 lines and 236 agents on duty." in told
    assert (
        "at most 1 % blocked; in line 80 % answered (or gone) within 20 s, and at most 5 %" in told
    )
    assert "298 lines can land 5,448 calls an hour with 1 % blocked and 180 s a call." in told
    assert "Looked at" not in told
    assert "Looked at: 31 lines and 1 agent on duty." in said(lines=31, agents=1)


def test_a_row_for_each_variant() -> None:
    told = rows(variant_table(a_plan()))
    assert told[0].startswith("lines offered/h landed/h blocked % held s busy % agents in 20 s %")
    assert told[1].startswith("this plan ")
    assert len(told) == 10


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.01, "1"), (0.0098, "0.98"), (0.0002, "0.02"), (0, "0"), (0.9137, "91.4"), (1, "100")],
)
def test_shares_in_percent(value: float, text: str) -> None:
    assert share(value) == text
