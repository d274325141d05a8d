"""What a live replay came to, in the time of the log, beside the log and the simulation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.table import Table

from capacity.call_log import CallLog, call_log
from capacity.days import Result
from capacity.figures import Figures
from capacity.logged import LoggedCall
from ivr.logged_calls import logged_call
from ivr.records import CallRecord
from ivr.replay.tables import IN_WORDS, shown_difference, shown_figure

Basis = Mapping[str, str | float | None]

COLUMNS: Final = ("logged", "simulated", "live", "live − logged")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results side by side; ``simulated`` is None where the log names no agents."""

    basis: Basis
    logged: Result
    simulated: Result | None
    live: Result

    def rows(self) -> Iterator[tuple[str, float | None, float | None, float | None]]:
        """Give each figure as logged, simulated and live."""
        simulated: Figures = self.simulated.total if self.simulated else {}
        for name, value in self.logged.total.items():
            yield name, value, simulated.get(name), self.live.total[name]


def in_log_time(log: CallLog, records: Sequence[CallRecord | None], speed: float) -> CallLog:
    """Stretch what happened to the speed of the log; calls without a record are left out.

    Each call is offered when the log says so, however late it was placed. ``records`` belong to
    the first calls of the log.
    """
    return call_log(
        _stretched(call, record, speed)
        for call, record in zip(log.calls(), records, strict=False)
        if record is not None
    )


def figure_table(outcome: Outcome) -> Table:
    """Give a row per figure."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("all calls")
    for heading in COLUMNS:
        table.add_column(heading, justify="right")
    for name, *values in outcome.rows():
        logged, _, live = values
        shown = (shown_figure(name, value) for value in values)
        table.add_row(IN_WORDS.get(name, name), *shown, shown_difference(name, logged, live))
    return table


def basis_lines(basis: Basis) -> Iterator[str]:
    """Say what was played, and what no speed makes faster."""
    speed = float(basis["speed"] or 1)
    yield (
        f"{basis['placed']} of {basis['calls']} calls were placed at speed {speed:g}, at most "
        f"{basis['most_at_once']} at once and {basis['late']:.2f} s late; {basis['unrecorded']} "
        "have no record. Times are those of the log: real ones times the speed."
    )
    yield (
        f"Prompts are not sped up: callers were in line after {_seconds(basis['menus'])} of real "
        f"time, where the log has {_seconds(basis['menus_logged'])} of its own."
    )
    yield (
        f"Nor are the helpline's settings: waiting.wrap_up = {basis['wrap_up']:g} was "
        f"{float(basis['wrap_up'] or 0) * speed:g} s of the log, which itself shows "
        f"{basis['wrap_up_logged']:g} s; waiting.longest_wait = {basis['longest_wait']:g}."
    )
    yield f"{basis['agents']} agents answered; the log has up to {basis['agents_logged']} at once."


def tree_of(outcome: Outcome) -> dict[str, Any]:
    """Give all figures with names, for JSON; seconds of the log, and shares from 0 to 1."""
    return {
        "basis": outcome.basis,
        "all": {
            name: {"logged": logged, "simulated": simulated, "live": live}
            for name, logged, simulated, live in outcome.rows()
        },
    }


def _seconds(value: str | float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _stretched(call: LoggedCall, record: CallRecord, speed: float) -> LoggedCall:
    seen = logged_call(record)

    def moment(real: datetime | None) -> datetime | None:
        return None if real is None else call.offered + (real - seen.offered) * speed

    return LoggedCall(
        call_id=record.call_id,
        offered=call.offered,
        queued=moment(seen.queued),
        answered=moment(seen.answered),
        parted=moment(seen.parted),
        ended=call.offered + (seen.ended - seen.offered) * speed,
        outcome=seen.outcome,
        queue=call.queue,
        language=seen.language,
        agent=seen.agent,
        priority=seen.priority,
    )
