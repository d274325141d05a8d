"""``helpline capacity plan``: from a busy hour to lines and agents, or what given ones bring."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from capacity.planning import Goals
from ivr.cli.asking import print_json
from ivr.cli.context import Context, give_up
from ivr.cli.options import parsed
from ivr.cli.tables import wide_console
from ivr.instants import FORMS, find_zone, parse_seconds
from ivr.period import Period, period_of
from ivr.planning.inputs import Asked, Input, settle
from ivr.planning.past import Past, read_past
from ivr.planning.picture import draw
from ivr.planning.plans import Plan, make_plan, tree_of
from ivr.planning.reading import (
    Answer,
    parse_answer,
    parse_length,
    parse_part,
    parse_patience,
    parse_redial,
    parse_share,
)
from ivr.planning.tables import answer_lines, input_table, variant_table
from ivr.settings import Problem, SettingsError

PICTURES: Final = (".png", ".svg")


Calls = Annotated[
    float | None,
    typer.Option("--calls-per-hour", min=0.1, help="First attempts in the busy hour."),
]
Hold = Annotated[
    float | None,
    parsed(
        parse_length,
        metavar="TIME",
        help="For how long a call holds its line on average, where the goals are met: 180s. It is "
        "taken if --talk is not given either.",
    ),
]
Menus = Annotated[
    float | None, parsed(parse_seconds, metavar="TIME", help="Of it, before the waiting line: 30s.")
]
Talk = Annotated[
    float | None,
    parsed(parse_length, metavar="TIME", help="With an agent; else it follows from --hold."),
]
WrapUp = Annotated[
    float | None, parsed(parse_seconds, metavar="TIME", help="An agent's work after a call.")
]
SelfServed = Annotated[
    float | None,
    parsed(parse_share, metavar="SHARE", help="Of calls, never wants an agent: 0, 0.3 or 30%."),
]
Patience = Annotated[
    float | None,
    parsed(parse_patience, metavar="TIME", help="The mean that callers would wait: 120s, or none."),
]
Redial = Annotated[
    float | None,
    parsed(parse_redial, metavar="SHARE", help="Of the blocked and given up, calls again at once."),
]
Blocked = Annotated[
    float, parsed(parse_part, metavar="SHARE", help="At most so many find no line.")
]
Answered = Annotated[
    Answer,
    parsed(parse_answer, metavar="SHARE@TIME", help="At least so many are answered within it."),
]
Abandoned = Annotated[
    float, parsed(parse_share, metavar="SHARE", help="At most so many give up in line; 1: any.")
]
Lines = Annotated[int | None, typer.Option(min=1, max=20_000, help="Look at so many lines.")]
Agents = Annotated[int | None, typer.Option(min=1, max=20_000, help="Look at so many agents.")]
FromHistory = Annotated[
    bool, typer.Option("--from-history", help="Measure what is not given on recorded calls.")
]
Folder = Annotated[
    Path | None, typer.Option("--journal", help="In that journal, instead of this helpline's.")
]
From = Annotated[str | None, typer.Option("--from", "--since", help=f"Offered since: {FORMS}.")]
To = Annotated[str | None, typer.Option("--to", "--until", help="Offered before.")]
Day = Annotated[str | None, typer.Option(help="Offered on this day, as 2026-11-22.")]
Zone = Annotated[str, typer.Option(help="The time zone of times and days.")]
Picture = Annotated[Path | None, typer.Option(help="Draw it: a name that ends in .svg or .png.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: seconds, and shares of 1.")]


def plan(
    ctx: typer.Context,
    *,
    calls: Calls = None,
    hold: Hold = None,
    blocked: Blocked = 0.01,
    answer: Answered = Answer(0.8, 20),
    abandoned: Abandoned = 0.05,
    patience: Patience = None,
    self_served: SelfServed = None,
    menus: Menus = None,
    talk: Talk = None,
    wrap_up: WrapUp = None,
    redial: Redial = None,
    lines: Lines = None,
    agents: Agents = None,
    from_history: FromHistory = False,
    journal: Folder = None,
    since: From = None,
    until: To = None,
    day: Day = None,
    zone: Zone = "Asia/Kolkata",
    picture: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Say how many lines and agents a busy hour needs, what they bring, and what lies around.

    Lines after Erlang B, agents after Erlang A; docs/capacity.md works through examples.
    """
    goals = Goals(blocked, answer.share, answer.within, abandoned)
    asked = Asked(
        calls=calls,
        hold=hold,
        menus=menus,
        talk=talk,
        wrap_up=wrap_up,
        self_served=self_served,
        patience=patience,
        redial=redial,
        lines=lines,
        agents=agents,
    )
    if picture is not None and picture.suffix not in PICTURES:
        give_up(Problem(f"--picture {picture}", "is neither .svg nor .png", "Name it so"))
    period = _period(since, until, day, zone)
    if not from_history and (journal or since or until or day):
        recorded = "is about recorded calls, which nobody asked for"
        give_up(Problem("--journal, --from, --to or --day", recorded, "Add --from-history"))
    try:
        past = _past(ctx.obj, journal, period) if from_history else None
        found = past.measured if past else None
        made = make_plan(settle(asked, found, _wrap_up(ctx.obj), goals), goals)
    except SettingsError as error:
        give_up(*error.problems)
    _draw(picture, made)
    if as_json:
        print_json(tree_of(made) | _recorded(past))
    else:
        _print(made, past, picture)


def _period(since: str | None, until: str | None, day: str | None, zone: str) -> Period:
    try:
        return period_of(since, until, day, find_zone(zone), datetime.now(UTC))
    except ValueError as error:
        give_up(Problem("helpline capacity plan", str(error), "See helpline capacity plan --help"))


def _past(context: Context, journal: Path | None, period: Period) -> Past:
    settings = context.settings
    return read_past(journal or settings.run.folder / "journal", period, settings)


def _wrap_up(context: Context) -> Input:
    return Input(context.settings.waiting.wrap_up, "waiting.wrap_up in force")


def _draw(picture: Path | None, made: Plan) -> None:
    if picture is None:
        return
    try:
        draw(picture, made)
    except OSError as error:
        remedy = "Name a file in a folder of yours"
        give_up(Problem(f"--picture {picture}", f"cannot be written: {error}", remedy))


def _recorded(past: Past | None) -> dict[str, Any]:
    if past is None:
        return {}
    return {"recorded": {"calls": past.calls, "busiest_hour": past.busiest_hour}}


def _print(made: Plan, past: Past | None, picture: Path | None) -> None:
    console = wide_console()
    if past is not None:
        console.print(past.told, "", sep="\n", markup=False)
    console.print(input_table(made), "")
    for line in answer_lines(made):
        console.print(line, markup=False)
    console.print("", variant_table(made))
    if picture is not None:
        console.print("", f"Drawn: {picture}", sep="\n", markup=False)
