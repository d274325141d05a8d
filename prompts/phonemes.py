"""From text to the symbols that the natural voice reads: phonemes and punctuation."""

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from prompts.espeak import RenderError
from prompts.speaking import PRONUNCIATION, Pronunciation, replaced

MOST: Final = 509
"""Symbols that the model takes at once; a voice has a row of style for each number of them."""

_CLAUSES: Final = re.compile(r"([^,;:।.?!]+)([,;:।.?!]*)")
_LANGUAGE_MARK: Final = re.compile(r"\([a-z-]+\)")

Phonemes = Callable[[str], str]
"""Gives espeak-ng's phonemes for a clause without punctuation, diphthongs tied by ``^``."""


@cache
def table(path: Path = PRONUNCIATION / "symbols.json") -> dict[str, int]:
    """Give the model's number of each symbol (those of Kokoro 1.0 that our languages need)."""
    ids: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return ids


def symbols(text: str, by: Pronunciation, phonemes: Phonemes, *, sound: str) -> str:
    """Give the symbols for a text as it is spoken.

    Raises `RenderError` for symbols that the model has not learned: they would vanish unheard.
    """
    clauses = _CLAUSES.findall(by.spelled(text))
    said = "".join(
        cleaned(phonemes(clause), by) + _mark(marks) for clause, marks in clauses if clause.strip()
    ).strip()
    strange = sorted(set(said) - table().keys())
    if strange:
        shown = " ".join(f"{symbol} (U+{ord(symbol):04X})" for symbol in strange)
        raise RenderError(
            f"{sound}: the voice has no symbol for {shown}; write the text in other words, or "
            "respell it or map the symbol in prompts/pronunciation"
        )
    if not said or len(said) > MOST:
        raise RenderError(
            f"{sound}: the text has {len(said)} symbols for the voice, which takes 1 to {MOST}; "
            "make two prompts of it"
        )
    return said


def numbered(said: str) -> list[int]:
    """Give the model's input for symbols: their numbers between two zeros."""
    return [0, *(table()[symbol] for symbol in said), 0]


def cleaned(phonemes: str, by: Pronunciation) -> str:
    """Turn espeak-ng's phonemes of one clause into symbols.

    A full stop inside is the mark of ड़ and stays.
    """
    line = _LANGUAGE_MARK.sub("", " ".join(phonemes.split())).replace("-", "")
    mapped = replaced(unicodedata.normalize("NFC", line), by.symbols)
    return unicodedata.normalize("NFD", mapped.replace("^", ""))


def _mark(marks: str) -> str:
    return (marks[0].replace("।", ".") + " ") if marks else ""
