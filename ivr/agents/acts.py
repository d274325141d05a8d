"""What agents can do about their duty, and how they stand after it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from ivr.journal import AgentChanged
from ivr.journal import agent_changes as words
from ivr.settings.model import MISSED


class Act(StrEnum):
    """What an agent does, or somebody does for them; pause and disposition take an argument."""

    LOGIN = "login"
    LOGOUT = "logout"
    READY = "ready"
    PAUSE = "pause"
    DISPOSITION = "disposition"


class Presence(StrEnum):
    """Whether an agent takes calls, as they told it."""

    LOGGED_OUT = "logged-out"
    READY = "ready"
    PAUSED = "paused"


class Refusal(StrEnum):
    """Why something cannot be done."""

    NOT_LOGGED_IN = "is not logged in"
    NO_CALL = "has had no call to which it could belong"
    NO_SUCH_REASON = "there is no such reason of a pause"
    NO_SUCH_DISPOSITION = "there is no such disposition"


NO_WRAP_UP: Final = (Act.LOGIN, Act.LOGOUT, Act.READY, Act.DISPOSITION)
"""What ends a wrap-up at once."""


class DutyRefused(ValueError):
    """It cannot be done now, or not like this."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


HELPLINE: Final = "helpline"
"""Who did what nobody did."""


@dataclass(frozen=True, slots=True)
class DutyRules:
    """What the settings say about duty: ``pauses`` and ``dispositions`` by code.

    ``log_in`` if agents begin logged out; after ``misses`` in a row (0: never) they are paused.
    """

    log_in: bool = False
    misses: int = 0
    pauses: Mapping[str, str] = field(default_factory=dict)
    dispositions: Mapping[str, str] = field(default_factory=dict)


def newcomer(agent: str, at: datetime) -> AgentChanged:
    """Say how an agent stands of whom nothing is known."""
    return AgentChanged(what=words.STANDS, agent=agent, presence=None, since=at, who=HELPLINE)


def presence_of(stands: AgentChanged, rules: DutyRules) -> Presence:
    """Tell whether an agent takes calls; who never told does so unless agents must log in."""
    if stands.presence is not None:
        return Presence(stands.presence)
    return Presence.LOGGED_OUT if rules.log_in else Presence.READY


def after(
    was: AgentChanged, act: Act, argument: str, rules: DutyRules, *, at: datetime, who: str
) -> AgentChanged:
    """Say how an agent stands who did this; raises `DutyRefused`.

    ``argument`` is a reason or disposition, or its code.
    """
    match act:
        case Act.LOGIN:
            return _ready(was, words.LOGGED_IN, at, who)
        case Act.LOGOUT:
            gone = replace(was, until=None)
            return _present(gone, words.LOGGED_OUT, Presence.LOGGED_OUT, at, who)
        case Act.READY:
            _must_be_there(was, rules)
            return _ready(was, words.READY, at, who)
        case Act.PAUSE:
            _must_be_there(was, rules)
            reason = _named(argument, rules.pauses, Refusal.NO_SUCH_REASON)
            return _present(was, words.PAUSED, Presence.PAUSED, at, who, reason=reason)
        case Act.DISPOSITION:
            if was.call is None:
                raise DutyRefused(Refusal.NO_CALL)
            told = _named(argument, rules.dispositions, Refusal.NO_SUCH_DISPOSITION)
            return replace(was, what=words.DISPOSITION, disposition=told, until=None, who=who)


def after_miss(was: AgentChanged, rules: DutyRules, *, at: datetime) -> AgentChanged:
    """Say how an agent stands who did not take a call that their phone rang for."""
    misses = was.misses + 1
    if rules.misses and misses >= rules.misses and presence_of(was, rules) is Presence.READY:
        was = replace(was, misses=misses)
        return _present(was, words.PAUSED, Presence.PAUSED, at, HELPLINE, reason=MISSED)
    return replace(was, what=words.MISSED, misses=misses, who=HELPLINE)


def after_talk(was: AgentChanged, call: str, *, until: datetime) -> AgentChanged:
    """Say how an agent stands whose talk is over and who wraps up, unless they logged out in it."""
    told = was.disposition if was.call == call else None
    ends = None if was.presence == Presence.LOGGED_OUT else until
    return replace(
        was, what=words.WRAP_UP, call=call, until=ends, disposition=told, misses=0, who=HELPLINE
    )


def after_reach(was: AgentChanged, *, reachable: bool, at: datetime) -> AgentChanged:
    """Say how an agent stands whose phone can be rung again, or no more."""
    what = words.REACHABLE if reachable else words.UNREACHABLE
    return replace(was, what=what, unreachable_since=None if reachable else at, who=HELPLINE)


def _ready(was: AgentChanged, what: str, at: datetime, who: str) -> AgentChanged:
    """Be there with a clean sheet: no misses, and no wrap-up that goes on."""
    fresh = replace(was, misses=0, until=None)
    return _present(fresh, what, Presence.READY, at, who)


def _present(  # noqa: PLR0917 - all that is told of a presence
    was: AgentChanged, what: str, presence: Presence, at: datetime, who: str, reason: str = ""
) -> AgentChanged:
    """Change the presence; whoever stands like this already stands so since then."""
    same = (was.presence, was.reason) == (presence, reason)
    since = was.since if same else at
    return replace(was, what=what, presence=presence, reason=reason, since=since, who=who)


def _must_be_there(was: AgentChanged, rules: DutyRules) -> None:
    if presence_of(was, rules) is Presence.LOGGED_OUT:
        raise DutyRefused(Refusal.NOT_LOGGED_IN)


def _named(argument: str, known: Mapping[str, str], refusal: Refusal) -> str:
    """Give the name that is meant by itself or by its code."""
    if argument in known.values():
        return argument
    if argument not in known:
        raise DutyRefused(refusal)
    return known[argument]
