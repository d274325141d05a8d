"""Reduces wordings and transcripts to letters that can be compared across scripts.

Small Whisper models lose themselves in Devanagari, but write the same spoken language well in
Urdu script. Urdu has several letters for one sound and leaves out most short vowels, so both
scripts are reduced to classes of sounds: consonants (an aspiration is an ``h`` of its own, ``T D
R`` are retroflex, ``S`` is sh, ``n`` every nasal but m), and the vowels that Urdu writes: ``A``,
``Y`` for i, e, ai and y, ``W`` for u, o, au and v. Words run together and doubled letters count
once, as both depend on the writer. Latin script stays as it is, but for capitals.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final


@dataclass(frozen=True, slots=True)
class Letter:
    """A sound of a wording: the classes that may be written for it, or nothing if optional."""

    classes: str
    optional: bool = False


FINAL_HE: Final = "#"
"""The class of ``he`` at the end of an Urdu word: an h, a long a, or nothing that is spoken."""

_WORDS: Final = re.compile(r"(?:[^\W\d_]|[\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f])+")
_UNITS: Final = re.compile(r"[^\W\d_]\u093c?|[\u0901-\u0903\u093e-\u094c]")

_DEVANAGARI: Final = {
    **dict(zip("कगचजटडतदपबमयरलवसह", "kgcjTDtdpbmYrlWsh", strict=True)),
    **dict(zip("खघछझठढथधफभ", "kgcjTDtdpb", strict=True)),
    **dict.fromkeys("ङञणनंँ", "n"),
    **dict.fromkeys("शष", "S"),
    **dict.fromkeys("आा", "A"),
    **dict.fromkeys("ईीएेऐै", "Y"),
    **dict.fromkeys("ऊूओोऔौ", "W"),
    "ृ": "r",
    "ज़": "z",
    "फ़": "f",
    "ड़": "R",
    "ढ़": "R",
}
_ASPIRATED: Final = frozenset((*"खघछझठढथधफभ", "ख़", "ढ़"))
_OPEN: Final = frozenset("ऑॉ")
_SHORT: Final = {"अ": "A", "इ": "Y", "ि": "Y", "उ": "W", "ु": "W"}
_VOWELS: Final = frozenset("अआइईउऊएऐओऔऑ")

_URDU: Final = {
    **dict(zip("بپجچدرزسشفکگلمنوی", "bpjcdrzsSfkglmnWY", strict=True)),
    **dict(zip("ٹڈڑںقكغؤ", "TDRnkkgW", strict=True)),
    **dict.fromkeys("اآأع", "A"),
    **dict.fromkeys("تط", "t"),
    **dict.fromkeys("ثص", "s"),
    **dict.fromkeys("ذضظژ", "z"),
    **dict.fromkeys("حہھهۃ", "h"),
    **dict.fromkeys("ےيىئۓ", "Y"),
    "خ": "kh",
}


def spelled(text: str) -> list[Letter]:
    """Give the letters that a transcript of a wording should have; the wording in any script."""
    letters = (letter for word in _words(text) for letter in _sounds(word))
    return [letter for letter, _doubled in groupby(letters)]


def heard(text: str) -> str:
    """Give the classes of a transcript, in any script."""
    classes = "".join(_classes(word) for word in _words(text))
    return "".join(letter for letter, _doubled in groupby(classes))


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFC", text.casefold()))


def _sounds(word: str) -> Iterator[Letter]:
    if word[0] in _VOWELS:
        yield Letter("A")  # before whatever vowel begins a word, Urdu writes an alif
    for unit in _UNITS.findall(word):
        if unit in _OPEN:
            yield Letter("AW")
        elif unit in _SHORT:
            yield Letter(_SHORT[unit], optional=True)
        else:
            plain = _DEVANAGARI.get(unit) or _DEVANAGARI.get(unit[0]) or unit[0]
            yield from map(Letter, plain + "h" if unit in _ASPIRATED else plain)


def _classes(word: str) -> str:
    if unicodedata.name(word[0]).startswith("DEVANAGARI"):
        return "".join(letter.classes[0] for letter in _sounds(word) if not letter.optional)
    classes = "".join(_URDU.get(letter, letter) for letter in word if letter.isalpha())
    return classes[:-1] + FINAL_HE if len(word) > 1 and word[-1] in "ہه" else classes
