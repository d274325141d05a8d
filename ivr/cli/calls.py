"""``helpline calls``: past calls as a table, one call as a story, and the calls that go on."""

from datetime import UTC, datetime
from http.client import NOT_FOUND
from typing import Annotated, Final, NoReturn

import typer

from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.cli.api import Api, Refused
from ivr.cli.asking import AsJson, ask, print_json
from ivr.cli.call_tables import call_table, now_table
from ivr.cli.context import Context, give_up
from ivr.cli.story import print_story
from ivr.cli.tables import wide_console
from ivr.cli.talks import hold, transfer
from ivr.http.call_query import STAGES, BadQuery, read_query
from ivr.http.calls import CallList, CallsNow, ShownCall, shown
from ivr.instants import FORMS
from ivr.settings import Problem
from ivr.storage import CallQueries
from ivr.verdicts import WHY_DROPPED

DROPS: Final = ", ".join(WHY_DROPPED)
STEPS: Final = ", ".join(STAGES)

calls_app = typer.Typer(invoke_without_command=True, help="Past calls and their stories.")


@calls_app.callback(invoke_without_command=True)
def list_calls(
    ctx: typer.Context,
    *,
    now: Annotated[bool, typer.Option("--now", help="The calls that go on.")] = False,
    since: Annotated[str | None, typer.Option(help=f"Offered since: {FORMS} (IST).")] = None,
    until: Annotated[str | None, typer.Option(help="Offered before this time.")] = None,
    outcome: Annotated[
        list[Outcome] | None, typer.Option(help="Only calls that ended like this, or this.")
    ] = None,
    drop: Annotated[str | None, typer.Option(help=f"Only calls with this drop: {DROPS}.")] = None,
    discom: Annotated[str | None, typer.Option(help="Only calls for this discom.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only calls about this.")] = None,
    language: Annotated[str | None, typer.Option(help="Only calls in this, as hi.")] = None,
    direction: Annotated[
        Direction | None, typer.Option(help="Only calls to us, or only call-backs.")
    ] = None,
    trunk: Annotated[str | None, typer.Option(help="Only calls from this address.")] = None,
    stage: Annotated[
        str | None, typer.Option(help=f"Only calls that ended at this step: {STEPS}.")
    ] = None,
    cause: Annotated[
        str | None, typer.Option(help="Only calls with this Q.850 cause, as 16.")
    ] = None,
    ticket: Annotated[
        str | None, typer.Option(help="Only the call that was given this ticket.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most this many, newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List past calls, newest first. ``none`` stands for what is not known."""
    if ctx.invoked_subcommand is not None:
        return
    if now:
        _list_now(ctx.obj, as_json=as_json)
        return
    words = {
        "since": since, "until": until, "outcome": ",".join(outcome or []) or None, "drop": drop,
        "discom": discom, "reason": reason, "language": language, "direction": direction,
        "trunk": trunk, "stage": stage, "cause": cause, "ticket": ticket,
        "limit": str(limit),
    }  # fmt: skip
    query = {name: text for name, text in words.items() if text is not None}
    try:
        asked = read_query(query, datetime.now(UTC))
    except BadQuery as error:
        give_up(error.problem)

    async def from_database(queries: CallQueries) -> CallList:
        return CallList(await queries.calls(**asked))

    found = ask(ctx.obj, lambda api: api.get(CallList, "calls", query=query), from_database)
    if as_json:
        print_json(found)
    else:
        wide_console().print(call_table(found.calls))


@calls_app.command()
def show(
    ctx: typer.Context,
    call: Annotated[str, typer.Argument(help="The id of a call, or how it begins; or last.")],
    *,
    full: Annotated[bool, typer.Option("--full", help="Leave out no step.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell the story of one call, and most likely why it ended as it did."""

    async def from_database(queries: CallQueries) -> ShownCall:
        story = await queries.call(call)
        if story is None:
            _nobody(call)
        return shown(story)

    def from_service(api: Api) -> ShownCall:
        try:
            return api.get(ShownCall, "calls", call)
        except Refused as refused:
            if refused.status == NOT_FOUND:
                _nobody(call)
            raise

    found = ask(ctx.obj, from_service, from_database)
    if as_json:
        print_json(found)
    else:
        print_story(found, wide_console(), full=full)


for command in (hold, transfer):
    calls_app.command()(command)


def _nobody(call: str) -> NoReturn:
    give_up(Problem(call, "no call has an id that begins like this", "See `helpline calls`"))


def _list_now(context: Context, *, as_json: bool) -> None:
    async def from_database(queries: CallQueries) -> CallsNow:
        return CallsNow([shown(story) for story in await queries.calls_now()])

    found = ask(context, lambda api: api.get(CallsNow, "calls", "now"), from_database)
    if as_json:
        print_json(found)
    else:
        wide_console().print(now_table(found.calls, datetime.now(UTC), context.way_in.run.node))
