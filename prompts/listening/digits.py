"""Reads a spoken number back from a transcript, as somebody does who knows that digits come."""

from collections.abc import Mapping
from functools import cache

from prompts.listening.letters import heard, spelled
from prompts.listening.marks import edits

_LONGEST = 7
"""Letters of a transcript that one digit can have at most."""


def read_digits(transcript: str, words: Mapping[str, str]) -> str:
    """Give the digits whose words are together nearest to the transcript; of two, the fewer.

    ``words`` are those of the digits, ``0`` to ``9``.
    """
    written = "".join(heard(word) for word in transcript.split())
    spoken = {digit: spelled(word) for digit, word in words.items()}

    @cache
    def nearest(part: str) -> tuple[int, str]:
        found = ((edits(letters, part), digit) for digit, letters in spoken.items())
        return min(found)

    best: list[tuple[int, int, str]] = [(0, 0, "")]
    for end in range(1, len(written) + 1):
        starts = range(max(0, end - _LONGEST), end)
        best.append(min(_joined(best[start], nearest(written[start:end])) for start in starts))
    return best[-1][2]


def _joined(before: tuple[int, int, str], digit: tuple[int, str]) -> tuple[int, int, str]:
    errors, count, number = before
    return errors + digit[0], count + 1, number + digit[1]
