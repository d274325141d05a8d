"""`helpline capacity measure` refuses what it cannot do before it starts anything."""

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app


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
        ((), "there is no SIPp"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, words, said):
    result = run(tmp_path, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
