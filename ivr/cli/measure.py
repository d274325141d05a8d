"""``helpline capacity measure``: what a helpline really lands, at what blocking, at what cost."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from ivr.asterisk import AsteriskError
from ivr.cli.context import give_up
from ivr.cli.measure_run import Asked, Own, run_own, run_reached
from ivr.cli.options import parsed
from ivr.cli.tables import wide_console
from ivr.measuring.report import Report
from ivr.measuring.settings import (
    Setting,
    at_loads,
    at_rate,
    blocking_case,
    kesco_case,
    steady_case,
)
from ivr.planning.reading import parse_length
from ivr.settings import Problem, SettingsError

OWN_ADDRESS: Final = "127.0.19.12"
USUAL_COMPRESS: Final = 12.0
KESCO_COMPRESS: Final = 5.0
"""What shortens KESCO's hour as far as the menus, which nobody speaks faster, allow."""


class Case(StrEnum):
    """Settings that belong together."""

    BLOCKING = "blocking"
    KESCO = "kesco"
    STEADY = "steady"


OF_OWN: Final = frozenset({"case", "lines", "database", "address"})
"""Options that say which helpline to start."""
OF_LOAD: Final = frozenset(
    {"lines", "erlangs", "calls", "hold", "compress", "minutes", "agents", "mixed"}
)
USED_BY: Final[Mapping[Case, frozenset[str]]] = {
    Case.BLOCKING: frozenset({"minutes"}),
    Case.KESCO: frozenset({"compress"}),
    Case.STEADY: OF_LOAD - {"minutes"},
}
"""Options of the load that a case leaves open."""

Cases = Annotated[
    list[Case] | None,
    typer.Option("--case", help="Named settings, in place of lines and loads; see the docs."),
]
Lines = Annotated[str, typer.Option(metavar="N,N", help="Incoming lines, each at each load.")]
Loads = Annotated[str, typer.Option(metavar="X,X", help="Loads in erlangs per line.")]
Calls = Annotated[
    float | None, typer.Option("--calls-per-hour", min=1, help="Offered, in place of --erlangs.")
]
Hold = Annotated[
    float, parsed(parse_length, metavar="TIME", help="For how long a caller stays on average.")
]
Compress = Annotated[
    float | None,
    typer.Option(
        min=1, max=100, help="Shorten times and raise rates so many times: 12, and 5 for kesco."
    ),
]
Minutes = Annotated[
    float, typer.Option(min=0.1, max=120, help="Minutes that are counted, of each setting.")
]
Agents = Annotated[int, typer.Option(min=0, max=1000, help="Agents who answer.")]
Mixed = Annotated[
    bool, typer.Option("--mixed", help="A mix of callers; else all stay for an exponential hold.")
]
FindLimit = Annotated[
    bool, typer.Option("--find-limit", help="Search the highest rate, from that of the load on.")
]
Running = Annotated[
    bool,
    typer.Option("--running", help="Measure the running helpline of the settings, not its like."),
]
Database = Annotated[
    str | None,
    typer.Option(help="Where records go, an empty postgresql://…; else SQLite in a folder."),
]
Address = Annotated[str, typer.Option(help="The loopback address of the helpline measured.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed places the same calls.")]
Out = Annotated[
    Path | None, typer.Option(help="A folder for measured.json, measured.md and measured.png.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def measure(
    ctx: typer.Context,
    *,
    case: Cases = None,
    lines: Lines = "350",
    erlangs: Loads = "0.9,1,1.1",
    calls: Calls = None,
    hold: Hold = 180.0,
    compress: Compress = None,
    minutes: Minutes = 6.0,
    agents: Agents = 0,
    mixed: Mixed = False,
    find_limit: FindLimit = False,
    running: Running = False,
    database: Database = None,
    address: Address = OWN_ADDRESS,
    seed: Seed = 1,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Place real calls, and compare what they met with Erlang B.

    A helpline of its own is started for each setting, on spare ports and in a temporary folder;
    docs/landing-capacity.md says what each figure is. Ctrl-C ends all, and shows what is done.
    """
    usual = Setting(
        name="", lines=1, agents=agents, calls=calls or 1.0, hold=hold,
        compress=compress or USUAL_COMPRESS, minutes=minutes, staying=not mixed, seed=seed,
    )  # fmt: skip
    sizes = [int(number) for number in _numbers("--lines", lines)]
    loads = None if calls else _numbers("--erlangs", erlangs)
    if find_limit and (case or len(sizes) > 1):
        remedy = "Name one number of lines, and no case; the first load is where it begins"
        give_up(Problem("--find-limit", "searches with one helpline", remedy))
    _check_used(ctx, case or (), running=running)
    asked = Asked(find_limit=find_limit, out=out)
    try:
        if running:
            report = run_reached(ctx.obj, usual, loads, asked)
        else:
            settings = list(_settings(case or (), usual, compress, sizes, loads))
            report = run_own(ctx.obj, settings, Own(address, database), asked)
    except SettingsError as error:
        give_up(*error.problems)
    except AsteriskError as error:
        give_up(error.problem)
    _show(report, out, as_json=as_json)


def _check_used(ctx: typer.Context, cases: Sequence[Case], *, running: bool) -> None:
    """Refuse options that would change nothing, so that nobody takes them for measured."""
    idle: frozenset[str] = frozenset()
    if running:
        idle, why = OF_OWN, "--running measures a helpline as it is"
    elif cases:
        idle = OF_LOAD.difference(*(USED_BY[case] for case in cases))
        why = f"--case {' and '.join(cases)} says itself what is measured"
    for name in sorted(idle):
        source = ctx.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = "--calls-per-hour" if name == "calls" else f"--{name}"
            give_up(Problem(option, f"would change nothing: {why}", f"Leave out {option}"))


def _numbers(option: str, text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = [0.0]
    if min(numbers) <= 0:
        remedy = "Write them with commas between them, like 350,650 or 0.9,1,1.1"
        give_up(Problem(f"{option} {text}", "are no numbers above 0", remedy))
    return numbers


def _settings(
    cases: Sequence[Case],
    usual: Setting,
    compress: float | None,
    lines: Sequence[int],
    loads: Sequence[float] | None,
) -> Iterator[Setting]:
    if Case.BLOCKING in cases:
        yield from blocking_case(minutes=usual.minutes, seed=usual.seed)
    if Case.KESCO in cases:
        yield from kesco_case(compress=compress or KESCO_COMPRESS, seed=usual.seed)
    given = at_loads(lines, loads, usual) if loads else at_rate(lines, usual)
    if Case.STEADY in cases:
        yield from steady_case(given[0])
    if not cases:
        yield from given


def _show(report: Report, out: Path | None, *, as_json: bool) -> None:
    if as_json:
        typer.echo(report.json())
        return
    console = wide_console()
    for sheet in report.sheets():
        console.print(sheet.table(), "")
    for line in report.said():
        console.print(line, markup=False)
    if out is not None:
        console.print(f"Written: {out}", markup=False)
