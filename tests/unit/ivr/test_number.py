import typer
from typer.testing import CliRunner

from ivr.cli.number import number


def test_the_command_prints_what_is_found() -> None:
    app = typer.Typer()
    app.command()(number)
    result = CliRunner().invoke(app, ["05222345678"])
    assert result.exit_code == 0
    assert "As the caller's number\n  a landline, +915222345678\n" in result.output
    assert "discom: MVVNL (Madhyanchal Vidyut Vitran Nigam Ltd)\n" in result.output
