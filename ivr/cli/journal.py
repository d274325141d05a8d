"""``helpline journal``: look through the journal, read it, and make the tables again from it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from ivr.cli.context import Context, errors, give_up, tell
from ivr.cli.damage_runs import DamageRuns
from ivr.cli.journal_lines import Wanted, in_words, readable
from ivr.cli.steps import Steps
from ivr.instants import FORMS, in_ist, parse_since
from ivr.journal import Keys, WrongKey
from ivr.journal.checking import Findings, check_journal
from ivr.journal.reader import Reader
from ivr.journal.tails import last_number
from ivr.lengths import counted
from ivr.outside import JOURNAL
from ivr.settings import Problem
from ivr.settings.secrets import DATABASE_PASSWORD, JOURNAL_KEY
from ivr.storage import STORAGE_FAULTS, create_engine
from ivr.storage.engine import describe
from ivr.storage.rebuild import NothingToRebuildFrom, Rebuilt, Source, WouldLose, rebuild

DAMAGED: Final = 1
"""The exit status for a journal that is not as it was written."""

LONGEST_STATEMENT: Final = 3600.0
THOUSAND: Final = 1000

console = Console(highlight=False, soft_wrap=True)
journal_app = typer.Typer(help="The journal: every fact of every call, as it became known.")


KINDS: Final = {
    "fact": ("fact", "facts"),
    "record": ("record", "records"),
    "lines": ("change of lines", "changes of lines"),
    "service": ("change of the service", "changes of the service"),
}

Place = Annotated[Path | None, typer.Argument(help="A journal; without it, this helpline's.")]


@journal_app.command()
def check(ctx: typer.Context, folder: Place = None) -> None:
    """Go through all files; name each damaged or missing line. Ends with status 1 if any is."""
    folder = _folder(ctx.obj, folder)
    with _told_if_unreadable(), _counting(folder) as progress:
        findings = check_journal(folder, _keys(ctx.obj), progress)
    _print_findings(findings)
    if not findings.sound:
        raise typer.Exit(DAMAGED)


@journal_app.command()
def show(
    ctx: typer.Context,
    folder: Place = None,
    *,
    call: Annotated[str | None, typer.Option(help="Only this call; the id may be cut.")] = None,
    since: Annotated[str | None, typer.Option(help=f"Only since: {FORMS} (IST).")] = None,
) -> None:
    """Print the journal, a line for each entry: time (IST), call, what became known."""
    folder, node = _folder(ctx.obj, folder), ctx.obj.way_in.run.node
    try:
        begin = parse_since(since, datetime.now(UTC)) if since else None
    except ValueError as error:
        give_up(Problem("--since", str(error), "Use one of these forms"))
    wanted = Wanted(node, call, begin)
    with _told_if_unreadable(), DamageRuns(_tell) as damages:
        for entry in readable(folder, wanted, _keys(ctx.obj), damages.add, _tell_closed):
            typer.echo(in_words(entry))


@journal_app.command(name="rebuild")
def rebuild_tables(
    ctx: typer.Context,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if the tables lose what the journal lacks.")
    ] = False,
) -> None:
    """Make this node's tables again from the journal, while a service runs or not.

    Everybody sees the old tables until the new ones stand. What is older than the journal stays.
    """
    context: Context = ctx.obj
    source = Source(_folder(context), context.settings.run.node, _keys(context))
    try:
        with _counting(source.folder) as progress:
            done = asyncio.run(_rebuild(context, source, anyway=anyway, progress=progress))
    except WouldLose as error:
        _print_rebuilt(error.found, "would be left")
        remedy = "See `helpline journal check`; --anyway goes without what is missing"
        give_up(Problem("journal", f"{error}; nothing was changed", remedy))
    except NothingToRebuildFrom:
        give_up(Problem(str(source.folder), "there is no entry", "Start it and place a call"))
    except WrongKey as error:
        give_up(error.problem)
    except STORAGE_FAULTS as error:
        wrong = f"cannot be rebuilt, nothing was changed: {describe(error)}"
        give_up(Problem("database", wrong, "Look whether it runs and database.url is right"))
    _print_rebuilt(done)


async def _rebuild(
    context: Context, source: Source, *, anyway: bool, progress: Callable[[int], None]
) -> Rebuilt:
    settings = context.settings
    password = context.secrets.find(DATABASE_PASSWORD)
    engine = create_engine(
        settings.database.url, password, settings.run.folder, longest=LONGEST_STATEMENT
    )
    try:
        return await rebuild(engine, source, anyway=anyway, progress=progress)
    finally:
        await engine.dispose()


def _folder(context: Context, asked: Path | None = None) -> Path:
    if asked is not None and not asked.is_dir():
        give_up(Problem(str(asked), "is no folder", "Name the folder of a journal"))
    folder = asked or context.way_in.run.folder / JOURNAL
    if not folder.is_dir():
        give_up(Problem(str(folder), "there is no journal yet", "Start it and place a call"))
    return folder


def _keys(context: Context) -> Keys:
    return Keys(context.secrets.find(JOURNAL_KEY) or "")


@contextmanager
def _told_if_unreadable() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # whoever reads our output has seen enough
        raise
    except OSError as error:
        remedy = "Use the helpline's own user, or look at the disk"
        give_up(Problem(str(error.filename), f"cannot be read: {error.strerror}", remedy))


@contextmanager
def _counting(folder: Path) -> Iterator[Callable[[int], None]]:
    """Show entries as they are counted, in thousands."""
    first = next(Reader(folder, report=lambda _: None).entries(), None)
    total = last_number(folder) - (first[1].n if first else 0) + 1
    with Steps(errors) as steps:
        shown = 0

        def count(entries: int) -> None:
            nonlocal shown
            if entries // THOUSAND > shown:
                shown = entries // THOUSAND
                steps.show("thousands of entries", shown, max(shown, total // THOUSAND))

        yield count


def _print_findings(findings: Findings) -> None:
    with DamageRuns(_tell) as damages:
        for damage in findings.damages:
            damages.add(damage)
    for gap in findings.gaps:
        one = gap.first == gap.last
        which = f"entry {gap.first} is" if one else f"entries {gap.first} to {gap.last} are"
        _tell(f"{gap.file}:{gap.line}: {which} missing before this line")
    for stranger in findings.strangers:
        _tell(f"{stranger}: is no file of the journal and was not read")
    if findings.cut:
        _tell(f"{findings.cut}: the last line lacks its end: it is just written, or was cut short")
    tell(*(wrong.problem for wrong in findings.closed.values()), style="bold red")
    kinds = ", ".join(
        counted(count, *KINDS.get(kind, (kind,)))
        for kind, count in sorted(findings.entries.items())
    )
    span = ""
    if findings.first and findings.last:
        span = f" from {in_ist(findings.first.at)} to {in_ist(findings.last)}"
    verdict = "all is well" if findings.sound else ", ".join(_faults(findings))
    console.print(f"{counted(findings.files, 'file')}, {kinds or 'no entries'}{span}: {verdict}")


def _faults(findings: Findings) -> Iterator[str]:
    if findings.damages:
        yield counted(len(findings.damages), "damaged line")
    if findings.missing:
        yield counted(findings.missing, "missing entry", "missing entries")
    if findings.closed:
        yield counted(len(findings.closed), "missing key")
    if findings.strangers:
        yield counted(len(findings.strangers), "strange file")


def _print_rebuilt(result: Rebuilt, would: str = "") -> None:
    for table, before in result.before.items():
        after = f"{result.after[table]:>10} {would or 'after'}"
        console.print(f"{table:13} {before:>10} rows {'now' if would else 'before'}, {after}")
    lacks = f", {counted(len(result.damages), 'damaged line')}" if result.damages else ""
    rejected = f", {result.rejected} that the database cannot hold" if result.rejected else ""
    console.print(f"{counted(result.entries, 'entry', 'entries')} read{lacks}{rejected}")
    if result.without_record:
        console.print("Calls without a record now, or that go on; `helpline calls show ID` has")
        console.print(f"what is left of them: {', '.join(result.without_record)}", markup=False)


def _tell(text: str) -> None:
    errors.print(text, markup=False)


def _tell_closed(wrong: WrongKey) -> None:
    tell(wrong.problem, style="yellow")
