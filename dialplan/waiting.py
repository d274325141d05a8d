"""What a caller in line is told: the place and the wait, at entry and then at a set rhythm.

From the thresholds on they are shown the ways out too; a key that means none tells the place anew.
What was told is a fact, so the rhythm goes on after a restart, and nothing that was told grows
worse: neither the place nor the wait that a caller hears ever rises.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dialplan.conversation import Reply, WaitEnd
from dialplan.old_place import seconds_in_line
from dialplan.talk import Talk
from dialplan.ways_out import WaysOutOfLine
from prompts.sentences import sounds_of
from prompts.spoken.numbers import MOST_PLACES
from routing.promise import LONGER, STEPS, Prospect

NOBODY: Final = "nobody-there"
"""The fact that nobody was there to answer when place and wait were told last, or is again."""


class Waiting:
    """`dialplan.conversation.Announcer` for one caller; ``lead`` are the prompts said first.

    ``call_backs`` tells whether people can be called back. Whoever calls because of danger is not
    to leave the line, and is shown no way out of it.
    """

    def __init__(
        self,
        talk: Talk,
        *lead: str,
        danger: bool = False,
        call_backs: Callable[[], bool] = lambda: False,
    ) -> None:
        self._talk = talk
        self._lead = lead
        self._danger = danger
        self._ways_out = WaysOutOfLine(talk, call_backs)

    def lead(self) -> tuple[str, ...]:
        """Name the sounds with which the wait begins, once."""
        if self._talk.story.knows("announced"):
            return ()
        self._talk.story.learn("announced", {})
        return self._talk.saying(*self._lead)

    def due_in(self) -> float:
        """Tell in how many seconds the caller is to be told something; 0 for now."""
        story = self._talk.story
        last = story.newest("announced", "way-out", "old-place")
        if last is None or last.kind == "old-place" or not self._told():
            return 0.0
        since = (story.now() - last.at).total_seconds()
        return max(0.0, self._talk.manners.announce_every - since)

    def announce(self, prospect: Prospect) -> Reply:
        """Tell place and wait, as it is due; nobody there twice is the end of the wait."""
        before = self._told()
        if prospect.nobody_there and self._nobody_was_there():
            return Reply(end=WaitEnd.TOO_LONG)
        self._ways_out.waits_on()
        return self._tell(prospect, *(("wait.still",) if before else ()))

    def pressed(self, key: str, prospect: Prospect) -> Reply:
        """Answer a key; one without a meaning tells place and wait."""
        self._talk.story.learn("keyed", key, private=True)
        return self._ways_out.take(key) or self._tell(prospect)

    def heard(self) -> Reply:
        """Go on when the last reply was spoken to its end."""
        return self._ways_out.heard()

    def _tell(self, prospect: Prospect, *first: str) -> Reply:
        """Tell place and wait and perhaps the ways out, and learn what was told."""
        told = no_worse(self._told(), prospect)
        self._talk.story.learn("announced", told)
        if prospect.nobody_there != self._nobody_was_there():
            self._talk.story.learn(NOBODY, prospect.nobody_there)
        place = place_words(self._talk.language, told)
        if self._danger or not self._are_open(told):
            return Reply(self._talk.saying(*first, *place))
        sounds = self._talk.saying(*first, *place, *self._ways_out.show())
        return Reply(sounds, asks_others=self._talk.manners.ways_out.other_discoms)

    def _are_open(self, told: Mapping[str, int]) -> bool:
        return self._talk.manners.ways_out.open(
            place=told["position"],
            estimate=60.0 * told["minutes"],
            waited=seconds_in_line(self._talk.story),
        )

    def _nobody_was_there(self) -> bool:
        fact = self._talk.story.fact(NOBODY)
        return fact is not None and bool(fact.value)

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
