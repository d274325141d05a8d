"""``helpline agents``: who is on duty and what they do, and changes of it on their behalf."""

import getpass
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

import typer
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from ivr.agents import Act, AgentNow
from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.asking import AsJson, print_json
from ivr.cli.context import Context, give_up
from ivr.cli.tables import wide_console
from ivr.http.agents import AgentList, ShownAgent
from ivr.instants import in_ist
from ivr.lengths import between
from ivr.settings import Problem

T = TypeVar("T")

LOOK_EVERY: Final = 1.0
"""Seconds between two looks of the live table."""

CLOCK: Final = "%H:%M:%S"
STYLES: Final = {
    "free": "green",
    "talking": "bold",
    "ringing": "bold",
    "paused": "yellow",
    "logged-out": "dim",
    "unreachable": "red",
}

agents_app = typer.Typer(
    invoke_without_command=True,
    help="The agents: who is on duty, on pause, or cannot be reached; and changes of it.",
)

Who = Annotated[str, typer.Argument(metavar="AGENT", help="The agent's id.")]


@agents_app.callback(invoke_without_command=True)
def show(
    ctx: typer.Context,
    *,
    as_json: AsJson = False,
    once: Annotated[bool, typer.Option("--once", help="Show them once, not live.")] = False,
) -> None:
    """Show what each agent is doing, live until Ctrl-C on a terminal."""
    if ctx.invoked_subcommand is not None:
        return
    console, found = wide_console(), _agents(ctx.obj)
    if as_json:
        print_json(found)
    elif once or not console.is_terminal:
        console.print(_table(found))
    else:
        with suppress(KeyboardInterrupt), Live(_table(found), console=console) as live:
            while True:
                time.sleep(LOOK_EVERY)
                live.update(_table(_agents(ctx.obj)))


@agents_app.command()
def login(ctx: typer.Context, agent: Who) -> None:
    """Let an agent get calls."""
    _act(ctx.obj, agent, Act.LOGIN)


@agents_app.command()
def logout(ctx: typer.Context, agent: Who) -> None:
    """Let an agent get no more calls; the present one goes on."""
    _act(ctx.obj, agent, Act.LOGOUT)


@agents_app.command()
def ready(ctx: typer.Context, agent: Who) -> None:
    """End an agent's pause, or the wrap-up after a call."""
    _act(ctx.obj, agent, Act.READY)


@agents_app.command()
def pause(
    ctx: typer.Context,
    agent: Who,
    reason: Annotated[str, typer.Option(help="Why: one of [duty.pauses], or its code.")],
) -> None:
    """Let an agent get no calls for a while; the present one goes on."""
    _act(ctx.obj, agent, Act.PAUSE, {"reason": reason})


@agents_app.command()
def disposition(
    ctx: typer.Context,
    agent: Who,
    what: Annotated[str, typer.Argument(help="One of [duty.dispositions], or its code.")],
) -> None:
    """Say what came of an agent's last call, which ends the wrap-up."""
    _act(ctx.obj, agent, Act.DISPOSITION, {"disposition": what})


def _act(context: Context, agent: str, act: Act, body: Mapping[str, str] | None = None) -> None:
    wish = {**(body or {}), "who": getpass.getuser()}
    found = _asked(lambda: Api.of(context).post(AgentNow, "agents", agent, act, body=wish))
    reason = f" ({found.reason})" if found.reason else ""
    typer.echo(f"{found.id} is {found.presence}{reason}, and now {found.duty}")


def _agents(context: Context) -> AgentList:
    return _asked(lambda: Api.of(context).get(AgentList, "agents"))


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except Refused as refused:
        give_up(*refused.problems)
    except HelplineAway as away:
        give_up(Problem("helpline agents", str(away), "Agents are on duty only while it runs"))


def _table(found: AgentList) -> Table:
    table = Table("Agent", "Name", "Duty", "Since", "For", "Discoms", box=None, pad_edge=False)
    table.add_column("Calls today", justify="right")
    table.add_column("Missed", justify="right")
    table.add_column("Remarks")
    now = datetime.now(UTC)
    for each in found.agents:
        cells = (each.id, each.name, each.duty, in_ist(each.since, CLOCK), between(each.since, now))
        calls = "?" if each.calls_today is None else str(each.calls_today)
        more = (", ".join(each.discoms) or "all", calls, str(each.misses or ""), _remarks(each))
        table.add_row(*map(escape, (*cells, *more)), style=STYLES.get(each.duty))
    return table


def _remarks(agent: ShownAgent) -> str:
    """Say what the duty alone does not tell."""
    parts = []
    if agent.reason:
        parts.append(agent.reason)
    if agent.presence not in ("ready", agent.duty):
        parts.append(f"then {agent.presence}")
    if not agent.reachable and agent.duty != "unreachable":
        parts.append("phone unreachable")
    if agent.until is not None:
        parts.append(f"until {in_ist(agent.until, CLOCK)} at the latest")
    return ", ".join(parts)
