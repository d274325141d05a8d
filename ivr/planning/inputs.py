"""What a plan is reckoned with: what was asked for, what a log shows, and else what is assumed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from capacity.erlang_b import load_for
from capacity.history import Measured
from capacity.planning import HOUR, Callers, Goals, Size, agents_needed, holding
from ivr.settings import Problem, SettingsError

GIVEN: Final = "given"
MEASURED: Final = "measured"
MOST_ERLANGS: Final = 20_000
"""More load than any helpline has; who asks for it has mistaken a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says, None where it says nothing; seconds, shares of 1, per hour."""

    calls: float | None = None
    hold: float | None = None
    menus: float | None = None
    talk: float | None = None
    wrap_up: float | None = None
    self_served: float | None = None
    patience: float | None = None
    redial: float | None = None
    lines: int | None = None
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A number, and where it is from in words."""

    value: float
    source: str


ASSUMED: Final[Mapping[str, Input]] = {
    "menus": Input(30, "assumed: greeting and three questions, each cut short by a key"),
    "hold": Input(180, "assumed"),
    "self_served": Input(0, "assumed: the menus alone help nobody"),
    "patience": Input(120, "assumed"),
    "redial": Input(0, "assumed: redials are among the calls already"),
    "rest": Input(0, ""),
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The callers of a plan, and of each number by name where it is from.

    No ``hold`` is named where it follows from the others. ``size`` is what was asked for; 0 is to
    be found.
    """

    callers: Callers
    named: Mapping[str, Input]
    size: Size


def settle(asked: Asked, found: Measured | None, wrap_up: Input, goals: Goals) -> Inputs:
    """Choose each number: as asked for, else as measured, else as assumed.

    ``wrap_up`` is what the settings say of it. Raises `SettingsError`.
    """
    sources = _Sources(asked, found, {**ASSUMED, "wrap_up": wrap_up})
    named = {name: sources.of(name) for name in ("self_served", "wrap_up", "patience", "redial")}
    named |= _times(sources, 1 - named["self_served"].value)
    named = {"calls": _calls(sources, named, goals), **named}
    callers = Callers(
        calls=named["calls"].value,
        menus=named["menus"].value,
        talk=named["talk"].value,
        wrap_up=named["wrap_up"].value,
        self_served=named["self_served"].value,
        patience=named["patience"].value,
        redial=named["redial"].value,
        rest=0.0 if "hold" in named else sources.of("rest").value,
    )
    _check_load(named)
    if "hold" in named:
        callers = holding(callers, goals, agents_needed(callers, goals), named["hold"].value)
        _check_rest(callers, named["hold"])
    return Inputs(callers, named, Size(asked.lines or 0, asked.agents or 0))


@dataclass(frozen=True, slots=True)
class _Sources:
    asked: Asked
    found: Measured | None
    else_: Mapping[str, Input]

    def known(self, name: str) -> Input | None:
        """Give a number that was asked for or measured."""
        given = getattr(self.asked, name, None)
        if given is not None:
            return Input(given, GIVEN)
        seen = getattr(self.found, name, None)
        return None if seen is None else Input(seen, MEASURED)

    def of(self, name: str) -> Input:
        """Give a number, from wherever it is."""
        return self.known(name) or self.else_[name]


def _times(sources: _Sources, reaching: float) -> dict[str, Input]:
    """Give menus, talk and, unless it follows from them, the holding time."""
    if not reaching:
        return _times_alone(sources)
    hold = _hold(sources)
    talk = None if hold and sources.asked.talk is None else sources.known("talk")
    if talk is None and hold is None:
        hold = sources.of("hold")
    menus = sources.of("menus")
    if hold is None:
        assert talk is not None
        return {"menus": menus, "talk": talk}
    if talk is None:
        talk = Input((hold.value - menus.value) / reaching, "follows: hold less menus")
    _check_times(hold, menus, talk, reaching)
    return {"hold": hold, "menus": menus, "talk": talk}


def _times_alone(sources: _Sources) -> dict[str, Input]:
    """Give the times where nobody wants an agent and the menus are all."""
    hold, menus, talk = _hold(sources), sources.known("menus"), Input(0, "nobody wants an agent")
    if hold is None and menus is not None:
        return {"menus": menus, "talk": talk}
    hold = hold or sources.of("hold")
    menus = menus or Input(hold.value, "all of the hold")
    _check_times(hold, menus, talk, 0.0)
    return {"hold": hold, "menus": menus, "talk": talk}


def _hold(sources: _Sources) -> Input | None:
    hold = sources.asked.hold
    return None if hold is None else Input(hold, GIVEN)


def _check_times(hold: Input, menus: Input, talk: Input, reaching: float) -> None:
    least = menus.value + reaching * max(talk.value, 0.0)
    if (reaching and talk.value <= 0) or hold.value < least - 1e-9:
        wrong = f"{hold.value:g} s are too short for menus of {menus.value:g} s"
        if talk.value > 0:
            wrong += f" and then, of {reaching:.0%}, a talk of {talk.value:g} s"
        raise SettingsError([Problem("--hold", wrong, "Give less --menus, or leave --hold out")])


def _check_rest(callers: Callers, hold: Input) -> None:
    """Refuse a hold that would be nothing if nobody waited."""
    if callers.menus + callers.reaching * callers.talk + callers.rest <= 0:
        wrong = f"{hold.value:g} s are shorter than the waits that the goals allow"
        raise SettingsError([Problem("--hold", wrong, "Give --talk instead, or stricter goals")])


def _calls(sources: _Sources, named: Mapping[str, Input], goals: Goals) -> Input:
    known = sources.known("calls")
    if known is not None:
        return known
    lines, hold = sources.asked.lines, named.get("hold")
    if lines is None or hold is None or named["redial"].value:
        remedy = "Add --calls-per-hour or --from-history, or --lines with no --talk and --redial"
        raise SettingsError(
            [Problem("helpline capacity plan", "nothing says how many calls come", remedy)]
        )
    calls = math.floor(load_for(lines, goals.blocked) * HOUR / hold.value)
    return Input(calls, f"the most that {lines} lines take with {100 * goals.blocked:g} % blocked")


def _check_load(named: Mapping[str, Input]) -> None:
    hold = named.get("hold") or Input(named["menus"].value + named["talk"].value, "")
    work = max(hold.value, named["talk"].value + named["wrap_up"].value)
    erlangs = named["calls"].value * work / HOUR / (1 - named["redial"].value)
    if not erlangs <= MOST_ERLANGS:  # not a number is no number of them
        wrong = f"{named['calls'].value:g} calls an hour of {work:g} s are {erlangs:,.0f} erlangs"
        remedy = f"Calls are per hour and times in seconds; {MOST_ERLANGS:,} erlangs are the most"
        raise SettingsError([Problem("--calls-per-hour", wrong, remedy)])
    if named["calls"].value <= 0:
        raise SettingsError([Problem("--lines", "no call fits", "Give more lines")])
