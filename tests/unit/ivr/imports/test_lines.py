import gzip
from pathlib import Path

import pytest

from ivr.imports.faults import ImportFault
from ivr.imports.lines import LONGEST, Line, read_lines, sample


def texts(file: Path) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in read_lines(file)]


@pytest.mark.parametrize("packed", [False, True])
def test_bom_crlf_and_empty_lines_do_no_harm(tmp_path: Path, packed: bool) -> None:
    data = b"\xef\xbb\xbfone\r\n\r\n\xe0\xa4\x8f\xe0\xa4\x95\nlast"
    file = tmp_path / "log"
    file.write_bytes(gzip.compress(data) if packed else data)
    assert texts(file) == [(1, "one"), (3, "एक"), (4, "last")]


def test_a_line_in_another_encoding_is_the_only_one_lost(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"good\nGr\xfc\xdfe\nalso good\n")
    good, bad, also = read_lines(file)
    assert (good.fault, also.fault) == (None, None)
    assert bad.place == f"{file}:2"
    assert bad.fault == "byte 3 is not utf-8; name the right encoding"
    assert [line.text for line in read_lines(file, "latin-1")] == ["good", "Grüße", "also good"]


def test_a_line_without_end_is_cut_out(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"a\n" + b"x" * (3 * LONGEST) + b"\nb\n")
    first, endless, last = read_lines(file)
    assert (first.text, last.text, last.number) == ("a", "b", 3)
    assert endless.fault == f"it is longer than {LONGEST} bytes"
    assert endless.text == ""


def test_a_gzip_file_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "log.gz"
    whole = "".join(f"line {n * n}\n" for n in range(5000)).encode()
    file.write_bytes(gzip.compress(whole)[:-2000])
    *good, torn = read_lines(file)
    assert len(good) > 100
    assert [line.text for line in good[:-1]] == [f"line {n * n}" for n in range(len(good) - 1)]
    assert torn.fault is not None
    assert "damaged" in torn.fault


def test_progress_ends_with_the_size_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"a\nb\n")
    heard: list[int] = []
    list(read_lines(file, done=heard.append))
    assert heard[-1] == 4


@pytest.mark.parametrize(
    ("data", "wrong"),
    [(None, "cannot be read"), (b"", "is empty"), (b"\n \n", "is empty"), (b"\xff\xfea", "UTF-16")],
)
def test_what_is_no_log_is_said_with_place_and_remedy(
    tmp_path: Path, data: bytes | None, wrong: str
) -> None:
    file = tmp_path / "log"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(ImportFault) as raised:
        sample(file)
    assert raised.value.problem.place == str(file)
    assert wrong in raised.value.problem.wrong
    assert raised.value.problem.remedy


def test_a_sample_ends_early(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text("line\n" * 10_000)
    assert 10 < len(sample(file)) < 1000
    assert sample(file)[0] == Line(file, 1, "line")
