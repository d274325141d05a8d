"""``helpline import``: brings call logs of other systems into a journal of their own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer
from rich.console import Console
from rich.progress import Progress

from ivr.cli.context import errors, give_up
from ivr.imports.cel import COLUMNS
from ivr.imports.faults import ImportFault
from ivr.imports.importing import Import, Tally
from ivr.imports.kinds import Kind, mapped, of_asterisk
from ivr.settings import Problem

SHOWN: Final = 10
"""Bad lines that are shown; --problems writes all of them."""
STEPS: Final = 200
"""How often the progress of a file is shown."""

Files = Annotated[list[Path], typer.Argument(help="Logs, oldest first; gzip is understood.")]
Into = Annotated[Path, typer.Option(help="The folder of the journal; it may have calls already.")]
As = Annotated[Kind | None, typer.Option("--as", help="The kind, if it is not recognised.")]
Map = Annotated[Path | None, typer.Option("--map", help="What the columns of a CSV log mean.")]
Zone = Annotated[str, typer.Option(help="Of times in cdr and cel that name none.")]
Trunk = Annotated[str, typer.Option(help="cdr, cel: how channels of callers begin, PJSIP/trunk-.")]
Columns = Annotated[
    str,
    typer.Option(
        help="cel: its columns, as in cel_custom.conf.",
        show_default="as in the sample configuration",
    ),
]
Node = Annotated[str | None, typer.Option(help="Name of the other system in the records.")]
Problems = Annotated[Path | None, typer.Option(help="Write all bad lines into this file.")]


def import_logs(
    ctx: typer.Context,
    files: Files,
    into: Into,
    *,
    kind: As = None,
    mapping: Map = None,
    zone: Zone = "Asia/Kolkata",
    trunk: Trunk = "",
    columns: Columns = ",".join(COLUMNS),
    node: Node = None,
    problems: Problems = None,
) -> None:
    """Read call logs of other systems, for measures and replay. Each call is taken once."""
    settings = ctx.obj.settings
    try:
        _refuse(into, own=settings.run.folder / "journal")
        if mapping:
            source = mapped(files, mapping)
        else:
            source = of_asterisk(files, kind, zone, trunk, columns.split(","))
        source.check()
        with (
            _bad_lines(problems) as on_bad,
            _progress(files) as done,
            Import(
                into,
                node or source.name,
                short_abandon=settings.waiting.short_abandon,
                on_bad=on_bad,
            ) as work,
        ):
            work.run(source.reader, source.lines(done))
    except ImportFault as fault:
        give_up(fault.problem)
    except OSError as error:
        give_up(
            Problem(str(into), f"cannot be written: {error}", "Look at the disk and its rights")
        )
    _tell(work.tally, into)
    if work.tally.bad and not work.tally.told:
        wrong = f"not one of {work.tally.lines} lines could be used"
        give_up(Problem("helpline import", wrong, "It may be of another kind; see --as and --map"))


def _refuse(into: Path, *, own: Path) -> None:
    """Leave the journal of the helpline itself alone, and whatever is no folder."""
    if into.resolve() == own.resolve():
        remedy = "Name a folder of its own for foreign calls"
        raise ImportFault(into, "is the journal of this helpline", remedy)
    if into.exists() and not into.is_dir():
        raise ImportFault(into, "is no folder", "Name a folder; it is made if need be")


@contextmanager
def _bad_lines(problems: Path | None) -> Iterator[Callable[[str, str], None]]:
    """Give what hears of bad lines: it shows the first, and writes all if that is wanted."""
    heard = 0
    with ExitStack() as stack:
        file = stack.enter_context(_opened(problems)) if problems else None

        def on_bad(place: str, reason: str) -> None:
            nonlocal heard
            heard += 1
            if heard <= SHOWN:
                errors.print(f"{place}: {reason}; skipped", markup=False, style="yellow")
            if file:
                file.write(f"{place}: {reason}\n")

        yield on_bad
        if heard > SHOWN:
            where = f"all are in {problems}" if problems else "--problems FILE keeps all"
            errors.print(f"… and {heard - SHOWN} more; {where}", markup=False, style="yellow")


def _opened(problems: Path) -> TextIO:
    try:
        return problems.open("w", encoding="utf-8")
    except OSError as error:
        wrong = f"cannot be written: {error}"
        raise ImportFault(problems, wrong, "Name another file after --problems") from error


@contextmanager
def _progress(files: Sequence[Path]) -> Iterator[Callable[[Path, int], None]]:
    """Give what hears how far a file is read, and shows it on a terminal."""
    sizes = {file: max(1, file.stat().st_size) for file in files if file.exists()}
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bars = {file: progress.add_task(file.name, total=size) for file, size in sizes.items()}
        shown = dict.fromkeys(files, 0)

        def done(file: Path, read: int) -> None:
            if read - shown[file] >= sizes[file] // STEPS or read == sizes[file]:
                shown[file] = read
                progress.update(bars[file], completed=read)

        yield done


def _tell(tally: Tally, into: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    calls = tally.outcomes.total()
    console.print(f"{tally.lines} lines, {calls} calls into {into}", markup=False)
    for outcome, count in tally.outcomes.most_common():
        console.print(f"{count:>9}  {outcome}", markup=False)
    others = {
        "calls were there already": tally.known,
        "calls skipped, see above": tally.spoilt,
        "lines told of calls": tally.told,
        **{f"lines passed over: {what}": count for what, count in tally.ignored.most_common()},
        "bad lines skipped": tally.bad,
    }
    for what, count in others.items():
        if count:
            console.print(f"{count:>9}  {what}", markup=False, style="dim")
