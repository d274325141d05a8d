"""What `helpline call` makes of its options and settings."""

import io

import pytest
import typer
from rich.console import Console

from ivr.cli.call import DEFAULT_KEYS, _in_words, _number, read_script, show_moment
from ivr.phone.consumer import Kind, Moment, Step
from prompts import wording


def test_the_default_script_waits_for_prompts_that_exist():
    known = wording.load("hi")
    script = read_script(DEFAULT_KEYS)
    assert script[0] == Step("language.choice", "1")
    assert all(step.prompt in known for step in script)


@pytest.mark.parametrize("text", ["pin.ask", "pin.ask=", "=1", "pin.ask=x", "pin.ask=1 b"])
def test_a_script_that_makes_no_sense_ends_the_command(text, capsys):
    with pytest.raises(typer.Exit):
        read_script(text)
    assert "Write it like" in capsys.readouterr().err


def test_an_unknown_prompt_is_told_with_likely_ones(capsys):
    with pytest.raises(typer.Exit):
        read_script("pin.aks=226001")
    assert "Perhaps pin.ask" in capsys.readouterr().err
    with pytest.raises(typer.Exit):
        read_script("nonsense=1")
    assert "`helpline prompts list` names them all" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["", "9876543210", "+919876543210", "anonymous"])
def test_a_caller_has_a_number_or_withholds_it(number):
    assert _number(number) == number


def test_a_caller_who_is_no_number_is_refused(capsys):
    with pytest.raises(typer.Exit):
        _number("abc")
    assert "--from: 'abc' is no telephone number" in capsys.readouterr().err


def test_a_moment_is_a_line_under_the_others():
    console = Console(file=io.StringIO(), width=80)
    show_moment(console, Moment(0.004, "helpline", Kind.ANSWERED))
    show_moment(console, Moment(115.25, "agent", Kind.HANGS_UP))
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == [
        "  +0.004 s  helpline  answered",
        "+115.250 s  agent     hangs up",
    ]


@pytest.mark.parametrize(
    ("kind", "what", "words"),
    [
        (Kind.HEARD, "music/waiting", "music/waiting"),
        (Kind.KEYED, "1", "keys 1"),
        (Kind.TONE, "620", "hears the other side (620 Hz)"),
        (Kind.ENDED, "16", "ended the call (Q.850 cause 16)"),
        (Kind.ENDED, "", "ended the call"),
        (Kind.RINGS, "", "rings"),
    ],
)
def test_moments_are_worded(kind, what, words):
    assert _in_words(Moment(0.0, "caller", kind, what)) == words


def test_a_prompt_is_shown_with_its_wording():
    shown = _in_words(Moment(0.0, "helpline", Kind.HEARD, "hi/greeting"))
    assert shown == f"hi/greeting  {wording.load('hi')['greeting']}"
