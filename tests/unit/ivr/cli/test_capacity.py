from typer.testing import CliRunner

from ivr.cli import app


def test_what_there_is_about_capacity() -> None:
    done = CliRunner().invoke(app, ["capacity", "--help"])
    assert done.exit_code == 0
    assert "plan" in done.stdout
