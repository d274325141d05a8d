"""The journal on a disk that is really full, in a process of its own: a small tmpfs, or a limit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]
MOUNT = 'mount -t tmpfs -o size=256k tmpfs "$1" && exec "$2" -c "$3" "$1"'

PROGRAM = """
import os, resource, sys, time
from pathlib import Path
from ivr.journal import Journal
from ivr.journal.segments import segments
from tests.unit.ivr.samples import entries_of

folder = Path(sys.argv[1])

def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, (journal.alarm, journal.waiting)
        time.sleep(0.002)

def fill():
    if {limited}:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
        return
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        for size in (4096, 1):
            try:
                while True:
                    ballast.write(b"x" * size)
            except OSError:
                pass

def make_room():
    if {limited}:
        resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    else:
        (folder / "ballast").unlink()

journal = Journal.open(folder / "journal", "node-1", sync_after=0.005)
journal.append("note", "before")
until(lambda: journal.alarm is None and journal.written == 1)
fill()
for n in range(200):
    journal.append("note", "x" * 100)
until(lambda: journal.alarm is not None)
print(journal.problem)
assert journal.waiting > 50 and journal.lost == 0
read = [entry.n for entry in entries_of(journal)]
assert read == list(range(1, journal.written + 1)), read
make_room()
until(lambda: journal.alarm is None)
assert journal.problem is None and journal.waiting == 0
journal.append("note", "after")
journal.close()
assert [entry.n for entry in entries_of(journal)] == list(range(1, 203))
"""


def run(*command: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "journal: cannot write" in done.stdout
    assert "journal: writes again" in done.stdout
    return done.stdout


def test_a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again(tmp_path: Path) -> None:
    probe = [*NAMESPACE, "sh", "-c", 'mount -t tmpfs tmpfs "$1"', "sh", str(tmp_path)]
    if subprocess.run(probe, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine gives an ordinary user no file system of their own")
    program = PROGRAM.format(limited=False)
    shell = ("sh", "-c", MOUNT, "sh", str(tmp_path), sys.executable, program)
    assert "No space left on device: calls go on" in run(*NAMESPACE, *shell)


def test_the_same_where_a_file_may_grow_no_longer(tmp_path: Path) -> None:
    program = PROGRAM.format(limited=True)
    assert "File too large: calls go on" in run(sys.executable, "-c", program, str(tmp_path))
