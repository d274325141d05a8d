"""One prompt of a wording: its words, and the sounds of which it is made."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from prompts.spoken.contour import rising

VARIABLE: Final = re.compile(r"\{([a-z_]+)\}")
CLOSING: Final = frozenset(",.;:?!।")


def worded_in(language: str) -> str:
    """Name the wording file of a language, as people find it in the project."""
    return f"prompts/wording/{language}.toml"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words that are rendered in one piece."""

    sound: str
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in the words that is filled at run time; ``kind`` is one of `prompts.kinds`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """Words under a key, with ``{name}`` where a value goes; all in Unicode NFC.

    ``rising`` holds the same words as they stand inside a sentence, a sound of its own. ``later``:
    the call flow does not say it yet.
    """

    key: str
    text: str
    where: str
    rising: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    later: bool = False

    @classmethod
    def of_entry(cls, key: str, entry: Mapping[str, Any]) -> "Prompt":
        """Take a prompt from its table in the wording file, which has been found faultless."""
        words = {
            name: unicodedata.normalize("NFC", entry[name])
            for name in ("text", "where", "rising")
            if name in entry
        }
        return cls(key, **words, variables=entry.get("variables", {}), later="used" in entry)

    @property
    def pieces(self) -> tuple[Fragment | Variable, ...]:
        """Give words and variables in the order in which they are spoken.

        Between variables they are the sounds ``KEY.part-1``, ``KEY.part-2`` and so on.
        """
        if not self.variables:
            return (Fragment(self.key, self.text),)
        return tuple(self._split())

    @property
    def sounds(self) -> Mapping[str, str]:
        """Give the words of each sound to be rendered."""
        own = {piece.sound: piece.text for piece in self.pieces if isinstance(piece, Fragment)}
        return own | ({rising(self.key): self.rising} if self.rising else {})

    def _split(self) -> Iterator[Fragment | Variable]:
        numbers = count(1)
        tokens = VARIABLE.split(self.text)
        for at, token in enumerate(tokens):
            if at % 2:
                yield Variable(token, self.variables[token])
            elif words := _words(token, followed=at < len(tokens) - 1):
                yield Fragment(f"{self.key}.part-{next(numbers)}", words)


def _words(token: str, *, followed: bool) -> str:
    """Trim what stands between variables; nothing if that is only punctuation.

    Words that a variable follows get a comma, lest the voice falls.
    """
    words = token.strip().lstrip("".join(CLOSING)).lstrip()
    if followed and words and words[-1] not in CLOSING:
        return f"{words},"
    return words
