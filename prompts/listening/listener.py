"""Hears prompts and complaint numbers of one language, and marks what was heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Protocol

from prompts import spoken
from prompts.library import FORMATS, SoundLibrary
from prompts.listening.digits import read_digits
from prompts.listening.marks import Marks, in_words, mark
from prompts.wording import Wording

SENTENCE: Final = 3
"""A prompt of so many words is a sentence; a shorter one is heard too little of to count."""

NUMBERS: Final = 20
"""How many complaint numbers are heard."""

KINDS: Final = ("sentences", "single words", "digits of complaint numbers")
"""What is added up by itself."""

_EARS: Final = {"Devanagari": "ur"}
"""The language in which the recogniser writes down a script best, if not the prompts' own."""

_CONTEXTS: Final = {"ur": "نمسکار۔ یہ بجلی محکمے کی ہیلپ لائن ہے۔ کرپیا دھیان سے سنیے۔"}
"""Who speaks, as a caller knows it, and that they speak Hindi."""

_NUMBER_CONTEXTS: Final = {
    "ur": "فون نمبر ہے: نو، چار، ایک، پانچ، شونیہ، چھ، آٹھ، دو، سات، تین۔",
    "en": "The phone number is: nine, four, one, five, zero, six, eight, two, seven, three.",
}
"""Another number, with every digit once."""

_DIGITS: Final = {
    "ur": ("شونیہ،", "ایک،", "دو،", "تین،", "چار،", "پانچ،", "چھ،", "سات،", "آٹھ،", "نو،"),
}
"""How the recogniser writes the digits that went before, if not as we do."""

BEFORE: Final = 3
"""How many digits are heard, and known, before the one that is asked for."""


class Ear(Protocol):
    """Who writes down what is said: `recogniser.Recogniser`, or a pretended one."""

    def hear(self, alaw: bytes, language: str, context: str | None) -> str:
        """Give a transcript of A-law samples."""

    def hear_next(self, alaw: bytes, language: str, context: str | None, before: str) -> str:
        """Give the word after those that are known to stand ``before`` it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was said, what was heard of it, and its marks.

    ``kind`` is one of `KINDS`.
    """

    language: str
    kind: str
    key: str
    said: str
    heard: str
    marks: Marks


class Listener:
    """Hears one language of a library of sounds. ``context``: the ear knows who speaks."""

    def __init__(self, ear: Ear, library: SoundLibrary, of: Wording, *, context: bool) -> None:
        self._ear, self._library, self._of = ear, library, of
        self._writes = _EARS.get(of.script, of.language)
        self._context = _CONTEXTS.get(self._writes) if context else None
        self._words = _number_words(of)

    def tasks(self, only: str) -> list[Callable[[], Heard]]:
        """Give all that there is to hear: the prompts whose key has ``only`` in it, and numbers."""
        numbers = [] if only else some_numbers()
        return [
            *(partial(self.prompt, key) for key in self._of.texts if only in key),
            *(partial(self.number, number) for number in numbers),
        ]

    def prompt(self, key: str) -> Heard:
        """Hear one prompt. Single words get no context: they would be taken for more of it."""
        text = self._of.texts[key]
        long = len(text.split()) >= SENTENCE
        raw = self._ear.hear(self._sound(key), self._writes, self._context if long else None)
        marks = mark(text, in_words(raw, self._words))
        return Heard(self._of.language, KINDS[0] if long else KINDS[1], key, text, raw, marks)

    def number(self, number: str) -> Heard:
        """Hear the digits of a complaint number one by one, each as the last of a few.

        Before the first come the last, as if it was said once more.
        """
        keys = [key for key in spoken.complaint(number) if key.startswith("digit")]
        twice = [*keys[-BEFORE:], *keys]
        raw = [self._last(twice[n : n + BEFORE + 1]) for n in range(len(keys))]
        digits = {digit: self._words[digit] for digit in "0123456789"}
        read = [read_digits(in_words(each, self._words), digits) for each in raw]
        said = "".join(key[-1] for key in keys)
        wrong = sum(one != other for one, other in zip(said, read, strict=True))
        heard = f"{' '.join(read)} = {', '.join(raw)}"
        return Heard(self._of.language, KINDS[2], number, said, heard, Marks(len(said), wrong))

    def _last(self, keys: Sequence[str]) -> str:
        """Hear the last of a few digits, which are joined as a call plays them."""
        *known, _last = (int(key[-1]) for key in keys)
        own = tuple(self._of.texts[f"digit-rising.{digit}"] for digit in range(10))
        words = _DIGITS.get(self._writes, own)
        before = " ".join(words[digit] for digit in known)
        sound = b"".join(map(self._sound, keys))
        return self._ear.hear_next(sound, self._writes, _NUMBER_CONTEXTS.get(self._writes), before)

    def _sound(self, key: str) -> bytes:
        files = self._library.files(f"{self._of.language}/{key}")
        return files[FORMATS.index("alaw")].read_bytes()


def some_numbers() -> list[str]:
    """Draw the same complaint numbers each time."""
    chance = Random(1912)  # noqa: S311 - a sample, not a secret
    return ["MV" + "".join(chance.choices("0123456789", k=11)) for _ in range(NUMBERS)]


def _number_words(of: Wording) -> dict[str, str]:
    """Give the words of all numbers that have a sound of their own, by their digits."""
    found = (key.partition(".") for key in of.texts)
    return {
        number: of.texts[f"{kind}.{number}"]
        for kind, _dot, number in found
        if kind in {"digit", "number"} and number.isdecimal()
    }
