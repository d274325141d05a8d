"""What all commands share: the settings and secrets, read when they are first needed."""

from functools import cached_property
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from ivr.settings import Problem, Settings, SettingsError, load_settings, load_way_in
from ivr.settings.loading import DEFAULT_FILE
from ivr.settings.secrets import Secrets

errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Context:
    """The settings file that is meant, and what stands in it."""

    def __init__(self, config: Path | None) -> None:
        self.config = config

    @property
    def file(self) -> Path:
        """The settings file; it need not exist."""
        return self.config or DEFAULT_FILE

    @cached_property
    def settings(self) -> Settings:
        """The settings; ends the command with a list of problems if they cannot be used."""
        try:
            return load_settings(self.config)
        except SettingsError as error:
            give_up(*error.problems)

    @cached_property
    def way_in(self) -> Settings:
        """The settings as far as a running helpline is reached by them; others may be wrong."""
        try:
            return load_way_in(self.config)
        except SettingsError as error:
            give_up(*error.problems)

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets that belong to these settings."""
        return Secrets(self.way_in.run.folder / "secrets")


def give_up(*problems: Problem) -> NoReturn:
    """Show what is wrong and how to mend it, and end the command with status 2."""
    tell(*problems, style="bold red")
    raise typer.Exit(2)


def tell(*problems: Problem, style: str) -> None:
    """Show problems on the error output, each with its remedy on a line of its own."""
    for problem in problems:
        wrong, remedy = escape(problem.wrong), escape(problem.remedy)
        errors.print(f"[{style}]{escape(problem.place)}[/]: {wrong}.\n  {remedy}")
