"""A consumer on the phone: recognises prompts, keys what a script says, and keeps a diary."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ivr.phone.call import Call
from ivr.phone.g711 import tone
from ivr.phone.listening import tone_level
from ivr.phone.placing import PlacedCall
from ivr.phone.recognition import Ear, Heard, KnownSounds

HESITATION: Final = 1.0
"""Seconds of a prompt that are heard out before its answer is keyed."""

MOMENT: Final = 0.1
"""Seconds between two looks at what was heard."""

_TONE_SECONDS: Final = 0.2
_TONE_SHARE: Final = 0.8


class Step(NamedTuple):
    """What is keyed when a prompt is heard: ``hi/pin.ask``, or ``pin.ask`` in any language."""

    prompt: str
    keys: str

    def answers(self, sound: str) -> bool:
        """Tell whether this sound is the prompt that is waited for."""
        return self.prompt in (sound, sound.partition("/")[2])


class Kind(StrEnum):
    """What can happen in a call."""

    ANSWERED = "answered"
    HEARD = "heard"
    KEYED = "keyed"
    RINGS = "rings"
    TONE = "tone"
    HANGS_UP = "hangs up"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened ``after`` so many seconds from the INVITE."""

    after: float
    who: str
    kind: Kind
    what: str = ""


class Diary:
    """Everything that happened, from the moment of loop time ``since`` on.

    ``tell`` is told of each moment as soon as it is known; a prompt is known only some time after
    it began.
    """

    def __init__(self, since: float, tell: Callable[[Moment], object] | None = None) -> None:
        self._since = since
        self._tell = tell
        self._moments: list[Moment] = []

    @property
    def moments(self) -> list[Moment]:
        """Give what happened in the order in which it happened."""
        return sorted(self._moments, key=lambda moment: moment.after)

    def note(self, who: str, kind: Kind, what: str = "", *, at: float | None = None) -> None:
        """Note what happens now, or happened at a loop time."""
        at = asyncio.get_running_loop().time() if at is None else at
        moment = Moment(round(at - self._since, 3), who, kind, what)
        self._moments.append(moment)
        if self._tell is not None:
            self._tell(moment)


class Consumer:
    """Listens to one call. Steps whose prompt is never spoken are passed over.

    As soon as a tone of ``hears`` Hz is heard, which is what an agent's phone says, ``says`` Hz is
    given back.
    """

    def __init__(
        self,
        call: PlacedCall,
        known: KnownSounds,
        script: Iterable[Step] = (),
        *,
        says: float,
        hears: float,
        tell: Callable[[Moment], object] | None = None,
    ) -> None:
        self.diary = Diary(call.placed_at, tell)
        self._call = call
        self._ear = Ear(known)
        self._steps = list(script)
        self._says, self._hears = says, hears

    async def follow(self, longest: float) -> None:
        """Wait for the answer, then listen until the end; hang up after ``longest`` seconds.

        Raises `CallRefused`.
        """
        await self._call.answered()
        self.diary.note("helpline", Kind.ANSWERED, at=self._call.answered_at)
        try:
            async with asyncio.timeout(longest):
                await self._listen()
        except TimeoutError:
            self.diary.note("caller", Kind.HANGS_UP)
            await self._call.hang_up()
        for heard in self._ear.listen(self._call.sound.sound, final=True):
            self._note(heard)
        ending = await self._call.ended()
        by = "caller" if ending.by == "us" else "helpline"
        self.diary.note(by, Kind.ENDED, str(ending.cause or ""), at=ending.at)

    async def _listen(self) -> None:
        talk = asyncio.create_task(answer_tone(self._call, self._says, self._hears))
        talk.add_done_callback(self._note_tone)
        try:
            while not self._call.over:
                for heard in self._ear.listen(self._call.sound.sound):
                    self._note(heard)
                    await self._answer(heard)
                await asyncio.sleep(MOMENT)
        finally:
            talk.cancel()

    async def _answer(self, heard: Heard) -> None:
        number = next((n for n, step in enumerate(self._steps) if step.answers(heard.sound)), None)
        if number is None:
            return
        keys = self._steps[number].keys
        del self._steps[: number + 1]
        await asyncio.sleep(HESITATION)
        self.diary.note("caller", Kind.KEYED, keys)
        await self._call.press(keys)

    def _note(self, heard: Heard) -> None:
        began_at = self._call.sound.began_at or self._call.placed_at
        self.diary.note("helpline", Kind.HEARD, heard.sound, at=began_at + heard.offset)

    def _note_tone(self, talk: "asyncio.Task[None]") -> None:
        if not talk.cancelled():
            self.diary.note("caller", Kind.TONE, f"{self._hears:g}")


async def answer_tone(call: Call, says: float, hears: float) -> None:
    """Wait for a tone of ``hears`` Hz, then say ``says`` Hz."""
    await tone_heard(call, hears)
    call.play(tone(says), repeat=True)


async def tone_heard(call: Call, hz: float) -> None:
    """Wait until the last fifth of a second was a tone of ``hz``."""
    while True:
        if tone_level(call.heard(_TONE_SECONDS), hz) >= _TONE_SHARE:
            return
        await asyncio.sleep(MOMENT)
