"""The command of the listening test."""

from pathlib import Path

import pytest

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


class PretendedRecogniser:
    """Always hears the same."""

    transcript = "بل کے لئے"

    def __init__(self, _remembered: Path, threads: int) -> None:
        assert threads

    def hear(self, _alaw: bytes, _language: str, _context: str | None) -> str:
        return self.transcript


@pytest.mark.parametrize(("transcript", "status"), [("بل کے لئے", 0), ("کچھ اور", 1)])
def test_the_status_tells_whether_enough_was_heard(
    sounds: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    transcript: str,
    status: int,
) -> None:
    monkeypatch.setattr(command, "Recogniser", PretendedRecogniser)
    monkeypatch.setattr(PretendedRecogniser, "transcript", transcript)
    asked = ["--sounds", str(sounds), "--language", "hi", "--only", "reason.bill"]
    assert command.main(asked) == status
    shown = capsys.readouterr()
    assert "hi: sentences" in shown.out
    assert ("was not heard" in shown.err) == (status == 1)


def test_missing_sounds_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--sounds", str(tmp_path)]) == 2
    assert "make setup" in capsys.readouterr().err


def test_a_missing_package_is_told(
    sounds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(command.sys.modules, "faster_whisper", None)
    assert command.main(["--sounds", str(sounds)]) == 2
    assert "make prompts-listen" in capsys.readouterr().err
