"""Reads a spoken number back from a transcript, as somebody does who knows how long it is."""

from collections.abc import Mapping
from functools import cache

from prompts.listening.letters import heard, spelled
from prompts.listening.marks import edits

_LONGEST = 7
"""Letters of a transcript that one digit can have at most."""


def read_digits(transcript: str, words: Mapping[str, str], count: int) -> str:
    """Give the ``count`` digits whose words are together nearest to the transcript.

    ``words`` are those of the digits, ``0`` to ``9``.
    """
    written = "".join(heard(word) for word in transcript.split())
    spoken = {digit: spelled(word) for digit, word in words.items()}

    @cache
    def nearest(part: str) -> tuple[int, str]:
        return min((edits(letters, part), digit) for digit, letters in spoken.items())

    # For each end in what was written: the fewest errors up to there, and the digits read.
    best = {0: (0, "")}
    for _ in range(count):
        best = {
            end: min(
                _joined(best[start], nearest(written[start:end]))
                for start in range(max(0, end - _LONGEST), end + 1)
                if start in best
            )
            for end in range(min(len(written), max(best) + _LONGEST) + 1)
        }
    rest = {end: (errors + len(written) - end, read) for end, (errors, read) in best.items()}
    return min(rest.values())[1]


def _joined(before: tuple[int, str], digit: tuple[int, str]) -> tuple[int, str]:
    return before[0] + digit[0], before[1] + digit[1]
