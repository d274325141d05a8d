"""`helpline prompts say`: what it shows, what it writes, and what it refuses."""

import wave
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.say import say, sounds_for
from ivr.settings import Settings
from ivr.settings.model import RunSection
from prompts import wording
from prompts.spoken import complaint, count, digits, rupees

app = typer.Typer()
app.command()(say)


def test_a_number_is_shown_with_its_words() -> None:
    result = CliRunner().invoke(app, ["rupees 123456"])
    assert result.exit_code == 0
    assert not any(line.endswith(" ") for line in result.output.splitlines())
    lines = [line.split() for line in result.output.splitlines()[1:]]
    assert lines == [
        ["hi/number-rising.1", "एक,"],
        ["hi/number-rising.lakh", "लाख,"],
        ["hi/number-rising.23", "तेईस,"],
        ["hi/number-rising.thousand", *wording.load("hi")["number-rising.thousand"].split()],
        ["hi/number-rising.400", "चार", "सौ,"],
        ["hi/number-rising.56", "छप्पन,"],
        ["hi/unit.rupees", "रुपये।"],
    ]


@pytest.mark.parametrize(
    ("what", "sounds"),
    [
        ("complaint mv01012612345", complaint("MV01012612345")),
        ("digits 1912", digits("1912")),
        ("time 19:30", ("clock.7-30", "part.evening")),
        ("minutes 5-10", ("minutes.5-10",)),
        ("rupees ₹1,23,456", rupees(123_456)),
        ("count 12,34,567", count(1_234_567)),
        ("district Gautam Buddha Nagar", ("district.Gautam-Buddha-Nagar",)),
        ("thanks", ("thanks",)),
        (
            "outage.no-time district='Gautam Buddha Nagar'",
            ("outage.no-time.part-1", "district.Gautam-Buddha-Nagar", "outage.no-time.part-2"),
        ),
    ],
)
def test_types_and_prompts_can_be_said(what: str, sounds: tuple[str, ...]) -> None:
    assert sounds_for(wording.read("en"), what) == sounds


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("", "neither a prompt nor one of the types digits, complaint"),
        ("thank", "Did you mean thanks?"),
        ("rupes 12", "Did you mean rupees?"),
        ("time 7 pm", '"7 pm" cannot be read as time'),
        ("time 7 pm", '`helpline prompts say "time 19:30"`'),
        ("rupees 1234567890", "0 to 999999999"),
        ("wait.position", "wait.position takes place, not none"),
        ("wait.position", '`helpline prompts say "wait.position place=3"`'),
        ("wait.position place=x", '"x" cannot be read as ordinal'),
        ("wait.position place=3 more", "takes place, not place=3, more"),
        ("thanks a=b", "thanks takes no variables, not a=b"),
        ("district 'Agra", "No closing quotation"),
    ],
)
def test_what_cannot_be_said_is_told_with_the_remedy(what: str, told: str) -> None:
    result = CliRunner().invoke(app, [what])
    assert result.exit_code == 2
    assert told in result.output.replace("\n", " ")


def test_a_language_without_a_wording_is_told() -> None:
    result = CliRunner().invoke(app, ["thanks", "--language", "awa"])
    assert result.exit_code == 2
    assert "awa.toml" in result.output


def test_the_sounds_are_joined_to_a_wave_file(tmp_path: Path) -> None:
    for number, key in enumerate(digits("12"), start=1):
        file = tmp_path / "sounds" / "hi" / f"{key}.sln16"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes([number, 0]) * 8_000)
    context = SimpleNamespace(settings=Settings(run=RunSection(sounds=tmp_path / "sounds")))
    out = tmp_path / "out.wav"
    result = CliRunner().invoke(app, ["digits 12", "--to", str(out)], obj=context)
    assert result.exit_code == 0, result.output
    assert "out.wav: 1.0 s\n" in result.stdout
    assert "hi/digit.2: " in result.stderr  # which nothing vouches for
    assert "helpline prompts build" in result.stderr
    with wave.open(str(out)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, 16_000)
        assert wav.readframes(16_000) == b"\x01\x00" * 8_000 + b"\x02\x00" * 8_000


def test_a_missing_sound_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    options = ["thanks", "--to", str(tmp_path / "out.wav"), "--sounds", str(tmp_path)]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 2
    assert "hi/thanks.sln16" in result.output
    assert "helpline prompts build" in result.output
    assert not (tmp_path / "out.wav").exists()


def test_the_help_has_an_example_of_each_type() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "1000"})
    for text in ("'minutes 5-10'", "'date 2026-11-22'", "'ordinal 3'", "'rupees ₹1,23,456'"):
        assert text in result.output
