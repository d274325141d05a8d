from pathlib import Path

import pytest

from prompts import espeak
from prompts.espeak import RenderError


def program(folder: Path, script: str) -> Path:
    path = folder / "engine"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_it_says_hindi_phonemes(engine: Path) -> None:
    said = espeak.run(engine, ["-q", "-v", "hi", "--ipa", "--tie=^"], "दो", sound="hi/digit.2")
    assert said.decode().strip() == "dˈoː"


def test_a_missing_engine_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"^hi/x: .*cannot be started .*make setup"):
        espeak.run(tmp_path / "nowhere", [], "दो", sound="hi/x")


def test_a_failure_tells_what_the_engine_said(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"^hi/x: .*failed: no such voice"):
        espeak.run(program(tmp_path, "echo no such voice >&2; exit 1"), [], "दो", sound="hi/x")


def test_an_engine_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "LONGEST", 0.1)
    with pytest.raises(RenderError, match=r"^hi/x: .*took over"):
        espeak.run(program(tmp_path, "exec sleep 60"), [], "दो", sound="hi/x")
