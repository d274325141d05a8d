import math
from datetime import UTC, datetime

import pytest

from capacity.lines import Sizes
from ivr.replay.what_if import WhatIf, asked_of, check_queues, read_what_if, rules_of, wishes_of
from ivr.settings import Settings, SettingsError
from ivr.settings.model import LineChange, LinesSection

FIRST = datetime(2026, 11, 22, tzinfo=UTC)


def problem(*assignments: str) -> str:
    with pytest.raises(SettingsError) as error:
        read_what_if(assignments)
    (found,) = error.value.problems
    return str(found)


def test_reads_what_is_asked() -> None:
    asked = read_what_if(
        ["lines.incoming=650", "agents.KESCO = 40", "agents.PVVNL=2", "waiting.wrap_up=12.5"]
    )
    assert asked.lines.incoming == 650
    assert asked.agents == {"KESCO": 40, "PVVNL": 2}
    assert wishes_of(asked).wrap_up == 12.5
    assert wishes_of(asked).agents == {"KESCO": 40, "PVVNL": 2}


def test_says_again_what_is_asked() -> None:
    assert asked_of(read_what_if([])) == ""
    asked = read_what_if(["agents.KESCO=40", "waiting.wrap_up = 12.5", "lines.incoming=650"])
    assert asked_of(asked) == "lines.incoming=650, waiting.wrap_up=12.5, agents.KESCO=40"


def test_a_queue_with_a_blank_is_named_in_quotes() -> None:
    assert read_what_if(['agents."new cards"=3']).agents == {"new cards": 3}


def test_asking_nothing_leaves_all_as_it_was() -> None:
    wishes = wishes_of(read_what_if([]))
    assert (wishes.agents, wishes.wrap_up, wishes.pick_up, wishes.longest_wait) == ({},) + (
        None,
    ) * 3


@pytest.mark.parametrize(
    ("assignment", "key", "reason"),
    [
        ("lines.incoming", "lines.incoming", "is no KEY=NUMBER"),
        ("=5", "=5", "is no KEY=NUMBER"),
        ("lines.incoming=", "lines.incoming=", "is no KEY=NUMBER"),
        ("lines.incoming=1\nx=2", "lines.incoming", "is no KEY=NUMBER"),
        ("lines.incoming=many", "lines.incoming", "'many' is no number"),
        ("lines..incoming=1", "--set", "is not valid TOML"),
        ("lines.incoming=-1", "lines.incoming", "at least 0 is wanted, not -1"),
        ("lines.incomming=1", "lines.incomming", "Did you mean 'incoming'?"),
        ("lines.outgoing=1", "lines.outgoing", "Known here: incoming"),
        ("agents.KESCO=1.5", "agents.KESCO", "a whole number is wanted, not 1.5"),
        ("waiting.wrap_up=nan", "waiting.wrap_up", "'nan' is no number"),
        ("traffic.factor=2", "traffic", "Known here: lines, waiting, measures, agents"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_key_and_remedy(
    assignment: str, key: str, reason: str
) -> None:
    found = problem(assignment)
    assert key in found
    assert reason in found


def test_a_key_that_is_given_twice_is_refused() -> None:
    assert "lines.incoming is given twice" in problem("lines.incoming=1", "lines.incoming=2")


def test_agents_are_only_for_queues_that_the_log_knows() -> None:
    with pytest.raises(SettingsError, match=r"agents\.KESKO.*Known: KESCO, MVVNL"):
        check_queues(WhatIf(agents={"KESKO": 1}), ("MVVNL", "KESCO"))
    check_queues(WhatIf(agents={"KESCO": 1}), ("MVVNL", "KESCO"))


def test_lines_are_those_of_the_settings_with_their_changes() -> None:
    changes = tuple(
        LineChange(at=datetime(2026, 11, day, tzinfo=UTC), incoming=size)
        for day, size in ((30, 650), (20, 400))
    )
    settings = Settings(lines=LinesSection(incoming=350, change=changes))
    rules = rules_of(settings, WhatIf(), FIRST)
    assert rules.sizes == [
        (FIRST.timestamp(), Sizes(400, 300)),
        (datetime(2026, 11, 30, tzinfo=UTC).timestamp(), Sizes(650, 300)),
    ]
    asked = rules_of(settings, read_what_if(["lines.incoming=500"]), FIRST)
    assert asked.sizes == [(-math.inf, Sizes(500, 300))]


def test_rules_are_those_of_the_settings() -> None:
    rules = rules_of(Settings(), WhatIf(), FIRST)
    waiting = Settings().waiting
    assert (rules.ring, rules.wrap_up) == (waiting.ring, waiting.wrap_up)
    assert (rules.longest_wait, rules.short_abandon) == (900, 5)
    asked = read_what_if(["waiting.short_abandon=0"])
    assert rules_of(Settings(), asked, FIRST).short_abandon == 0
