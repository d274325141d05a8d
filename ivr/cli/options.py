"""Options of commands that are read by a function of ours."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer

T = TypeVar("T")


def parsed(parse: Callable[[str], T], **more: Any) -> Any:
    """Make an option whose mistakes are told by what reads it, with a ValueError."""

    def read(value: object) -> T:
        try:
            return parse(str(value))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    return typer.Option(parser=read, **more)
