"""A load under way in a terminal: shown live, ended by Ctrl-C, its files kept if asked for."""

import asyncio
import csv
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from capacity.load import LoadPlan
from ivr.cli.context import give_up
from ivr.cli.real_calls import shown, so_many
from ivr.load.agents import AgentsRefused, agents_answering
from ivr.load.attempts import Attempt
from ivr.load.books import Books, read_books
from ivr.load.result import LoadCounts, LoadResult
from ivr.load.running import SippFailed, run_load
from ivr.load.sipp import Target
from ivr.load.tables import tree_of
from ivr.settings import Problem


@dataclass(frozen=True, slots=True)
class Stage:
    """The helpline and its journal, the agents whose phones we are, and where files are kept."""

    target: Target
    journal: Path
    passwords: Mapping[str, str]
    out: Path | None


def place(plan: LoadPlan, stage: Stage) -> tuple[LoadResult, Books]:
    """Place the calls and read what was recorded; ends the command if that cannot be."""
    try:
        with _folder(stage.out) as folder, shown(so_many(len(plan.calls), plan.over_by)) as show:
            result, books = asyncio.run(_place(plan, stage, folder, lambda c: show(_told(c))))
            if stage.out is not None:
                _write(folder, result, books)
    except AgentsRefused as error:
        remedy = "An agent who is new in the settings needs a restart of Asterisk"
        give_up(Problem("--agents", str(error), remedy))
    except SippFailed as error:
        remedy = "Look whether helpline call gets through, and with --out at SIPp's own files"
        give_up(Problem("SIPp", str(error).strip(), remedy))
    except OSError as error:
        give_up(Problem("load", f"cannot go on: {error}", "Look at rights and open files"))
    if not books.records:
        remedy = "Is it the helpline of these settings, and is the caller's address its trunk's?"
        give_up(Problem(str(stage.journal), "tells of none of the calls placed", remedy))
    return result, books


async def _place(
    plan: LoadPlan, stage: Stage, folder: Path, tell: Callable[[LoadCounts], None]
) -> tuple[LoadResult, Books]:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
            stack.callback(loop.remove_signal_handler, number)
        if stage.passwords:
            await stack.enter_async_context(agents_answering(stage.target, stage.passwords, folder))
        result = await run_load(plan, stage.target, folder, tell, stop=stop)
        return result, await read_books(stage.journal, result)


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    if out is None:
        with TemporaryDirectory(prefix="helpline-load-") as folder:
            yield Path(folder)
    else:
        out.mkdir(parents=True, exist_ok=True)
        yield out


def _told(counts: LoadCounts) -> str:
    return (
        f"{counts.placed} placed, {counts.current} there, {counts.blocked} blocked, "
        f"{counts.landed} landed, {counts.over} over, {counts.failed} failed"
    )


def _write(folder: Path, result: LoadResult, books: Books) -> None:
    tree = msgspec.json.format(msgspec.json.encode(tree_of(result, books)))
    (folder / "load.json").write_bytes(tree + b"\n")
    names = [field.name for field in fields(Attempt)]
    with (folder / "attempts.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([getattr(each, name) for name in names] for each in result.attempts)
