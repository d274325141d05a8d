"""``helpline calls``: past calls as a table, and one call as a story."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

import msgspec
import typer
from rich.console import Console

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import Context, errors, give_up
from ivr.cli.timeline import call_table, print_story
from ivr.http.calls import BadQuery, CallList, ShownCall, read_query, shown
from ivr.instants import FORMS
from ivr.settings import Problem
from ivr.settings.secrets import DATABASE_PASSWORD
from ivr.storage import STORAGE_FAULTS, AmbiguousCall, CallQueries, create_engine
from ivr.storage.engine import FILE, describe

T = TypeVar("T")

PIPE_WIDTH: Final = 160
"""Columns where no terminal says how many it has."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the API gives it.")]

calls_app = typer.Typer(invoke_without_command=True, help="Past calls and their stories.")


@calls_app.callback(invoke_without_command=True)
def list_calls(
    ctx: typer.Context,
    *,
    since: Annotated[str | None, typer.Option(help=f"Offered since: {FORMS} (IST).")] = None,
    outcome: Annotated[str | None, typer.Option(help="Only calls that ended like this.")] = None,
    discom: Annotated[str | None, typer.Option(help="Only calls for this discom.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List past calls, newest first."""
    if ctx.invoked_subcommand is not None:
        return
    words = {"since": since, "outcome": outcome, "discom": discom, "limit": str(limit)}
    query = {name: text for name, text in words.items() if text is not None}
    try:
        asked = read_query(query, datetime.now(UTC))
    except BadQuery as error:
        give_up(error.problem)

    async def from_database(queries: CallQueries) -> CallList:
        return CallList(await queries.calls(**asked))

    found = _ask(ctx.obj, lambda api: api.get(CallList, "calls", query=query), from_database)
    if as_json:
        _print_json(found)
    else:
        _console().print(call_table(found.calls))


@calls_app.command()
def show(
    ctx: typer.Context,
    call: Annotated[str, typer.Argument(help="The id of a call, or how it begins.")],
    as_json: AsJson = False,
) -> None:
    """Tell the story of one call, with the seconds since it was offered."""

    async def from_database(queries: CallQueries) -> ShownCall:
        story = await queries.call(call)
        if story is None:
            give_up(Problem(call, "no call has an id that begins like this", "See helpline calls"))
        return shown(story)

    found = _ask(ctx.obj, lambda api: api.get(ShownCall, "calls", call), from_database)
    if as_json:
        _print_json(found)
    else:
        print_story(found, _console())


def _ask(
    context: Context,
    from_service: Callable[[Api], T],
    from_database: Callable[[CallQueries], Awaitable[T]],
) -> T:
    """Ask the service, or its database if nobody answers."""
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


def _print_json(value: object) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
