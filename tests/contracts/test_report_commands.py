"""What a report counts by records alone, SQLite and PostgreSQL give when its command asks them."""

import asyncio
import shlex
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy.ext.asyncio import AsyncEngine

from capacity.marks import Mark
from capacity.thresholds import Thresholds
from ivr.http.call_query import read_query
from ivr.instants import find_zone
from ivr.journal import Journal
from ivr.period import Period
from ivr.report.commands import Commands
from ivr.report.making import Asked, Counted, Report
from ivr.report.reading import read
from ivr.storage import CallQueries, Projector
from tests.unit.ivr.report.journals import KEYS, write_day

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def a_report(folder: Path) -> Report:
    kept = read(folder, since=None, redial=1800, keys=KEYS, log_in=False)
    return Report(kept, Asked(Period(zone=find_zone("Asia/Kolkata")), Thresholds()), NOW)


def asked_of_records(report: Report) -> Iterable[tuple[Mark, Counted, list[str]]]:
    commands = Commands(report, None)
    groups = [report.total, *report.groups(["discom", "reason"]), *report.groups(["trunk"]),
              *report.groups(["hour"])]  # fmt: skip
    for group in groups:
        for mark in Mark:
            _, what, *words = shlex.split(commands.of(mark, group))
            if what == "calls" and group.measures[mark]:
                yield mark, group, words


async def project(engine: AsyncEngine, folder: Path) -> None:
    journal = Journal.open(folder, "node-1", keys=KEYS)
    projector = Projector(engine, journal)
    task = asyncio.create_task(projector.run())
    async with asyncio.timeout(10):
        await projector.catch_up()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    journal.close()


async def test_the_database_lists_exactly_the_calls_that_were_counted(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    report = a_report(write_day(tmp_path / "journal", 120))
    await project(engine, tmp_path / "journal")
    queries, checked = CallQueries(engine), set()
    for mark, group, words in asked_of_records(report):
        named = zip(words[::2], words[1::2], strict=True)
        query = {name.removeprefix("--"): value for name, value in named}
        found = await queries.calls(**read_query(query, NOW))
        places = group.places[report.marks[mark][group.places]]
        assert {each.call_id for each in found} == {report.book.ids[place] for place in places}
        assert len(found) == len(np.unique(places)) == group.measures[mark]
        checked.add(mark)
    assert {Mark.OFFERED, Mark.ABANDONED, Mark.DROPPED, Mark.CALL_BACK} <= checked
