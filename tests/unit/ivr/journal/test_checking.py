from pathlib import Path

from dialplan.story import Fact
from ivr.journal import Journal, Keys
from ivr.journal.checking import check_journal
from ivr.journal.entries import encode
from tests.unit.ivr.journal.files import FIRST, SECOND, lines, packed
from tests.unit.ivr.samples import OFFERED, a_record, after


def test_a_sound_journal_is_counted(tmp_path: Path) -> None:
    packed(tmp_path, FIRST, lines(1, 2) + encode(3, OFFERED, "record", "c-1", a_record()))
    (tmp_path / SECOND).write_bytes(encode(4, after(60), "lines", None, None))
    counted: list[int] = []
    found = check_journal(tmp_path, Keys(), counted.append)
    assert found.sound
    assert (found.files, dict(found.entries)) == (2, {"fact": 2, "record": 1, "lines": 1})
    assert found.first is not None
    assert (found.first.at, found.last) == (OFFERED, after(60))
    assert counted == [1, 2, 3, 4]


def test_a_journal_whose_old_files_were_deleted_is_sound(tmp_path: Path) -> None:
    (tmp_path / SECOND).write_bytes(lines(7, 8))
    assert check_journal(tmp_path, Keys(), lambda _: None).sound


def test_damage_is_named_once_and_not_as_a_gap_too(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1) + lines(2)[:-9] + b"\n" + lines(3))
    found = check_journal(tmp_path, Keys(), lambda _: None)
    assert [(d.file, d.line) for d in found.damages] == [(str(tmp_path / FIRST), 2)]
    assert found.gaps == []
    assert not found.sound


def test_a_file_that_is_gone_is_a_gap_before_the_next_one(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    (tmp_path / SECOND).write_bytes(lines(6, 7))
    found = check_journal(tmp_path, Keys(), lambda _: None)
    assert [(g.file, g.line, g.first, g.last) for g in found.gaps] == [
        (str(tmp_path / SECOND), 1, 3, 5)
    ]
    assert found.missing == 3
    assert not found.sound


def test_a_last_line_without_its_end_is_told_and_no_damage(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    assert check_journal(tmp_path, Keys(), lambda _: None).cut is None
    (tmp_path / SECOND).write_bytes(lines(3)[:-9])
    found = check_journal(tmp_path, Keys(), lambda _: None)
    assert found.cut == tmp_path / SECOND
    assert found.sound


def test_numbers_given_twice_after_a_power_cut_are_no_damage(tmp_path: Path) -> None:
    (tmp_path / FIRST).write_bytes(lines(1, 2, 3))
    (tmp_path / SECOND).write_bytes(lines(3, 4))
    assert check_journal(tmp_path, Keys(), lambda _: None).sound


def test_each_key_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    for secret in ("one", "two"):
        keys = Keys(secret)
        journal = Journal.open(tmp_path, "node-1", private="encrypted", keys=keys)
        for _ in range(3):
            journal.fact("c-1", Fact("keyed", "1", OFFERED, private=True))
        journal.close()
    found = check_journal(tmp_path, Keys("one"), lambda _: None)
    assert list(found.closed) == Keys("two").ids
    assert found.entries.total() == 6
    assert check_journal(tmp_path, Keys("one two"), lambda _: None).sound


def test_sealed_fields_that_were_changed_and_strange_files_are_named(tmp_path: Path) -> None:
    keys = Keys("one")
    sealed = keys.seal({"value": "1"}, "another call")
    (tmp_path / FIRST).write_bytes(encode(1, OFFERED, "fact", "c-1", None, sealed=sealed))
    (tmp_path / "backup.jsonl").touch()
    found = check_journal(tmp_path, keys, lambda _: None)
    assert [(d.file, d.line) for d in found.damages] == [(str(tmp_path / FIRST), 1)]
    assert found.strangers == [tmp_path / "backup.jsonl"]
