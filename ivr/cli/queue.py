"""``helpline queue``: the waiting lines as they stand, and a supervisor's hand in them."""

import getpass
import time
from contextlib import suppress
from http.client import BAD_REQUEST
from typing import Annotated, Any, Final, NoReturn

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.asking import AsJson, print_json
from ivr.cli.context import Context, give_up
from ivr.cli.queue_tables import place_words, queue_picture, share_words
from ivr.cli.tables import wide_console
from ivr.http.queue import MOST
from ivr.http.queue_views import QueueCalls, QueueView, ShownShare, ShownWaiter
from ivr.instants import in_ist, parse_seconds
from ivr.settings import Problem

EVERY: Final = 1.0
"""Seconds between two looks."""

ABOVE_CALLS: Final = 20
"""Rows of a terminal that the lines take, at the least one is left for callers."""

PLACE: Final = "helpline queue"

queue_app = typer.Typer(invoke_without_command=True, help="Who waits, for how long, and who next.")

CallId = Annotated[str, typer.Argument(metavar="CALL", help="The id of a call, as listed.")]


@queue_app.callback(invoke_without_command=True)
def show(
    ctx: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Print it once; do not watch.")] = False,
    calls: Annotated[bool, typer.Option("--calls", help="Each caller too.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="And their numbers.")] = False,
    discom: Annotated[str | None, typer.Option(help="Only callers for this one, or any.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="List so many; else as many as fit, or 100.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Watch the waiting lines. Off a terminal they are printed once."""
    if ctx.invoked_subcommand is not None:
        return
    console = wide_console()
    watch = console.is_terminal and not (once or as_json)
    most = limit or (max(1, console.height - ABOVE_CALLS) if watch else 100)
    query = {"limit": str(most), "numbers": str(numbers).lower()}
    if discom is not None:
        query["discom"] = discom
    looking = Looking(Api.of(ctx.obj), query if calls or numbers or discom else None)
    try:
        found = looking.look()
    except (HelplineAway, Refused) as error:
        _give_up(error)
    if as_json:
        print_json(found[1] or found[0])
    elif watch:
        _watch(looking, console, found)
    else:
        console.print(queue_picture(*found))


@queue_app.command()
def first(
    ctx: typer.Context,
    call: CallId,
    priority: Annotated[
        str,
        typer.Option(
            "--as", help="Not before all others, but as danger, listed, repeated or ordinary."
        ),
    ] = "first",
) -> None:
    """Let a caller be answered next, or give them another priority."""
    _steer(ctx.obj, call, "priority", {"priority": priority})


@queue_app.command()
def send(
    ctx: typer.Context,
    call: CallId,
    to: Annotated[str, typer.Option(help="The discom whose line it is, or any.")],
) -> None:
    """Let a caller wait in another line, by the time at which they joined the first."""
    _steer(ctx.obj, call, "send", {"to": to})


@queue_app.command()
def share(
    ctx: typer.Context,
    discom: Annotated[str, typer.Argument(help="Whose callers.")],
    length: Annotated[str, typer.Option("--for", help="For how long: 30m, 2h.")],
    reason: Annotated[str, typer.Option(help="Why; for your colleagues.")] = "",
) -> None:
    """Let agents of all discoms answer callers of this one without delay, for a while."""
    try:
        seconds = parse_seconds(length)
    except ValueError as error:
        give_up(Problem("--for", str(error), "For example: --for 30m"))
    wish = {"discom": discom, "seconds": seconds, "reason": reason, "who": getpass.getuser()}
    try:
        opened = Api.of(ctx.obj).post(ShownShare, "queue", "share", body=wish)
    except (HelplineAway, Refused) as error:
        _give_up(error, "For example: helpline queue share KESCO --for 30m")
    typer.echo(share_words(opened))


@queue_app.command()
def unshare(
    ctx: typer.Context, discom: Annotated[str, typer.Argument(help="Whose callers.")]
) -> None:
    """Let agents of other discoms help this one again only as the settings say."""
    wish = {"who": getpass.getuser()}
    try:
        closed = Api.of(ctx.obj).post(ShownShare, "queue", "share", discom, "end", body=wish)
    except (HelplineAway, Refused) as error:
        _give_up(error)
    typer.echo(f"{closed.discom} is open to agents of all discoms no more")


class Looking:
    """Asks again and again for the lines, and for callers if there is a query for them."""

    def __init__(self, api: Api, query: dict[str, str] | None) -> None:
        self._api = api
        self._query = query

    def look(self) -> tuple[QueueView, QueueCalls | None]:
        """Ask once; raises `HelplineAway` or `Refused`."""
        view = self._api.get(QueueView, "queue")
        if self._query is None:
            return view, None
        return view, self._api.get(QueueCalls, "queue", "calls", query=self._query)


def _watch(looking: Looking, console: Console, found: tuple[QueueView, QueueCalls | None]) -> None:
    """Show the lines until Ctrl-C, also while the helpline is started again."""
    with Live(console=console, auto_refresh=False) as live, suppress(KeyboardInterrupt):
        while True:
            away: list[Text] = []
            try:
                found = looking.look()
            except (HelplineAway, Refused):
                since = in_ist(found[0].at, "%H:%M:%S")
                away = [Text(f"no answer since {since} IST; trying again", style="bold red")]
            live.update(Group(queue_picture(*found), *away), refresh=True)
            time.sleep(EVERY)


def _steer(context: Context, call: str, what: str, wish: dict[str, Any]) -> None:
    body = {**wish, "who": getpass.getuser()}
    try:
        moved = Api.of(context).post(ShownWaiter, "queue", "calls", call, what, body=body)
    except (HelplineAway, Refused) as error:
        example = {"priority": "first CALL --as danger", "send": "send CALL --to DVVNL"}[what]
        _give_up(error, f"For example: {PLACE} {example}")
    typer.echo(f"Call {moved.call_id} {place_words(moved)}")


def _give_up(error: HelplineAway | Refused, example: str = "") -> NoReturn:
    if isinstance(error, HelplineAway):
        give_up(Problem(PLACE, str(error), "Callers wait only while it runs"))
    if error.status == BAD_REQUEST and example:  # whose remedy is for who sends JSON
        give_up(*(Problem(each.place, each.wrong, example) for each in error.problems))
    give_up(*error.problems)
