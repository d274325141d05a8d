"""``helpline supervise``: brings supervisors to talks: to listen, to whisper, to take over."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ivr.calls.supervising import TalkNow
from ivr.calls.supervision import How
from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.asking import AsJson, print_json
from ivr.cli.context import give_up
from ivr.cli.tables import wide_console
from ivr.http.supervise import TalkList
from ivr.lengths import seconds_in_words
from ivr.settings import Problem

supervise_app = typer.Typer(
    invoke_without_command=True,
    help="Supervisors at talks: listen, whisper to the agent, take the call over.",
)

Call = Annotated[str, typer.Argument(metavar="CALL", help="The agent, or how the id begins.")]
As = Annotated[str, typer.Option("--as", metavar="ID", help="Which supervisor's phone to ring.")]

DOES = {How.LISTEN: "listens", How.WHISPER: "whispers", How.TAKE_OVER: "takes over"}


@supervise_app.callback(invoke_without_command=True)
def show(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List the talks that go on, and who is at them."""
    if ctx.invoked_subcommand is not None:
        return
    try:
        found = Api.of(ctx.obj).get(TalkList, "supervise")
    except (HelplineAway, Refused) as error:
        _give_up(error)
    if as_json:
        print_json(found)
    elif found.talks:
        wide_console().print(_table(found))
    else:
        typer.echo("Nobody talks with an agent")


@supervise_app.command()
def listen(ctx: typer.Context, call: Call, supervisor: As) -> None:
    """Hear both; nobody hears the supervisor."""
    _supervise(ctx, call, supervisor, How.LISTEN)


@supervise_app.command()
def whisper(ctx: typer.Context, call: Call, supervisor: As) -> None:
    """Hear both, and be heard by the agent alone."""
    _supervise(ctx, call, supervisor, How.WHISPER)


@supervise_app.command(name="take-over")
def take_over(ctx: typer.Context, call: Call, supervisor: As) -> None:
    """Talk with the caller in the agent's place; the agent is free."""
    _supervise(ctx, call, supervisor, How.TAKE_OVER)


def _supervise(ctx: typer.Context, call: str, supervisor: str, how: How) -> None:
    body = {"call": call, "as": supervisor, "how": how}
    try:
        talk = Api.of(ctx.obj).post(TalkNow, "supervise", body=body)
    except (HelplineAway, Refused) as error:
        _give_up(error)
    typer.echo(
        f"{supervisor} {DOES[how]} at the talk of {talk.agent}, call {talk.call_id}: the phone "
        "rings, or is there already. Its keys 1, 2 and 3: listen, whisper, take over"
    )


def _table(found: TalkList) -> Table:
    table = Table("Agent", "Seat", "Talks for", "Discom", "Supervisor", "Call", box=None)
    now = datetime.now(UTC)
    for talk in found.talks:
        there = f"{talk.supervisor} {DOES[talk.how]}" if talk.supervisor and talk.how else "–"
        lasted = seconds_in_words(max(0.0, (now - talk.since).total_seconds()))
        cells = (talk.agent, str(talk.seat or "–"), lasted, talk.discom or "–", there, talk.call_id)
        table.add_row(*map(escape, cells))
    return table


def _give_up(error: HelplineAway | Refused) -> None:
    if isinstance(error, Refused):
        give_up(*error.problems)
    give_up(Problem("helpline supervise", str(error), "Calls are supervised only while it runs"))
