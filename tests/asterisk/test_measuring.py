"""A tiny helpline, measured as an operator would: started, loaded, probed, reported, ended."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import msgspec

from ivr.measuring.report import DOCUMENT, JSON, PICTURE
from tests.asterisk.helpline import SOUNDS
from tests.asterisk.instance import TOOLS

ADDRESS = "127.0.0.82"
HELPLINE = Path(sys.executable).with_name("helpline")
SETTINGS = f'[run]\ntools = "{TOOLS}"\nsounds = "{SOUNDS}"\n'
LINES = 3


async def measured(folder: Path, *words: str) -> dict[str, Any]:
    file = folder / "helpline.toml"
    file.write_text(SETTINGS)
    process = await asyncio.create_subprocess_exec(
        *(str(HELPLINE), "--config", str(file), "capacity", "measure", "--json"),
        *("--address", ADDRESS, "--out", str(folder / "out"), *words),
        stdout=PIPE,
        stderr=PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return msgspec.json.decode(output)


async def test_a_tiny_helpline_blocks_what_an_ideal_pool_blocks_and_keeps_nothing(tmp_path):
    load = ("--lines", str(LINES), "--erlangs", "1", "--hold", "0.5", "--compress", "1")
    report = await measured(tmp_path, *load, "--minutes", "0.1")
    (found,) = report["found"]
    landed, recorded = found["landed"], found["recorded"]
    assert landed >= 8
    assert found["offered"] > landed, "some are blocked"
    assert found["most_lines"] == LINES
    assert found["failed"] == recorded.get("dropped", 0) == 0
    assert recorded["left"] >= landed
    assert recorded["blocked"] >= found["offered"] - landed
    assert abs(found["blocking"]["share"] - found["blocking"]["ideal"]) <= 0.1
    assert found["blocking"]["agreed"] >= 0.8
    assert 0.015 < found["gaps"]["p50"] < 0.025
    assert {"INVITE to 200", "200 to first sound"} <= found["delays"].keys()
    assert all(cost["per_call"] > 0 for cost in found["costs"].values())
    assert found["costs"].keys() == {"asterisk", "service"}
    assert found["left_over"].keys().isdisjoint({"lines", "channels", "bridges"})
    assert {path.name for path in (tmp_path / "out").iterdir()} == {JSON, DOCUMENT, PICTURE}
