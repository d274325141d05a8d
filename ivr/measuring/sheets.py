"""What was found, as tables for a terminal and for a document. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

from capacity.limit import Step
from capacity.percentiles import Percentiles
from ivr.measuring.found import MOST_LOST, Found

MEGA: Final = 1e6
MILLI: Final = 1e3


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, the names of its columns, and its cells."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def table(self) -> Table:
        """Give it for a terminal; the first column is words, the others are numbers."""
        table = Table(box=None, pad_edge=False, title=self.title, title_justify="left")
        for place, name in enumerate(self.columns):
            table.add_column(name, justify="right" if place else "left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """Give it in Markdown."""
        head = [list(self.columns), ["---", *["---:"] * (len(self.columns) - 1)]]
        lines = ("| " + " | ".join(row) + " |" for row in [*head, *self.rows])
        return f"**{self.title}**\n\n" + "\n".join(lines) + "\n"


def sheets(found: Sequence[Found]) -> list[Sheet]:
    """Give all tables of these settings."""
    return [_calls(found), _blocking(found), _delays(found), _costs(found)]


def steps_sheet(steps: Sequence[Step], compress: float) -> Sheet:
    """Give a row for each rate that was tried in a search, in calls per uncompressed hour."""
    rows = [
        (f"{s.rate * compress / 3600:.1f}", f"{s.rate:,.0f}", ", ".join(s.limited_by) or "–")
        for s in sorted(steps, key=lambda each: each.rate)
    ]
    return Sheet("Rates that were tried", ("calls a second", "an hour", "limited by"), rows)


def conditions(found: Iterable[Found]) -> Iterator[str]:
    """Say under which conditions settings were measured, those that share them together."""
    names = defaultdict[str, list[str]](list)
    for each in found:
        setting = each.setting
        callers = "who stay" if setting.staying else "of all kinds, there"
        names[
            f"callers {callers} for {setting.hold:g} s on average, compressed "
            f"{setting.compress:g} times; {setting.minutes:g} minutes counted; landed calls are "
            "given per hour of uncompressed time"
        ].append(f"{setting.name} (seed {setting.seed})")
    yield from (f"{', '.join(those)}: {said}." for said, those in names.items())


def landings(found: Iterable[Found]) -> Iterator[str]:
    """Say of each setting what landed, and whether that was within its landing capacity."""
    for each in found:
        within = "within" if each.lost <= MOST_LOST else "beyond"
        yield (
            f"{each.setting.name}: {each.landed_per_hour.mean:,.0f} calls an hour landed, "
            f"{each.lost:.1%} were blocked, dropped or failed: {within} its landing capacity."
        )


def remarks(found: Iterable[Found]) -> Iterator[str]:
    """Give what must be known of each setting before believing its figures."""
    for each in found:
        yield from (f"{each.setting.name}: {remark}" for remark in each.remarks)


def markdown(all_: Sequence[Sheet], said: Iterable[str]) -> str:
    """Give a document of these tables and remarks."""
    listed = "".join(f"- {remark}\n" for remark in said)
    return "\n".join([*(sheet.markdown() for sheet in all_), listed])


def _calls(found: Sequence[Found]) -> Sheet:
    columns = (
        "setting", "lines", "agents", "erlangs", "calls/s", "offered", "landed", "blocked",
        "failed", "dropped", "landed an hour (95 %)", "most lines held",
    )  # fmt: skip
    rows = [
        (
            each.setting.name,
            str(each.setting.lines),
            str(each.setting.agents),
            f"{each.setting.wish.erlangs:.0f}",
            f"{each.setting.wish.rate:.1f}",
            f"{each.offered:,}",
            f"{each.landed:,}",
            f"{each.offered - each.landed - each.failed:,}",
            str(each.failed),
            str(each.dropped),
            _with_range(each.landed_per_hour.mean, each.landed_per_hour.low,
                        each.landed_per_hour.high, ",.0f"),
            str(each.most_lines),
        )
        for each in found
    ]  # fmt: skip
    return Sheet("Calls", columns, rows)


def _blocking(found: Sequence[Found]) -> Sheet:
    columns = ("blocked, %", "measured", "Erlang B (95 %)", "inside", "ideal pool", "same calls")
    rows = []
    for each in found:
        blocking, expected = each.blocking, each.blocking.expected
        rows.append(
            (
                each.setting.name,
                f"{100 * blocking.share:.2f}",
                _with_range(100 * expected.share, 100 * expected.low, 100 * expected.high, ".2f"),
                "yes" if expected.covers(blocking.share) else "no",
                "–" if blocking.ideal is None else f"{100 * blocking.ideal:.2f}",
                "–" if blocking.agreed is None else f"{100 * blocking.agreed:.2f}",
            )
        )
    return Sheet("Blocked, beside Erlang B and an ideal pool", columns, rows)


def _delays(found: Sequence[Found]) -> Sheet:
    rows = []
    for each in found:
        measured = {**each.delays, "between packets of a prompt": each.gaps, "came late": each.late}
        rows += [
            (f"{each.setting.name}: {name}", *_cells(times))
            for name, times in measured.items()
            if times is not None
        ]
    return Sheet("Times, ms", ("what", "count", "p50", "p95", "p99", "p99.9", "longest"), rows)


def _cells(times: Percentiles) -> Sequence[str]:
    all_ = (times.p50, times.p95, times.p99, times.p99_9, times.longest)
    return (f"{times.count:,}", *(f"{MILLI * each:.1f}" for each in all_))


def _costs(found: Sequence[Found]) -> Sheet:
    columns = ("process", "CPU, ms a call", "of a core, %", "MB, first", "last", "trend, MB/h")
    rows = []
    for each in found:
        for name, cost in each.costs.items():
            first, last = cost.own
            trend = "–" if cost.growth is None else f"{cost.growth / MEGA:+.1f}"
            spent = f"{MILLI * cost.per_call:.1f}", f"{100 * cost.share:.0f}"
            sizes = f"{first / MEGA:.1f}", f"{last / MEGA:.1f}", trend
            rows.append((f"{each.setting.name}: {name}", *spent, *sizes))
        whole = f"{each.setting.name}: whole machine"
        rows.append((whole, "", f"{100 * each.machine * each.processors:.0f}", "", "", ""))
    return Sheet("Cost", columns, rows)


def _with_range(mean: float, low: float, high: float, form: str) -> str:
    return f"{mean:{form}} ({low:{form}}–{high:{form}})"
