"""What is measured: one load on one helpline, and the named cases that are several of these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from capacity.blocking import Span, lines_to_keep
from capacity.load import HOUR, MIXED, STAY, Wish
from capacity.planning import Goals, Size
from ivr.planning.inputs import Asked, Input, settle
from ivr.planning.plans import make_plan

WARM_UP: Final = 3.0
"""Mean holding times until as many lines are held as ever will be; they are not counted."""
UNHURRIED: Final = 3_600.0
"""Seconds that the helpline waits for a key, or in line, for callers who are to stay."""
SILENT: Final = 600
"""Seconds without sound after which a call is given up: SIPp's callers say nothing."""
LONGEST: Final = 12.0
"""Mean holds that hardly anybody exceeds."""
PATIENCE: Final = 120.0
WRAP_UP: Final = 10.0
KESCO: Final = 5_500.0
"""Calls an hour that KESCO is to land."""
TODAY: Final = 1_000.0
"""Calls an hour that it landed."""
STEADY: Final = 30.0
"""Minutes of the steady case."""
USUAL: Final = Goals(blocked=0.01, answer=0.8, within=20.0, abandoned=0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A helpline and a load on it. ``calls`` per hour and ``hold`` in seconds are uncompressed.

    ``minutes`` is how long is counted, in real time. ``staying`` callers press nothing and stay
    for an exponential hold, as Erlang's formula has it; others are a mix of people.
    """

    name: str
    lines: int
    agents: int = 0
    calls: float
    hold: float
    compress: float = 1.0
    minutes: float = 6.0
    staying: bool = True
    wrap_up: float = WRAP_UP
    seed: int = 1

    @property
    def wish(self) -> Wish:
        """The load, warm-up included."""
        return Wish(
            calls=self.calls,
            hold=self.hold,
            seconds=self.span.end,
            compress=self.compress,
            habits=STAY if self.staying else MIXED,
            seed=self.seed,
        )

    @property
    def stay(self) -> float:
        """The mean hold in real seconds."""
        return self.hold / self.compress

    @property
    def span(self) -> Span:
        """What is counted."""
        warm_up = WARM_UP * self.stay
        return Span(warm_up, warm_up + 60 * self.minutes)

    @property
    def silent(self) -> bool:
        """Tell whether callers can do without sound of their own, which costs the machine much."""
        return self.staying and LONGEST * self.stay < SILENT

    def sections(self) -> dict[str, Any]:
        """Give the settings of a helpline of its own for this."""
        sections: dict[str, Any] = {
            "sip": {"rtp_timeout": SILENT},
            "lines": {"incoming": self.lines},
            "waiting": {"wrap_up": self.wrap_up / self.compress, "longest_wait": UNHURRIED},
            "agents": [
                {"id": f"agent-{n}", "languages": ["hi", "en"]} for n in range(1, self.agents + 1)
            ],
        }
        if self.staying:
            sections["call"] = {"key_timeout": UNHURRIED, "language_timeout": UNHURRIED}
            # Nobody is on duty, and the second announcement would end a probe's call with a ticket.
            sections["waiting"]["announce_every"] = UNHURRIED
        return sections


def at_loads(lines: Sequence[int], loads: Sequence[float], usual: Setting) -> list[Setting]:
    """Give ``usual`` with each number of lines at each load in erlangs per line.

    Each has a seed of its own, counted from the usual one.
    """
    pairs = [(number, load * number) for number in lines for load in loads]
    return [
        replace(
            usual,
            name=f"{number} lines at {erlangs:.4g} E",
            lines=number,
            calls=erlangs * HOUR / usual.hold,
            seed=usual.seed + place,
        )
        for place, (number, erlangs) in enumerate(pairs)
    ]


def at_rate(lines: Sequence[int], usual: Setting) -> list[Setting]:
    """Give ``usual`` with each number of lines, at its own rate."""
    return [
        replace(usual, name=f"{number} lines, {usual.calls:,.0f} calls an hour", lines=number)
        for number in lines
    ]


def blocking_case(*, minutes: float, seed: int) -> list[Setting]:
    """Give 350 and 650 lines at three loads each, compressed to what one machine can place."""
    small = Setting(
        name="", lines=1, calls=1.0, hold=180.0, minutes=minutes, compress=12.0, seed=seed
    )
    large = replace(small, compress=6.0, seed=seed + 3)
    return [
        *at_loads([350], [326 / 350, 1.0, 1.1], small),
        *at_loads([650], [623 / 650, 1.0, 1.1], large),
    ]


def kesco_case(*, compress: float, seed: int) -> list[Setting]:
    """Give an hour in which 5,500 calls are to land: planned for that, and planned for 1,000.

    A plan for 1 % blocked is above it every second hour, so the lines are those that keep it in
    39 of 40 hours; and 5,500 of 99 % must be offered.
    """
    hold, offered = 180.0, KESCO / (1 - USUAL.blocked)
    hour = Setting(
        name=f"KESCO, planned for {KESCO:,.0f} an hour",
        lines=1,
        calls=offered,
        hold=hold,
        compress=compress,
        minutes=60 / compress,
        staying=False,
        seed=seed,
    )
    lines = lines_to_keep(hour.wish.erlangs, hour.stay, USUAL.blocked, hour.span)
    planned, today = planned_size(offered, hold), planned_size(TODAY, hold)
    name = f"KESCO, planned for {TODAY:,.0f} an hour"
    return [
        replace(hour, lines=lines, agents=planned.agents),
        replace(hour, name=name, lines=today.lines, agents=today.agents),
    ]


def steady_case(usual: Setting) -> list[Setting]:
    """Give half an hour at the rate of ``usual``, in which nothing may grow."""
    return [replace(usual, name=f"steady {usual.wish.rate:.1f} calls a second", minutes=STEADY)]


def planned_size(calls: float, hold: float) -> Size:
    """Give lines and agents as `helpline capacity plan` says, with its usual goals."""
    asked = Asked(calls=calls, hold=hold, patience=PATIENCE)
    return make_plan(settle(asked, None, Input(WRAP_UP, "usual"), USUAL), USUAL).size
