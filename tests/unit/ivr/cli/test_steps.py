import io

from rich.console import Console

from ivr.cli.steps import Steps


def shown(of: int, *, terminal: bool) -> str:
    """Give what is printed while ``of`` pieces of work are done."""
    output = io.StringIO()
    with Steps(Console(file=output, force_terminal=terminal, width=80)) as steps:
        for done in range(1, of + 1):
            steps.show("Unpacking", done, of)
    return output.getvalue()


def test_a_log_gets_about_ten_lines() -> None:
    lines = shown(100, terminal=False).splitlines()
    assert lines == [f"Unpacking: {done} of 100" for done in range(10, 101, 10)]


def test_a_log_gets_no_lines_for_little_work() -> None:
    assert shown(5, terminal=False).strip() == ""


def test_a_terminal_gets_a_bar() -> None:
    assert "100/100" in shown(100, terminal=True)
