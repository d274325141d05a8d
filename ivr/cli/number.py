"""``helpline number``: explains what the helpline reads from a number."""

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from routing.explain import explain_number

Raw = Annotated[str, typer.Argument(metavar="NUMBER", help="As the trunk gives it, or a PIN code.")]


def number(raw: Raw) -> None:
    """Explain a called number, a caller's number or a PIN code: what is found, and how."""
    console = Console(highlight=False)
    for finding in explain_number(raw):
        console.print(Text(finding.title, style="bold"))
        for line in finding.lines:
            console.print(Text(f"  {line}"), soft_wrap=True)
