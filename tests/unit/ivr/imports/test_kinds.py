from pathlib import Path

import pytest

from ivr.imports.cdr import Cdr
from ivr.imports.faults import ImportFault
from ivr.imports.kinds import Kind, mapped, of_asterisk, recognise
from ivr.imports.queue_log import QueueLog
from tests.unit.ivr.imports.test_cdr import RANG_TWICE
from tests.unit.ivr.imports.test_cel import WAITING
from tests.unit.ivr.imports.test_queue_log import DAY

LOGS = {Kind.QUEUE_LOG: DAY, Kind.CDR: RANG_TWICE.strip(), Kind.CEL: "\n".join(WAITING)}


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", Kind)
def test_a_log_is_recognised_also_with_some_bad_lines(tmp_path: Path, kind: Kind) -> None:
    assert recognise(write(tmp_path, "log", LOGS[kind])) is kind
    assert recognise(write(tmp_path, "log", "\x00garbage,\n" + LOGS[kind])) is kind


def test_what_is_not_recognised_names_the_ways_out(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match=r"cannot be recognised.*--as.*--map"):
        recognise(write(tmp_path, "log", "a,b,c\n1,2,3\n"))


def test_several_files_are_read_as_one_log(tmp_path: Path) -> None:
    half = DAY.splitlines(keepends=True)
    files = [
        write(tmp_path, "queue_log.1", "".join(half[:5])),
        write(tmp_path, "queue_log", "".join(half[5:])),
    ]
    source = of_asterisk(files, None, "Asia/Kolkata", "", ())
    source.check()
    assert isinstance(source.reader, QueueLog)
    heard: list[Path] = []
    lines = list(source.lines(lambda file, _read: heard.append(file)))
    assert [line.text for line in lines] == [line.rstrip("\n") for line in half]
    assert set(heard) == set(files)


def test_the_header_of_each_file_is_no_line(tmp_path: Path) -> None:
    mapping = write(
        tmp_path, "m.toml",
        'name = "acd"\nid = "id"\n[times]\nzone = "UTC"\nformat = "unix"\noffered = "t"\n'
        'ended = "t"\n',
    )  # fmt: skip
    files = [write(tmp_path, name, f"id,t\n{name},1\n") for name in ("a", "b")]
    source = mapped(files, mapping)
    assert source.name == "acd"
    assert [line.text for line in source.lines(lambda *_: None)] == ["a,1", "b,1"]


def test_kinds_are_not_mixed(tmp_path: Path) -> None:
    files = [write(tmp_path, "a", LOGS[Kind.CDR]), write(tmp_path, "b", LOGS[Kind.CEL])]
    with pytest.raises(ImportFault, match="several kinds: cdr, cel"):
        of_asterisk(files, None, "Asia/Kolkata", "", ())


def test_who_names_the_kind_is_believed(tmp_path: Path) -> None:
    file = write(tmp_path, "a", "anything")
    assert isinstance(of_asterisk([file], Kind.CDR, "UTC", "", ()).reader, Cdr)


def test_an_unknown_zone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="no zone is called 'Mars'"):
        of_asterisk([], Kind.CDR, "Mars", "", ())


def test_an_empty_file_is_found_before_anything_is_written(tmp_path: Path) -> None:
    source = of_asterisk([write(tmp_path, "a", "")], Kind.CDR, "UTC", "", ())
    with pytest.raises(ImportFault, match="is empty"):
        source.check()
