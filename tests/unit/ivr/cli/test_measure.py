"""`helpline capacity measure` refuses what it cannot do before it starts anything."""

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app, measure
from tests.unit.ivr.measuring.samples import setting


def run(tmp_path, *words: str) -> Result:
    file = tmp_path / "helpline.toml"
    file.write_text(f'[run]\nfolder = "{tmp_path}/run"\n[api]\nbind = "127.0.0.4"\nport = 9\n')
    return CliRunner().invoke(app, ["--config", str(file), "capacity", "measure", *words])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lines", "many"), "--lines many: are no numbers above 0"),
        (("--erlangs", "1,0"), "--erlangs 1,0: are no numbers above 0"),
        (("--address", "192.0.2.1"), "--address 192.0.2.1: is no loopback address"),
        (("--address", "here"), "--address here: is no loopback address"),
        (("--running",), "no helpline answers at http://127.0.0.4:9"),
        (("--find-limit", "--lines", "5,6"), "--find-limit: searches with one helpline"),
        (("--find-limit", "--case", "blocking"), "--find-limit: searches with one helpline"),
        (("--running", "--case", "kesco"), "--case: would change nothing: --running measures"),
        (("--case", "kesco", "--minutes", "3"), "--minutes: would change nothing: --case kesco"),
        (("--case", "steady", "--case", "kesco", "--minutes", "3"), "--minutes: would change"),
        (("--case", "blocking", "--minutes", "3"), "there is no SIPp"),
        (("--case", "steady", "--calls-per-hour", "9"), "there is no SIPp"),
        ((), "there is no SIPp"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, words, said):
    result = run(tmp_path, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_cases_stand_in_the_place_of_lines_and_loads():
    usual = setting(calls=7_200.0, minutes=6.0)
    named = list(measure._settings([measure.Case.BLOCKING], usual, None, [5], [1.0]))
    assert [each.lines for each in named] == [350] * 3 + [650] * 3
    (steady,) = measure._settings([measure.Case.STEADY], usual, None, [5, 6], None)
    assert (steady.lines, steady.minutes, steady.calls) == (5, 30.0, 7_200.0)
    given = list(measure._settings([], usual, None, [5, 6], [0.5, 1.0]))
    assert [(each.lines, each.wish.erlangs) for each in given] == [
        (5, 2.5), (5, 5.0), (6, 3.0), (6, 6.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("asked", "compress"), [(None, 5.0), (10.0, 10.0)])
def test_kescos_hour_is_compressed_as_asked(asked, compress):
    kesco = measure._settings([measure.Case.KESCO], setting(calls=1.0), asked, [5], None)
    assert {(each.compress, each.minutes) for each in kesco} == {(compress, 60 / compress)}
