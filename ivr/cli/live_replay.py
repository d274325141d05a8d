"""``helpline replay --live``: the calls of a log as real calls to a running helpline."""

import asyncio
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import typer
from rich.console import Console

from capacity.call_log import CallLog
from ivr.cli.api import Api
from ivr.cli.context import Context, errors, give_up
from ivr.cli.nearby import helpline_address, load_address
from ivr.cli.real_calls import check_idle, passwords_of_agents, shown, so_many
from ivr.cli.tables import wide_console
from ivr.instants import parse_since
from ivr.period import bounds_of
from ivr.phone.phone import RegistrationRefused
from ivr.phone.recognition import KnownSounds
from ivr.replay.live.caller import Line
from ivr.replay.live.crowd import Counts, Played
from ivr.replay.live.outcome import Outcome, basis_lines, figure_table, tree_of
from ivr.replay.live.plan import MOST_AT_ONCE
from ivr.replay.live.playing import LiveReplay, Stage
from ivr.replay.picture import draw
from ivr.replay.reading import read_period
from ivr.replay.replaying import Request
from ivr.settings import Problem, Settings

USUAL_SPEED: Final = 10.0
USUAL_MOST: Final = 2_000
FILES: Final = 2 * MOST_AT_ONCE + 200
"""Open files that are enough for all callers and agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of a live replay; None is the usual. ``most`` is how many calls are placed."""

    live: bool
    speed: float | None
    since: str | None
    until: str | None
    most: int | None
    agents: bool

    def check(self) -> None:
        """End the command if something is asked that is for live replays only."""
        given = {
            "--speed": self.speed, "--from": self.since, "--to": self.until, "--most": self.most,
            "--agents": self.agents or None,
        }  # fmt: skip
        for name, value in given.items():
            if value is not None and not self.live:
                give_up(Problem(name, "is for real calls only", "Add --live, or leave it out"))


def play_live(context: Context, request: Request, log: Path, asked: Asked) -> Outcome:
    """Play the log against the helpline of these settings; raises `SettingsError`."""
    line = _line(context.settings)
    calls = _read(log, request, asked)
    replay = LiveReplay(request, calls, asked.speed or USUAL_SPEED)
    passwords = passwords_of_agents(context) if asked.agents else {}
    check_idle(Api.of(context), "--live")
    stage = Stage(line, context.settings.run.folder / "journal", passwords)
    count = len(replay.calls)
    with shown(so_many(count, replay.seconds)) as show_now:
        played = _play(replay, stage, lambda counts: show_now(_told(counts, count)))
    if not any(played.records):
        remedy = "Is it the helpline of these settings, and is the caller's address its trunk's?"
        give_up(Problem(str(stage.journal), "tells of none of the calls placed", remedy))
    return replay.outcome(played)


def show(outcome: Outcome, out: Path | None, *, as_json: bool) -> None:
    """Print the comparison, and write it with a picture into the folder ``out``."""
    tree = msgspec.json.format(msgspec.json.encode(tree_of(outcome))).decode()
    if out is not None:
        _write(out, outcome, tree)
    if as_json:
        typer.echo(tree)
        return
    console: Console = wide_console()
    console.print(figure_table(outcome), "")
    for line in basis_lines(outcome.basis):
        console.print(line, markup=False)


def _line(settings: Settings) -> Line:
    return Line(
        host=load_address(settings),
        remote=helpline_address(settings),
        number=settings.sip.helpline_numbers[0],
        known=KnownSounds.load(settings.run.sounds),
        rtp_timeout=settings.sip.rtp_timeout,
    )


def _read(log: Path, request: Request, asked: Asked) -> CallLog:
    since = until = None
    if request.day is not None:
        since, until = bounds_of(request.day, request.zone)
    since = _moment("--from", asked.since, request) or since
    until = _moment("--to", asked.until, request) or until
    calls = read_period(log, since, until, lambda _count: None)
    most = asked.most or USUAL_MOST
    if len(calls) > most:
        errors.print(f"{len(calls)} calls; the first {most} are played (--most).")
    return calls.part(slice(0, most))


def _moment(name: str, text: str | None, request: Request) -> datetime | None:
    try:
        return None if text is None else parse_since(text, datetime.now(UTC), request.zone)
    except ValueError:
        give_up(Problem(f"{name} {text}", "is no time", "Write it like 2026-11-22T09:00"))


def _allow_open_files() -> None:
    """Each call takes two files; what a shell usually allows is too few for all."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _play(replay: LiveReplay, stage: Stage, tell: Callable[[Counts], None]) -> Played:
    _allow_open_files()
    try:
        return asyncio.run(replay.play(stage, tell))
    except RegistrationRefused as error:
        remedy = "An agent who is new in the settings needs a restart of Asterisk"
        give_up(Problem("--agents", str(error), remedy))
    except OSError as error:
        give_up(Problem("--live", f"cannot go on: {error}", "Look at rights and open files"))


def _told(counts: Counts, calls: int) -> str:
    return (
        f"{counts.placed} of {calls} placed, {counts.in_menus} in menus, "
        f"{counts.waiting} waiting, {counts.talking} talking, {counts.over} over"
    )


def _write(out: Path, outcome: Outcome, tree: str) -> None:
    title = f"{outcome.basis['days']}: logged, and as real calls"
    simulated = [outcome.simulated.course] if outcome.simulated else []
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "live.json").write_text(tree + "\n", encoding="utf-8")
        draw(out / "live.png", title, outcome.logged.course, simulated, outcome.live.course)
    except OSError as error:
        give_up(Problem(f"--out {out}", f"cannot be written: {error}", "Name a folder of yours"))
