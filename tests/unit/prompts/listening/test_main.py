"""The command of the listening test."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("numpy", reason="the extra `listen` is not installed")
pytest.importorskip("soundfile", reason="the extra `listen` is not installed")

from prompts.library import SoundLibrary
from prompts.listening import __main__ as command


@pytest.fixture
def sounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one short sound, nothing of which is thought to be missing."""
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: [])
    file = SoundLibrary(tmp_path).files("hi/reason.bill.choice")[0]
    file.parent.mkdir()
    file.write_bytes(b"\xd5" * 800)
    return tmp_path


def hearing(monkeypatch: pytest.MonkeyPatch, transcript: str) -> None:
    """Let the recogniser always hear the same."""
    ear = SimpleNamespace(hear=lambda *_asked: transcript)
    module: Any = SimpleNamespace(Recogniser=lambda _threads: ear)
    monkeypatch.setitem(command.sys.modules, "prompts.listening.recogniser", module)


@pytest.mark.parametrize(("transcript", "status"), [("بل کے لئے", 0), ("کچھ اور", 1)])
def test_the_status_tells_whether_enough_was_heard(
    sounds: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    transcript: str,
    status: int,
) -> None:
    hearing(monkeypatch, transcript)
    asked = ["--sounds", str(sounds), "--language", "hi", "--only", "reason.bill", "--json"]
    assert command.main(asked) == status
    [heard] = json.loads(capsys.readouterr().out)["heard"]
    assert heard["heard"] == transcript


def test_missing_sounds_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--sounds", str(tmp_path)]) == 2
    assert "make setup" in capsys.readouterr().err


def test_a_missing_package_is_told(
    sounds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(command.sys.modules, "prompts.listening.recogniser", None)
    assert command.main(["--sounds", str(sounds)]) == 2
    assert "listen" in capsys.readouterr().err
