"""Numbers that are spelled digit by digit, in the groups in which people read them out."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from prompts.spoken.contour import contour

MOST_DIGITS: Final = 20

_DIGITS: Final = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}")
_COMPLAINT: Final = re.compile(r"([A-Z]{2})([0-9]{6})([0-9]{5})")

# Pin codes, landline numbers without and with area code, mobile and toll-free numbers, accounts.
_GROUPS: Final = {
    **{length: (length,) for length in range(1, 6)},
    6: (3, 3),
    7: (3, 4),
    8: (4, 4),
    9: (3, 3, 3),
    10: (5, 5),
    11: (4, 3, 4),
}
_LONGER: Final = 4  # digits in each group of a longer number, and at least two in the last


def digits(number: str) -> tuple[str, ...]:
    """Spell a number of up to `MOST_DIGITS` digits; each group falls at its end.

    Raises ValueError for anything else, without repeating what may be private.
    """
    if not _DIGITS.fullmatch(number):
        raise ValueError(
            f"only a number of digits 0 to 9, at most {MOST_DIGITS}, can be spelled; "
            "take out everything else"
        )
    return tuple(key for group in groups(number) for key in _group(group))


def complaint(number: str) -> tuple[str, ...]:
    """Spell a complaint number: the discom's two letters, the date DDMMYY, five digits.

    Raises ValueError for anything else, without repeating what may be private.
    """
    match = _COMPLAINT.fullmatch(number)
    if match is None:
        raise ValueError(
            "a complaint number has two capital letters and eleven digits 0 to 9, like "
            "MV and DDMMYY and five more; give all of it, without spaces"
        )
    letters, day, serial = match.groups()
    return (*(f"letter.{letter}" for letter in letters), *_group(day), *_group(serial))


def groups(number: str) -> list[str]:
    """Divide digits as people read them out: ten by five and five, and so on."""
    return [number[start:end] for start, end in pairwise((0, *_ends(len(number))))]


def _ends(length: int) -> Iterator[int]:
    if length not in _GROUPS:
        yield from range(_LONGER, length - 1, _LONGER)
        yield length
        return
    end = 0
    for size in _GROUPS[length]:
        end += size
        yield end


def _group(group: str) -> tuple[str, ...]:
    return contour([f"digit.{digit}" for digit in group], ends=True)
