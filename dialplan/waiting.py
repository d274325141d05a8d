"""What a caller in line is told: the place and the wait, at entry and then at a set rhythm.

What was told is a fact, so the rhythm goes on after a restart, and nothing that was told grows
worse: neither the place nor the wait that a caller hears ever rises.
"""

from collections.abc import Iterator, Mapping

from dialplan.talk import Talk
from prompts.sentences import sounds_of
from prompts.spoken.numbers import MOST_PLACES
from routing.promise import LONGER, STEPS, Prospect


class Waiting:
    """`dialplan.conversation.Announcer` for one caller; ``lead`` are the prompts said first."""

    def __init__(self, talk: Talk, *lead: str) -> None:
        self._talk = talk
        self._lead = lead

    def lead(self) -> tuple[str, ...]:
        """Name the sounds with which the wait begins, once."""
        if self._talk.story.knows("announced"):
            return ()
        self._talk.story.learn("announced", {})
        return self._talk.saying(*self._lead)

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

    def _told(self) -> Mapping[str, int]:
        fact = self._talk.story.fact("announced")
        told = fact.value if fact is not None and isinstance(fact.value, Mapping) else {}
        return {name: int(value) for name, value in told.items()}


def no_worse(told: Mapping[str, int], prospect: Prospect) -> dict[str, int]:
    """Give what is to be said: ``position``, and ``minutes``, the upper end of a `STEPS` range.

    Neither is above what was told before.
    """
    saying = {"position": prospect.position, "minutes": prospect.range[1]}
    return {name: min(value, told.get(name, value)) for name, value in saying.items()}


def place_words(language: str, told: Mapping[str, int]) -> Iterator[str]:
    """Name the sounds for a place in line and a wait as `no_worse` gives them."""
    position = told["position"]
    if position == 1:
        yield from sounds_of(language, "wait.next")
    elif position <= MOST_PLACES:
        yield from sounds_of(language, "wait.position", place=position)
    else:
        yield from sounds_of(language, "wait.ahead", people=position - 1)
    minutes = next(each for each in STEPS if each[1] == told["minutes"])
    if minutes == LONGER:
        yield from sounds_of(language, "wait.over-an-hour")
    else:
        yield from sounds_of(language, "wait.estimate", minutes=minutes)
