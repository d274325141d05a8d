"""Hears prompts and spoken numbers of one language, and marks what was heard."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, Protocol

import numpy as np

from prompts import spoken
from prompts.library import FORMATS, SoundLibrary
from prompts.listening.digits import read_digits, wrong_digits
from prompts.listening.line import Samples, off_the_line
from prompts.listening.marks import Marks, in_words, mark
from prompts.wording import Wording

SENTENCE: Final = 3
"""A prompt of so many words is a sentence; a shorter one is heard too little of to count."""

NUMBERS, PLACES, GROUP = 12, 9, 3
"""How many complaint numbers are heard, of how many digits, and how many digits at a time."""

KINDS: Final = ("sentences", "single words", "digits of numbers")
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


class Ear(Protocol):
    """Who writes down what is said; `prompts.listening.recogniser.Recogniser`."""

    def hear(self, samples: Samples, language: str, context: str | None) -> str:
        """Give a transcript."""


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
    """Hears one language of a library of sounds. ``context``: the recogniser knows who speaks."""

    def __init__(
        self, recogniser: Ear, library: SoundLibrary, of: Wording, *, context: bool
    ) -> None:
        self._recogniser, self._library, self._of = recogniser, library, of
        self._ear = _EARS.get(of.script, of.language)
        self._context = _CONTEXTS.get(self._ear) if context else None
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
        raw = self._recogniser.hear(self._sound(key), self._ear, self._context if long else None)
        heard = in_words(raw, self._words)
        kind = KINDS[0] if long else KINDS[1]
        return Heard(self._of.language, kind, key, text, raw, mark(text, heard))

    def number(self, number: str) -> Heard:
        """Hear a complaint number, a group of digits at a time as callers write it down."""
        keys = spoken.digits(number)
        groups = [keys[at : at + GROUP] for at in range(0, len(keys), GROUP)]
        context = _NUMBER_CONTEXTS.get(self._ear)
        digits = {digit: self._words[digit] for digit in "0123456789"}
        raw = [
            self._recogniser.hear(np.concatenate([*map(self._sound, group)]), self._ear, context)
            for group in groups
        ]
        read = "".join(read_digits(in_words(each, self._words), digits) for each in raw)
        marks = Marks(len(number), wrong_digits(number, read))
        return Heard(self._of.language, KINDS[2], "", number, f"{read} = {' | '.join(raw)}", marks)

    def _sound(self, key: str) -> Samples:
        files = self._library.files(f"{self._of.language}/{key}")
        return off_the_line(files[FORMATS.index("alaw")])


def some_numbers() -> list[str]:
    """Draw the same numbers each time."""
    chance = Random(1912)  # noqa: S311 - a sample, not a secret
    return ["".join(chance.choices("0123456789", k=PLACES)) for _ in range(NUMBERS)]


def _number_words(of: Wording) -> dict[str, str]:
    """Give the words of all numbers that have a sound of their own, by their digits."""
    found = (key.partition(".") for key in of.texts)
    return {
        number: of.texts[f"{kind}.{number}"]
        for kind, _dot, number in found
        if kind in {"digit", "number"} and number.isdecimal()
    }
