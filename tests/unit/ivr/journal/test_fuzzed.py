"""Whatever happens to its files, a journal opens, counts on, and gives what was before it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from dialplan.story import Fact
from ivr.journal import Journal, Keys
from ivr.journal.checking import check_journal
from ivr.journal.packed import blocks, unpack
from ivr.journal.segments import segments
from ivr.journal.unfinished import unfinished_calls
from tests.unit.ivr.journal.files import packed, small_blocks
from tests.unit.ivr.samples import OFFERED, a_record, entries_of

KEYS = Keys("the-key")
FILES, CALLS = 4, 6
Harm = tuple[str, int, float, bytes]
HARMS = st.tuples(
    st.sampled_from(["flip", "cut", "insert", "overwrite", "delete", "empty", "folder"]),
    st.integers(0, FILES - 1),
    st.floats(0, 1, exclude_max=True),
    st.binary(min_size=1, max_size=200),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of four files, two of them packed, each with calls and their records."""
    folder = tmp_path_factory.mktemp("sound")
    for k in range(FILES):
        journal = open_journal(folder)
        for n in range(CALLS):
            journal.fact(f"c-{k}-{n}", Fact("keyed", str(n), OFFERED, private=True))
            journal.record(a_record(f"c-{k}-{n}"))
        journal.close()
    with small_blocks(1200):
        for segment in segments(folder)[:2]:
            packed(folder, segment.name, segment.plain.read_bytes())
    return folder


def open_journal(folder: Path) -> Journal:
    return Journal.open(folder, "node-1", private="encrypted", keys=KEYS, now=lambda: OFFERED)


def harm(path: Path, kind: str, where: float, what: bytes) -> None:
    content = path.read_bytes()
    at = int(where * len(content))
    harms: dict[str, Callable[[], object]] = {
        "flip": lambda: path.write_bytes(
            content[:at] + bytes([content[at] ^ (1 << what[0] % 8)]) + content[at + 1 :]
        ),
        "cut": lambda: path.write_bytes(content[:at]),
        "insert": lambda: path.write_bytes(content[:at] + what + content[at:]),
        "overwrite": lambda: path.write_bytes(content[:at] + what + content[at + len(what) :]),
        "delete": path.unlink,
        "empty": lambda: path.write_bytes(b""),
        "folder": lambda: (path.unlink(), path.mkdir()),
    }
    harms[kind]()


def numbers(journal: Journal) -> list[int]:
    return [entry.n for entry in entries_of(journal)]


@settings(max_examples=80)
@given(harms=st.lists(HARMS, min_size=1, max_size=3, unique_by=lambda harm: harm[1]))
def test_no_harm_stops_the_start_or_costs_what_was_before_it(
    sound: Path, harms: list[Harm]
) -> None:
    with TemporaryDirectory() as name, capture_logs() as logs:
        folder = Path(name) / "journal"
        shutil.copytree(sound, folder)
        paths = [segment.path for segment in segments(folder)]
        for kind, k, where, what in harms:
            harm(paths[k], kind, where, what)
        journal = open_journal(folder)
        journal.append("note", "after the harm")
        found = numbers(journal)
        unfinished_calls(folder, since=OFFERED, keys=KEYS)
        check_journal(folder, KEYS, lambda _: None)
        journal.close()
    assert found[-1] == journal.last
    per_file = 2 * CALLS
    untouched = set(range(FILES)) - {k for _, k, _, _ in harms}
    for k in untouched:
        assert set(range(k * per_file + 1, (k + 1) * per_file + 1)) <= set(found)
    for kind, k, where, _ in harms:
        if kind in {"flip", "cut", "insert", "overwrite"}:
            assert before(sound, k, where) <= set(found)
    assert all(log["log_level"] == "warning" for log in logs)


def before(sound: Path, k: int, where: float) -> set[int]:
    """Number the entries that stood before the harm; of a packed file those of earlier blocks."""
    path = segments(sound)[k].path
    content = path.read_bytes()[: int(where * path.stat().st_size)]
    if path.suffix == ".gz":
        content = unpacked_blocks(path, len(content))
    whole = content.count(b"\n")
    return set(range(k * 2 * CALLS + 1, k * 2 * CALLS + 1 + whole))


def unpacked_blocks(path: Path, end: int) -> bytes:
    with path.open("rb") as file:
        return b"".join(unpack(file, b) for b in blocks(file) if b.at + b.size <= end)
