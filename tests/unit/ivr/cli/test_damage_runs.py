from ivr.cli.damage_runs import DamageRuns
from ivr.journal import Damage


def told(*damages: tuple[str, int, str, int]) -> list[str]:
    lines: list[str] = []
    with DamageRuns(lines.append) as runs:
        for file, line, what, saved in damages:
            runs.add(Damage(file, line, 9, saved, what))
    return lines


def test_a_block_of_damaged_lines_is_told_once() -> None:
    block = [("a.gz", line, "the checksum does not match", 0) for line in range(40, 103)]
    assert told(*block) == ["a.gz:40: lines 40 to 102: the checksum does not match"]


def test_what_differs_in_place_or_kind_is_told_by_itself() -> None:
    assert told(
        ("a", 1, "torn", 1), ("a", 3, "torn", 2), ("b", 4, "torn", 0), ("b", 5, "x", 0)
    ) == [
        "a:1: torn (1 entry saved)",
        "a:3: torn (2 entries saved)",
        "b:4: torn",
        "b:5: x",
    ]
    assert told() == []
