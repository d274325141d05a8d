"""Counts what of a wording was not heard."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prompts.listening.letters import FINAL_HE, Letter, heard, spelled


@dataclass(frozen=True, slots=True)
class Marks:
    """How many letters a wording has, and how many edits turn the transcript into it."""

    letters: int
    errors: int

    @property
    def rate(self) -> float:
        """The character error rate; above 1 if more was heard than was said."""
        return self.errors / self.letters if self.letters else 0.0


def mark(wording: str, transcript: str) -> Marks:
    """Compare a wording with what was heard, both reduced as `letters` says."""
    wanted = spelled(wording)
    needed = sum(not letter.optional for letter in wanted)
    return Marks(needed, edits(wanted, heard(transcript)))


def total(marks: Iterable[Marks]) -> Marks:
    """Add up, so that long sentences weigh more than short ones."""
    each = list(marks)
    return Marks(sum(one.letters for one in each), sum(one.errors for one in each))


def edits(wanted: Sequence[Letter], written: str) -> int:
    """Count the fewest insertions, deletions and substitutions (Levenshtein).

    A letter that is optional may be left out, and a `FINAL_HE` be passed over, free of cost.
    """
    row = [0]
    for each in written:
        row.append(row[-1] + (each != FINAL_HE))
    for letter in wanted:
        lost = not letter.optional
        above, row = row, [row[0] + lost]
        for n, each in enumerate(written):
            row.append(
                min(above[n] + (not _is(letter, each)), above[n + 1] + lost,
                    row[n] + (each != FINAL_HE))
            )  # fmt: skip
    return row[-1]


def in_words(transcript: str, words: Mapping[str, str]) -> str:
    """Replace numerals by the words they are spoken with; without such words digit by digit.

    ``words`` are those of numbers in ASCII digits; at least 0 to 9.
    """

    def say(found: re.Match[str]) -> str:
        numeral = str(int(found[0])) if len(found[0]) > 1 and found[0][0] != "0" else found[0]
        spoken = words.get(numeral)
        return f" {spoken or ' '.join(words[str(int(digit))] for digit in found[0])} "

    return re.sub(r"\d+", say, transcript)


def _is(letter: Letter, written: str) -> bool:
    return written in letter.classes or (written == FINAL_HE and letter.classes in {"A", "h"})
