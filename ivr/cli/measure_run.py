"""A measurement under way in a terminal: setting after setting, shown live, kept as it grows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import aiohttp
import typer

from capacity.limit import Step
from capacity.load import Profile, plan_load
from ivr.asterisk import running_pid
from ivr.cli.api import Api
from ivr.cli.context import Context, errors, give_up
from ivr.cli.real_calls import check_idle, passwords_of_agents, shown, sipp_of, target_of
from ivr.http.lines import LinesView
from ivr.instance import running_instance
from ivr.lengths import seconds_in_words
from ivr.load.agents import AgentsRefused
from ivr.load.bounds import check_load
from ivr.load.result import LoadCounts
from ivr.load.running import SippFailed
from ivr.load.sipp import Target
from ivr.measuring.found import Found
from ivr.measuring.limits import find_limit
from ivr.measuring.machine import this_machine
from ivr.measuring.measuring import Stage, measure
from ivr.measuring.own import Place, own_helpline
from ivr.measuring.reached import ASTERISK, SERVICE, Reached
from ivr.measuring.report import Report
from ivr.measuring.settings import Setting, at_loads, at_rate
from ivr.phone.recognition import KnownSounds
from ivr.settings import Problem
from ivr.settings.secrets import DATABASE_PASSWORD

ENDED: Final = 130
"""The status of a command that Ctrl-C ended."""

Tell = Callable[[LoadCounts], None]
Measure = Callable[[Setting, Path, Tell], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether a limit is sought, and where the report goes, if anywhere."""

    find_limit: bool
    out: Path | None


@dataclass(frozen=True, slots=True)
class Own:
    """Where a helpline of the measurement's own is, and where its records go."""

    address: str
    database: str | None


@dataclass
class _Course:
    """What was measured so far."""

    asked: Asked
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    found: list[Found] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def report(self) -> Report:
        return Report(self.at, this_machine(), self.found, self.steps)

    def keep(self, found: Found) -> None:
        """Add what was found of a setting, and write it, since the next may be broken off."""
        self.found.append(found)
        self._write()

    def step(self, step: Step) -> None:
        """Add a rate that was tried, likewise."""
        self.steps.append(step)
        self._write()

    def _write(self) -> None:
        if self.asked.out is not None:
            try:
                self.report().write(self.asked.out)
            except OSError as error:
                place = f"--out {self.asked.out}"
                give_up(Problem(place, f"cannot be written: {error}", "Name a folder of yours"))


def run_own(context: Context, settings: Sequence[Setting], own: Own, asked: Asked) -> Report:
    """Measure each setting on a helpline of its own; raises `SettingsError`, `AsteriskError`."""
    if not _is_loopback(own.address):
        remedy = "Name one of this machine alone, such as 127.0.19.12; or measure with --running"
        give_up(Problem(f"--address {own.address}", "is no loopback address", remedy))
    run = context.settings.run
    password = context.secrets.find(DATABASE_PASSWORD)
    place = Place(own.address, run.tools.absolute(), run.sounds.absolute(), own.database, password)
    sipp, known = sipp_of(context.settings), KnownSounds.load(run.sounds)

    async def measured(setting: Setting, folder: Path, tell: Tell) -> Found:
        async with own_helpline(place, setting.sections()) as reached:
            sip = reached.settings.sip
            target = Target(sip.bind, sip.port, sip.helpline_numbers[0], own.address, sipp)
            return await measure(setting, reached, Stage(target, known, folder), tell)

    return _run(settings, asked, measured)


def run_reached(
    context: Context, usual: Setting, loads: Sequence[float] | None, asked: Asked
) -> Report:
    """Measure the helpline of these settings, with as many lines as it has."""
    api, settings = Api.of(context), context.settings
    check_idle(api, "--running")
    target, known = target_of(settings), KnownSounds.load(settings.run.sounds)
    if usual.agents > len(passwords_of_agents(context)):
        wrong = f"there are {len(settings.agents)} agents in the settings"
        give_up(Problem(f"--agents {usual.agents}", wrong, "Ask for fewer, or add some"))
    found = {
        SERVICE: running_instance(settings.run.folder),
        ASTERISK: running_pid(settings.run.folder),
    }
    pids = {name: pid for name, pid in found.items() if pid is not None}
    reached = Reached(settings, context.secrets, pids)

    async def measured(setting: Setting, folder: Path, tell: Tell) -> Found:
        return await measure(setting, reached, Stage(target, known, folder), tell)

    lines = [api.get(LinesView, "lines").sizes.incoming]
    return _run(at_loads(lines, loads, usual) if loads else at_rate(lines, usual), asked, measured)


def _run(settings: Sequence[Setting], asked: Asked, measured: Measure) -> Report:
    for setting in settings:
        check_load(plan_load(setting.wish, Profile.STEADY))
    course = _Course(asked)
    try:
        _play(settings, course, measured)
    except AgentsRefused as error:
        give_up(Problem("--agents", str(error), "Ask for fewer, or see why in Asterisk's log"))
    except KeyboardInterrupt:
        errors.print("Ended before its time; nothing of it runs on.")
        if not course.found:
            raise typer.Exit(ENDED) from None
    return course.report()


def _play(settings: Sequence[Setting], course: _Course, measured: Measure) -> None:
    broken: list[BaseException] = []
    try:
        asyncio.run(_measure_all(settings, course, measured))
    except* (OSError, aiohttp.ClientError, SippFailed) as failed:
        broken.extend(failed.exceptions)
    if broken:  # a give-up among them would become one of many exceptions
        wrong, remedy = f"cannot go on: {str(broken[0]).strip()}", "Look at rights and open files"
        give_up(Problem("helpline capacity measure", wrong, remedy))


async def _measure_all(settings: Sequence[Setting], course: _Course, measured: Measure) -> None:
    async def one(setting: Setting) -> Found:
        lasts = setting.span.end
        what = f"{setting.name}: {seconds_in_words(lasts)}, and its last calls; Ctrl-C ends it."
        with TemporaryDirectory(prefix="helpline-load-") as folder, shown(what) as show:
            found = await measured(setting, Path(folder), lambda c: show(_told(c, lasts)))
        course.keep(found)
        return found

    if course.asked.find_limit:
        await find_limit(settings[0], one, course.step)
    else:
        for setting in settings:
            await one(setting)


def _told(counts: LoadCounts, lasts: float) -> str:
    left = max(0.0, lasts - counts.seconds)
    stage = f"{seconds_in_words(left)} left" if left else "last calls"
    return (
        f"{stage}; {counts.placed} placed, {counts.current} there, "
        f"{counts.blocked} blocked, {counts.landed} landed, {counts.failed} failed"
    )


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
