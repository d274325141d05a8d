"""Replaying the log of a bank's call centre from the command line, as the project's measure of it.

The median day of twenty must be near the logged one; a change that loses much of it shows here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LOG = Path("capacity/logs/bank-august-01-20.csv.gz")
MAPPING = LOG.with_name("bank.toml")
HELPLINE = Path(sys.executable).with_name("helpline")
ALLOWED_WAIT, ALLOWED_ABANDONMENT = 0.15, 0.02


def helpline(*words: object, **environment: str) -> None:
    subprocess.run(
        [HELPLINE, *map(str, words)],
        check=True,
        timeout=110,
        stdout=subprocess.DEVNULL,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    journal = tmp_path_factory.mktemp("bank") / "journal"
    helpline("import", LOG, "--map", MAPPING, "--into", journal)
    return journal


def replay(bank: Path, out: Path, *words: str, **environment: str) -> dict[str, Any]:
    helpline("replay", bank, "--zone", "Asia/Jerusalem", "--out", out, *words, **environment)
    told: dict[str, Any] = json.loads((out / "replay.json").read_text())
    return told


def test_it_is_near_the_log_and_the_same_each_time(bank: Path, tmp_path: Path) -> None:
    told = replay(bank, tmp_path / "one", "--seeds", "2", PYTHONHASHSEED="1")
    assert len(told["days"]) == 20
    assert told["median_day"]["wait_error"] < ALLOWED_WAIT
    assert told["median_day"]["abandonment_error"] < ALLOWED_ABANDONMENT
    replay(bank, tmp_path / "two", "--seeds", "2", PYTHONHASHSEED="2")
    for name in ("replay.json", "replay.png"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_without_time_after_calls_it_is_far_from_the_log(bank: Path, tmp_path: Path) -> None:
    told = replay(bank, tmp_path, "--seeds", "1", "--set", "waiting.wrap_up=0")
    assert told["median_day"]["wait_error"] > 2 * ALLOWED_WAIT


def test_more_agents_shorten_the_waits_and_fewer_lines_block(bank: Path, tmp_path: Path) -> None:
    day = ("--day", "2010-08-03", "--seeds", "1")
    as_it_was = replay(bank, tmp_path / "a", *day)["all"]
    tried = replay(bank, tmp_path / "b", *day, "--set", "agents.PS=40")["all"]
    assert tried["mean_wait"]["simulated"] < as_it_was["mean_wait"]["simulated"] / 2
    tried = replay(bank, tmp_path / "c", *day, "--set", "lines.incoming=15")["all"]
    assert tried["blocked"]["simulated"] > 50
