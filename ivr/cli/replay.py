"""``helpline replay``: lets logged calls happen again, as it was or as it might have been."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.progress import Progress

from ivr.cli.context import errors, give_up
from ivr.cli.live_replay import Asked, play_live, show
from ivr.cli.tables import wide_console
from ivr.replay.picture import draw
from ivr.replay.reading import read_calls
from ivr.replay.replaying import Replay, Request, replay_calls
from ivr.replay.tables import (
    basis_lines,
    day_table,
    error_line,
    title_of,
    total_table,
    tree_of,
)
from ivr.replay.what_if import read_what_if
from ivr.settings import Problem, SettingsError

STEP: Final = 1_000
"""Calls between two signs of progress."""

Log = Annotated[Path, typer.Argument(help="A journal: our own, or one made by helpline import.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="What if, any number of times: lines.incoming=650, agents.QUEUE=40, "
        "waiting.wrap_up=15 (or pick_up, longest_wait, short_abandon), "
        "measures.service_level=20; times in seconds.",
    ),
]
Seeds = Annotated[int, typer.Option(min=1, max=1000, help="How many runs.")]
Seed = Annotated[int, typer.Option(min=0, help="The seed of the first run.")]
Out = Annotated[Path | None, typer.Option(help="A folder for replay.json and replay.png.")]
Day = Annotated[str | None, typer.Option(help="Only this day, as 2026-11-22.")]
Zone = Annotated[str, typer.Option(help="The time zone of days and of the picture.")]
Live = Annotated[
    bool, typer.Option("--live", help="Place real calls to the running helpline instead.")
]
Speed = Annotated[
    float | None,
    typer.Option(min=0.1, max=100, help="Live: how many times as fast.", show_default="10"),
]
From = Annotated[str | None, typer.Option("--from", help="Live: since then, 2026-11-22T09:00.")]
To = Annotated[str | None, typer.Option("--to", help="Live: until then.")]
Most = Annotated[
    int | None,
    typer.Option(min=1, max=100_000, help="Live: only the first so many.", show_default="2000"),
]
Agents = Annotated[
    bool, typer.Option("--agents", help="Live: answer on the phones of all agents, too.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: seconds, and shares of 1.")]


def replay(
    ctx: typer.Context,
    log: Log,
    *,
    what_if: Set = None,
    seeds: Seeds = 5,
    seed: Seed = 1,
    out: Out = None,
    day: Day = None,
    zone: Zone = "Asia/Kolkata",
    live: Live = False,
    speed: Speed = None,
    since: From = None,
    until: To = None,
    most: Most = None,
    agents: Agents = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a log as it was, or with other lines, agents and times, beside what it says.

    With --live its calls are placed as real ones, to the helpline of these settings.
    """
    asked = Asked(live=live, speed=speed, since=since, until=until, most=most, agents=agents)
    asked.check()
    try:
        request = Request(
            settings=ctx.obj.settings,
            what_if=read_what_if(what_if or []),
            seeds=range(seed, seed + seeds),
            zone=_zone(zone),
            day=_day(day),
        )
        if live:
            show(play_live(ctx.obj, request, log, asked), out, as_json=as_json)
            return
        with _progress("reading", None) as tell:
            calls = read_calls(log, request.day, request.zone, tell)
        with _progress("simulating", len(calls) * seeds) as tell:
            replayed = replay_calls(request, calls, tell)
    except SettingsError as error:
        give_up(*error.problems)
    if out is not None:
        _write(out, replayed)
    if as_json:
        typer.echo(_json(replayed))
    else:
        _print(replayed)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        give_up(Problem(f"--zone {name}", "is no time zone", "Write it like Asia/Kolkata"))


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        give_up(Problem(f"--day {text}", "is no day", "Write it like 2026-11-22"))


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Give what hears how many calls are done, and shows it on a terminal."""
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        shown = 0

        def tell(done: int) -> None:
            nonlocal shown
            if done - shown >= STEP:
                shown = done
                progress.update(bar, completed=done, description=f"{what}, {done} calls")

        yield tell


def _write(out: Path, replayed: Replay) -> None:
    courses = [run.course for run in replayed.runs]
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "replay.json").write_text(_json(replayed) + "\n", encoding="utf-8")
        draw(out / "replay.png", title_of(replayed.basis), replayed.logged.course, courses)
    except OSError as error:
        give_up(Problem(f"--out {out}", f"cannot be written: {error}", "Name a folder of yours"))


def _json(replayed: Replay) -> str:
    tree = {"basis": replayed.basis, **tree_of(replayed.comparison)}
    return msgspec.json.format(msgspec.json.encode(tree)).decode()


def _print(replayed: Replay) -> None:
    console = wide_console()
    comparison = replayed.comparison
    if len(comparison.days) > 1:
        console.print(day_table(comparison), "")
    console.print(total_table(comparison), "")
    basis = replayed.basis
    for line in (*basis_lines(basis), error_line(comparison, basis["asked"])):
        console.print(line, markup=False)
