"""What a caller in line is told: the place and the wait, at entry and then at a set rhythm.

What was told is a fact, so the rhythm goes on after a restart, and nothing that was told grows
worse: neither the place nor the wait that a caller hears ever rises.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from dialplan.talk import Talk
from prompts.sentences import sounds_of
from prompts.spoken.numbers import MOST_PLACES, RANGES
from routing.prospect import Prospect

MINUTE: Final = 60.0
OVER_AN_HOUR: Final = RANGES[-1][1] + 1
"""Stands for a wait that is longer than the longest range that is worded, in minutes."""


class Waiting:
    """`dialplan.conversation.Announcer` for one caller; ``lead`` is the prompt said first."""

    def __init__(self, talk: Talk, lead: str) -> None:
        self._talk = talk
        self._lead = lead

    def lead(self) -> tuple[str, ...]:
        """Name the sounds with which the wait begins, once."""
        if self._talk.story.knows("announced"):
            return ()
        self._talk.story.learn("announced", {})
        return self._talk.saying(self._lead)

    def due_in(self) -> float:
        """Tell in how many seconds the caller is to be told something; 0 for now."""
        if not self._told():
            return 0.0
        since = self._talk.story.seconds_since("announced")
        return max(0.0, self._talk.manners.announce_every - since)

    def announce(self, prospect: Prospect) -> tuple[str, ...]:
        """Name the sounds that tell place and wait, and learn what was told."""
        before = self._told()
        told = no_worse(before, prospect)
        self._talk.story.learn("announced", told)
        still = ("wait.still",) if before else ()
        return self._talk.saying(*still, *place_words(self._talk.language, told))

    def _told(self) -> Mapping[str, float]:
        fact = self._talk.story.fact("announced")
        return fact.value if fact is not None and isinstance(fact.value, Mapping) else {}


def no_worse(told: Mapping[str, float], prospect: Prospect) -> dict[str, float]:
    """Give what is to be said: ``position``, and ``minutes``, the upper end of a worded range.

    Neither is above what was told before; ``minutes`` is missing where nothing can be said.
    """
    saying: dict[str, float] = {"position": prospect.position}
    if prospect.high is not None:
        saying["minutes"] = within_minutes(prospect.high)
    return {name: min(value, told.get(name, value)) for name, value in saying.items()}


def within_minutes(seconds: float) -> int:
    """Give the upper end of the first range of minutes that holds so long a wait."""
    return next((high for _, high in RANGES if seconds <= high * MINUTE), OVER_AN_HOUR)


def place_words(language: str, told: Mapping[str, float]) -> Iterator[str]:
    """Name the sounds for a place in line and a wait as `no_worse` gives them."""
    position = int(told["position"])
    if position == 1:
        yield from sounds_of(language, "wait.next")
    elif position <= MOST_PLACES:
        yield from sounds_of(language, "wait.position", place=position)
    else:
        yield from sounds_of(language, "wait.ahead", people=position - 1)
    minutes = next((each for each in RANGES if each[1] == told.get("minutes")), None)
    if minutes is not None:
        yield from sounds_of(language, "wait.estimate", minutes=minutes)
    elif "minutes" in told:
        yield from sounds_of(language, "wait.over-an-hour")
