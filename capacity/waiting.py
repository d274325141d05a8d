"""Erlang C and Erlang A: how long callers wait for an agent, and how many agents they need.

Calls come independently of each other (Poisson), handling times are exponential, all agents
answer everybody, first come first served. In Erlang A callers wait for an exponential time at
most; in Erlang C without end. Rates are per second, times in seconds, shares of 1.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from capacity.distribution import Floats
from capacity.erlang_b import blocking

NEGLIGIBLE: Final = 10
"""So many deviations beyond the usual length of the line, states add nothing to a double."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What callers of a waiting line meet.

    ``delayed`` is the share that waits at all, ``abandoned`` the share that gives up, ``mean``
    the mean time in line of all, ``asa`` that of the answered; ``occupancy`` is the share of
    their time in which agents are busy. Without patience too few agents let the waits grow
    without end: then ``mean`` and ``asa`` are infinite.
    """

    delayed: float
    abandoned: float
    mean: float
    asa: float
    occupancy: float


@dataclass(frozen=True, slots=True)
class Desk:
    """Agents (one at least), the calls per second that want one, and handling and patience.

    ``handling`` is the mean of talk and wrap-up, above 0; ``patience`` the mean wait after which
    callers give up, infinite if they never do.
    """

    agents: int
    rate: float
    handling: float
    patience: float = math.inf

    @property
    def load(self) -> float:
        """The load in erlangs."""
        return self.rate * self.handling

    def waits(self) -> Waits:
        """Give what callers meet in the long run."""
        return _erlang_c(self) if math.isinf(self.patience) else _erlang_a(self)

    def within(self, seconds: float) -> float:
        """Give the share of callers whose wait is over in so many seconds.

        Who gave up by then counts as met, as in `capacity.measures.Measures.service_level`.
        """
        if math.isinf(self.patience):
            spare = self.agents - self.load
            if spare <= 0:
                return 0.0
            return 1 - delay(self.load, self.agents) * math.exp(-spare * seconds / self.handling)
        return 1 - _waiting_longer(self, seconds)


def delay(load: float, agents: int) -> float:
    """Give the share of calls that wait at all if nobody gives up: Erlang C.

    A. K. Erlang, 1917, by way of Erlang B; 1 if the agents cannot cope.
    """
    if load >= agents:
        return 1.0
    lost = blocking(load, agents)
    return lost / (1 - load / agents * (1 - lost))


def _erlang_c(desk: Desk) -> Waits:
    delayed, spare = delay(desk.load, desk.agents), desk.agents - desk.load
    mean = delayed * desk.handling / spare if spare > 0 else math.inf
    return Waits(delayed, 0.0, mean, mean, min(1.0, desk.load / desk.agents))


def _erlang_a(desk: Desk) -> Waits:
    """Add up the states of the model of C. Palm (1957; also in J. Riordan, 1962).

    Who joins behind j others is answered with the chance a / (a + j + 1), after j + 1 departures
    from the line; before each of them it takes 1 / (a + i) patiences while i are in line.
    """
    a, b = _in_patiences(desk)
    states = _log_states(a, b)
    log_sum = _log_sum(states)
    delayed = _delayed(desk, log_sum)
    share = delayed * np.exp(states - log_sum)
    ahead = np.arange(len(share))
    abandoned = float(ahead @ share) / b if b else 0.0
    answered = share * (a / (a + ahead + 1))
    waited = np.cumsum(1 / (a + ahead + 1)) * desk.patience
    asa = float(answered @ waited) / (1 - abandoned)
    busy = min(1.0, desk.load * (1 - abandoned) / desk.agents)
    return Waits(delayed, abandoned, abandoned * desk.patience, asa, busy)


def _waiting_longer(desk: Desk, seconds: float) -> float:
    """Give the share of callers still in line after a time.

    F. Baccelli and G. Hebuterne, On queues with impatient customers, 1981, whose integral is an
    incomplete gamma function as in O. Garnett, A. Mandelbaum and M. Reiman, Designing a call
    center with impatient customers, 2002. Its series is that of the states with fewer arrivals.
    """
    a, b = _in_patiences(desk)
    log_sum = _log_sum(_log_states(a, b))
    passed = seconds / desk.patience
    fading = b * -math.expm1(-passed) - a * passed
    left = _log_sum(_log_states(a, b * math.exp(-passed))) - log_sum
    # The caller too must not have given up.
    return _delayed(desk, log_sum) * math.exp(min(0.0, fading + left - passed))


def _in_patiences(desk: Desk) -> tuple[float, float]:
    """Give how many calls all agents end, and how many come, while a patience lasts."""
    return desk.agents * desk.patience / desk.handling, desk.rate * desk.patience


def _delayed(desk: Desk, log_sum: float) -> float:
    """Give the share of callers who find all agents busy."""
    a, b = _in_patiences(desk)
    below = blocking(desk.load, desk.agents - 1)
    if not below or not b:
        return 0.0
    odds = math.log(below) + math.log(b / a) + log_sum
    return 1 / (1 + math.exp(min(-odds, 700.0)))


def _log_states(a: float, b: float) -> Floats:
    """Give the logarithms of the chances of 0, 1, 2 ... in line, each relative to none in line."""
    usual = max(0.0, b - a)
    count = math.ceil(usual + NEGLIGIBLE * (math.sqrt(b) + NEGLIGIBLE))
    with np.errstate(divide="ignore"):
        steps: Floats = np.log(b / (a + np.arange(1, count)))
    return np.concatenate(([0.0], np.cumsum(steps)))


def _log_sum(logarithms: Floats) -> float:
    most = float(logarithms.max())
    return most + math.log(float(np.exp(logarithms - most).sum()))
