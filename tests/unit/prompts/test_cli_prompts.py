"""`helpline prompts` by its options, and with the folders of the settings."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from ivr.cli import prompts as command
from ivr.cli.prompts import prompts_app
from ivr.settings import Settings
from ivr.settings.model import PromptsSection, RunSection
from prompts import kokoro, measures, render, wording
from prompts.espeak import RenderError
from prompts.library import SoundLibrary, all_sounds
from prompts.measures import Measure
from prompts.recipe import treatment
from prompts.render import Built
from prompts.wording import Problem, WordingError

runner = CliRunner()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, Measure]:
    """Let all sounds be there, and as good as these measures say."""
    good = {
        name: Measure(name, 1.0, -20.0, -3.0, *(treatment(name).silences or (0, 0)))
        for name in all_sounds()
    }
    good["music/waiting"] = Measure("music/waiting", 46.0, -32.0, -19.0, 0, 0)
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: {})
    monkeypatch.setattr(measures, "measure", lambda _library, sound: good[sound])
    return good


def test_check_names_missing_sounds(tmp_path: Path) -> None:
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{len(all_sounds())} of {len(all_sounds())} sounds are missing" in result.output
    assert all_sounds()[0] in result.output


def test_check_prints_a_table_and_is_content(measured: dict[str, Measure], tmp_path: Path) -> None:
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 0
    assert "dBFS" in result.output
    assert "hi/greeting" in result.output
    assert f"{len(all_sounds())} sounds, all there" in result.output


def test_check_fails_outside_limits_and_names_file_and_key(
    measured: dict[str, Measure], tmp_path: Path
) -> None:
    measured["hi/greeting"] = Measure("hi/greeting", 1.0, -25.0, -3.0, 60, 100)
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 2
    assert f"hi/greeting: {tmp_path}/hi/greeting.alaw has loudness" in result.output
    assert "-25.0 LUFS" in result.output


@pytest.mark.parametrize("name", ["check", "build"])
def test_the_folders_of_the_settings_are_meant(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunSection(sounds=tmp_path / "sounds", tools=tmp_path / "tools")
    prompts = PromptsSection(recordings=tmp_path / "recordings")
    context = SimpleNamespace(settings=Settings(run=run, prompts=prompts))
    meant: list[Path | None] = []

    def build(library: SoundLibrary, engine: Path, **_: object) -> Built:
        meant.extend([library.folder, library.recordings, engine])
        raise RenderError(f"{engine} is missing")

    monkeypatch.setattr(render, "build", build)
    result = runner.invoke(prompts_app, [name], obj=context)
    assert result.exit_code == 2
    if name == "check":
        assert str(run.sounds) in result.output
    else:
        assert meant == [run.sounds, prompts.recordings, run.tools / "bin" / "espeak-ng"]


@pytest.mark.parametrize("fetched", [True, False])
def test_build_uses_the_natural_voice_if_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetched: bool
) -> None:
    voices = tmp_path / "voices"
    if fetched:
        voices.mkdir()
    given: list[object] = []

    def build(_library: SoundLibrary, _engine: Path, *, voice: object, progress: object) -> Built:
        given.append(voice)
        return Built(["hi/thanks"] if voice else [], [], ["hi/thanks"])

    monkeypatch.setattr(render, "build", build)
    monkeypatch.setattr(kokoro, "installed", lambda: True)
    arguments = ["--sounds", str(tmp_path / "sounds"), "--tools", str(tmp_path / "tools")]
    result = runner.invoke(prompts_app, ["build", *arguments])
    assert result.exit_code == 0
    assert ("1 newly rendered" in result.output) == fetched
    assert (given != [None]) == fetched


def test_build_without_an_engine_tells_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prompts.shipped.Shipped.fits", lambda _self, _sound, _made_from: False)
    arguments = ["build", "--sounds", str(tmp_path / "sounds"), "--tools", str(tmp_path / "tools")]
    result = runner.invoke(prompts_app, arguments)
    assert result.exit_code == 2
    assert "make setup" in result.output


@pytest.mark.parametrize("name", ["build", "check", "list"])
def test_a_broken_wording_stops_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    broken = Problem("hi.toml: [thanks]", "text is empty", "Write it")
    monkeypatch.setattr(wording, "problems", lambda: [broken])
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(prompts_app, [name])
    assert result.exit_code == 2
    assert "[thanks]" in result.output
    assert list(tmp_path.iterdir()) == []


def test_list_tells_where_each_sound_comes_from(tmp_path: Path) -> None:
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / "greeting.wav").write_bytes(b"a person")
    result = runner.invoke(prompts_app, ["list", "--recordings", str(tmp_path)])
    assert result.exit_code == 0
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()}
    assert rows["hi/greeting"][:3] == ["recording", "0", "नमस्कार।"]
    assert rows["hi/greeting"][-4:] == ["recording", "cannot", "be", "read"]
    assert set(rows) == {"sound", *all_sounds()}
    assert "http://127.0.0.1:1912/prompts" in result.stderr


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["press.[12]", "--language", "en"], ["en/press.1", "en/press.2"]),
        (["--voice", "music"], ["music/waiting"]),
        (["no-such-key"], []),
    ],
)
def test_list_shows_only_what_is_asked_for(
    tmp_path: Path, asked: list[str], shown: list[str]
) -> None:
    result = runner.invoke(prompts_app, ["list", *asked, "--sounds", str(tmp_path)])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == shown
    assert f"{len(shown)} of {len(all_sounds())} sounds" in result.stderr


def test_build_tells_what_is_broken_old_or_left_lying_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Problem("hi/thanks", "thanks.opus is not what was rendered", "Get it back")
    monkeypatch.setattr("prompts.shipped.Shipped.problems", lambda _self: [broken])
    monkeypatch.setattr(render, "build", lambda *_, **__: Built([], [], []))
    stray = tmp_path / "bho" / "thanks.alaw"
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    result = runner.invoke(
        prompts_app, ["build", "--sounds", str(tmp_path), "--tools", str(tmp_path)]
    )
    assert result.exit_code == 0
    assert "hi/thanks: thanks.opus is not what was rendered" in result.stderr
    assert "1 sound of words that are gone: bho/thanks" in result.stderr


def test_each_failure_of_a_build_is_told_with_its_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> Built:
        raise RenderError("hi/thanks: is silent\nthe voice is not installed")

    monkeypatch.setattr(render, "build", build)
    result = runner.invoke(
        prompts_app, ["build", "--sounds", str(tmp_path), "--tools", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "hi/thanks: is silent.\n" in result.stderr
    assert "prompts build: the voice is not installed.\n" in result.stderr


def test_of_many_failures_the_first_are_told_and_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object, **__: object) -> Built:
        raise RenderError("\n".join(f"hi/number.{n}: no engine" for n in range(90)))

    monkeypatch.setattr(render, "build", build)
    arguments = ["build", "--sounds", str(tmp_path), "--tools", str(tmp_path)]
    result = runner.invoke(prompts_app, arguments)
    assert result.stderr.count("no engine") == 5
    assert "85 more sounds could not be made" in result.stderr


def test_the_folder_of_sounds_must_be_one_that_asterisk_reads(tmp_path: Path) -> None:
    result = runner.invoke(command.prompts_app, ["check", "--sounds", str(tmp_path / "a&b")])
    assert result.exit_code == 2
    assert "run.sounds" in result.output


def test_a_broken_pronunciation_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_words: Path) -> None:
        raise WordingError([Problem("pronunciation/hi.toml: tail", "is empty", "Write it")])

    monkeypatch.setattr("prompts.recipe.recipes", broken)
    result = runner.invoke(prompts_app, ["list"])
    assert result.exit_code == 2
    assert "pronunciation/hi.toml: tail: is empty" in result.output
    assert "another folder" not in result.output
