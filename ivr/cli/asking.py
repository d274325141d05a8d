"""Asking about past calls: the service, or its database if no service answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import msgspec
import typer

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import Context, errors, give_up
from ivr.settings import Problem
from ivr.settings.secrets import DATABASE_PASSWORD
from ivr.storage import STORAGE_FAULTS, AmbiguousCall, CallQueries, create_engine
from ivr.storage.engine import FILE, describe

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the API gives it.")]


def ask(
    context: Context,
    from_service: Callable[[Api], T],
    from_database: Callable[[CallQueries], Awaitable[T]],
) -> T:
    """Ask the service, or its database if nobody answers; ends the command if neither can tell."""
    try:
        return from_service(Api.of(context))
    except Refused as refused:
        give_up(*refused.problems)
    except HelplineAway as away:
        errors.print(f"{away}. Reading the database directly.", markup=False)
    try:
        return asyncio.run(_read(context, from_database))
    except AmbiguousCall as error:
        give_up(Problem("ID", str(error), "Give more of the id"))
    except STORAGE_FAULTS as error:
        remedy = "Look whether the database runs and database.url is right"
        give_up(Problem("database", f"cannot be read: {describe(error)}", remedy))


def print_json(value: object) -> None:
    """Print an answer as the API gives it, indented."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


async def _read(context: Context, question: Callable[[CallQueries], Awaitable[T]]) -> T:
    settings = context.settings
    file = settings.run.folder / FILE
    if settings.database.url is None and not file.exists():
        give_up(Problem(str(file), "there are no records yet", "Start it and place a call"))
    password = context.secrets.find(DATABASE_PASSWORD)
    engine = create_engine(settings.database.url, password, settings.run.folder)
    try:
        return await question(CallQueries(engine))
    finally:
        await engine.dispose()
