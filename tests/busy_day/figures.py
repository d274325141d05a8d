"""What a busy day is judged by: rows of names and figures, and a picture."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from capacity.call_log import CallLog
from capacity.distribution import Floats
from capacity.outcomes import Outcome
from tests.busy_day.day import BEGIN, HOUR
from tests.busy_day.fairness import Fairness
from tests.busy_day.hearing import Hearing
from tests.busy_day.matching import Timed

Row = tuple[str, str]


def day_rows(log: CallLog, fairness: Fairness) -> Iterator[Row]:
    yield "calls", f"{len(log):,}"
    yield "answered", f"{log.ended_as(Outcome.ANSWERED).sum():,}"
    gave_up = log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)
    yield "gave up", f"{gave_up.sum():,}"
    yield "mean wait", f"{np.nanmean(log.waited):.0f} s"
    yield "longest wait", f"{np.nanmax(log.waited):.0f} s"
    yield "rung out of order within a line and priority", str(fairness.out_of_order)
    yield "looks at the line", f"{fairness.looks:,}"
    yield "agents idle beside a suitable caller", str(fairness.idle_beside)
    yield "rung for callers of other discoms", f"{fairness.helped:,}"


def hearing_rows(hearing: Hearing) -> Iterator[Row]:
    _, left, ours, theirs, end, asking = hearing.judged
    yield "announcements", f"{hearing.asked:,}"
    yield "that said more than before", str(hearing.rises)
    yield "waits over within what was said", f"{(left <= end).mean():.1%}"
    for name, some in (("at entry", asking == 0), ("every half minute", asking >= 0)):
        ours_off, theirs_off = (_off(said, left, some) for said in (ours, theirs))
        ratio = f"{theirs_off / ours_off:.1f} times"
        yield f"off by, {name}: ours", f"{ours_off:.0f} s"
        yield f"off by, {name}: app_queue", f"{theirs_off:.0f} s ({ratio})"


def matching_rows(timed: Timed) -> Iterator[Row]:
    ours, naive = np.median(timed.ours), np.median(timed.naive)
    yield "callers in line, mean", f"{np.mean(timed.waiting):.0f}"
    yield "an event with all that follows, median", f"{ours:.2f} ms"
    yield "slower than that, 1 in 100", f"{np.quantile(timed.ours, 0.99):.2f} ms"
    yield "a naive scan, median", f"{naive:.1f} ms ({naive / ours:.0f} times)"


def draw(path: Path, hearing: Hearing) -> None:
    """Draw how many waited, and how far both announcements were off, over the day."""
    at, left, ours, theirs, _, _ = hearing.judged
    figure = Figure(figsize=(9, 7), layout="constrained")
    waiting, error = figure.subplots(2, sharex=True)
    times, counts = np.array(hearing.course).T
    waiting.step((times - BEGIN) / HOUR, counts, where="post", color="black", linewidth=0.8)
    waiting.set(ylabel="callers in line", title="A day with a storm in the evening")
    for name, said, color in (("ours", ours, "tab:blue"), ("app_queue", theirs, "tab:red")):
        hours, off = _by_hour((at - BEGIN) / HOUR, np.abs(said - left))
        error.step(hours, off, where="mid", label=name, color=color)
    error.set(xlabel="time of day", ylabel="median error, s", xlim=(0, 24), ylim=(0, None))
    error.legend()
    figure.savefig(path, dpi=120)


def _off(said: Floats, left: Floats, some: Floats) -> float:
    return float(np.median(np.abs(said - left)[some]))


def _by_hour(hours: Floats, off: Floats) -> tuple[list[float], list[float]]:
    shown = [hour for hour in range(25) if (hours.astype(int) == hour).sum() >= 30]
    return [h + 0.5 for h in shown], [float(np.median(off[hours.astype(int) == h])) for h in shown]
