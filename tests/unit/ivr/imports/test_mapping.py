from pathlib import Path

import pytest

from ivr.imports.faults import ImportFault
from ivr.imports.mapping import load_mapping

BANK = Path("capacity/logs/bank.toml")

SHORT = """
name = "acd"
id = "Call"
[times]
zone = "Asia/Kolkata"
format = "%d/%m/%Y %H:%M"
offered = "Start"
ended = { column = "Seconds", after = "offered" }
"""


def loaded(tmp_path: Path, text: str):
    file = tmp_path / "acd.toml"
    file.write_text(text, encoding="utf-8")
    return load_mapping(file)


def test_a_short_mapping_is_enough(tmp_path: Path) -> None:
    assert loaded(tmp_path, SHORT).needed() == {"Call", "Start", "Seconds"}


def test_the_mapping_of_the_bank_names_its_columns() -> None:
    assert load_mapping(BANK).needed() == {
        "date", "vru+line", "call_id", "vru_entry", "vru_exit", "q_start", "q_exit", "ser_start",
        "ser_exit", "outcome", "type", "server", "priority",
    }  # fmt: skip


def test_the_example_in_the_documentation_holds(tmp_path: Path) -> None:
    text = Path("docs/importing.md").read_text(encoding="utf-8")
    assert "Call No" in loaded(tmp_path, text.split("```toml")[1].split("```")[0]).id


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ("Asia/Kolkata", "Asia/Lucknow", "times.zone", "no zone is called 'Asia/Lucknow'"),
        ("%d/%m/%Y %H:%M", "%Q", "times.format", "'%Q' is no format"),
        ('offered = "Start"', "", "times.offered", "required"),
        ("[times]", "colour = 1\n[times]", "colour", "not permitted"),
        ("[times]", '[file]\nencoding = "klingon"\n[times]', "file.encoding", "no encoding"),
        ('"offered" }', '"lunch" }', "times.ended.0.after", "offered"),
        ("[times]", "[times", "", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, wrong: str
) -> None:
    with pytest.raises(ImportFault) as raised:
        loaded(tmp_path, SHORT.replace(old, new))
    problem = raised.value.problem
    assert problem.place.startswith(str(tmp_path / "acd.toml"))
    assert key in problem.place
    assert wrong in problem.wrong
    assert problem.remedy


def test_priorities_are_ours(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="ours are 0"):
        loaded(tmp_path, SHORT + '[columns]\npriority = { column = "P", values = { VIP = "9" } }')


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")
