"""``helpline load``: real calls to a running helpline, as many as an hour brings."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from capacity.load import MIXED, STAY, LoadPlan, Profile, Wish, plan_load, plan_logged
from ivr.cli.api import Api
from ivr.cli.context import errors, give_up
from ivr.cli.load_run import Stage, place
from ivr.cli.options import parsed
from ivr.cli.real_calls import check_idle, passwords_of_agents, target_of
from ivr.cli.tables import wide_console
from ivr.instants import IST, parse_since
from ivr.load.books import Books
from ivr.load.bounds import check_load
from ivr.load.result import LoadResult
from ivr.load.tables import differences, result_lines, result_table, tree_of
from ivr.planning.reading import parse_length, parse_redial
from ivr.replay.reading import read_period
from ivr.settings import Problem, SettingsError

MINUTE: Final = 60.0


class Arrivals(StrEnum):
    """When people call."""

    STEADY = "steady"
    STORM = "storm"
    FILE = "file"


class Behaviour(StrEnum):
    """What they do."""

    MIXED = "mixed"
    STAY = "stay"


HABITS: Final = {Behaviour.MIXED: MIXED, Behaviour.STAY: STAY}

Calls = Annotated[
    float | None,
    typer.Option("--calls-per-hour", min=1, help="First attempts, where most come; not of a file."),
]
Hold = Annotated[
    float, parsed(parse_length, metavar="TIME", help="For how long a caller stays on average.")
]
Minutes = Annotated[float, typer.Option(min=0.05, max=120, help="Minutes for which calls come.")]
Comes = Annotated[
    Arrivals, typer.Option("--profile", help="Steady, rising to a storm, or as in a log.")
]
Log = Annotated[
    Path | None, typer.Option("--log", help="The journal whose arrivals --profile file takes.")
]
From = Annotated[
    str | None, typer.Option("--from", help="Of the log, only since then: 2026-11-22T09:00.")
]
Compress = Annotated[
    float, typer.Option(min=1, max=100, help="Shorten times and raise rates so many times.")
]
Does = Annotated[
    Behaviour, typer.Option("--behaviour", help="A mix of callers, or all stay for their hold.")
]
Redial = Annotated[
    float, parsed(parse_redial, metavar="SHARE", help="Of the blocked, calls again: 0.4 or 40%.")
]
RedialAfter = Annotated[
    float, parsed(parse_length, metavar="TIME", help="After that time on average.")
]
Agents = Annotated[
    bool, typer.Option("--agents", help="Answer on the phones of all agents of the settings, too.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed places the same calls.")]
Out = Annotated[
    Path | None, typer.Option(help="A folder for load.json, attempts.csv and SIPp's own files.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: real seconds.")]


def load(
    ctx: typer.Context,
    *,
    calls: Calls = None,
    hold: Hold = 180.0,
    minutes: Minutes = 10.0,
    profile: Comes = Arrivals.STEADY,
    log: Log = None,
    since: From = None,
    compress: Compress = 1.0,
    behaviour: Does = Behaviour.MIXED,
    redial: Redial = 0.0,
    redial_after: RedialAfter = 60.0,
    agents: Agents = False,
    seed: Seed = 1,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Place real calls to the helpline of these settings, and see what becomes of them.

    It needs a helpline that runs, has no other calls, and is on this machine's loopback address
    (or at an address that stands in sip.trunk_addresses by itself). Ctrl-C hangs up all calls.
    """
    wish = Wish(
        calls=calls or 0.0,
        hold=hold,
        seconds=MINUTE * minutes,
        compress=compress,
        habits=HABITS[behaviour],
        redial=redial,
        redial_after=redial_after,
        seed=seed,
    )
    try:
        plan = _plan(wish, profile, log, since)
        check_load(plan)
    except SettingsError as error:
        give_up(*error.problems)
    target = target_of(ctx.obj.settings)
    passwords = passwords_of_agents(ctx.obj) if agents else {}
    check_idle(Api.of(ctx.obj), "load")
    stage = Stage(target, ctx.obj.settings.run.folder / "journal", passwords, out)
    _show(*place(plan, stage), as_json=as_json)


def _plan(wish: Wish, profile: Arrivals, log: Path | None, since: str | None) -> LoadPlan:
    if profile is not Arrivals.FILE:
        if not wish.calls:
            give_up(Problem("--calls-per-hour", "is missing", "Say how many call, such as 5500"))
        return plan_load(wish, Profile(profile))
    if log is None:
        give_up(Problem("--log", "is missing", "Name the journal whose arrivals are meant"))
    return plan_logged(wish, read_period(log, _moment(since), None, lambda _count: None).offered)


def _moment(text: str | None) -> datetime | None:
    try:
        return None if text is None else parse_since(text, datetime.now(UTC), IST)
    except ValueError:
        give_up(Problem(f"--from {text}", "is no time", "Write it like 2026-11-22T09:00"))


def _show(result: LoadResult, books: Books, *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(tree_of(result, books))).decode())
        return
    console = wide_console()
    console.print(result_table(result, books), "")
    for line in result_lines(result, books):
        console.print(line, markup=False)
    for line in differences(result, books):
        errors.print(line, style="bold red", markup=False)
