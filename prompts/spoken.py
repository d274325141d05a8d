"""Numbers as lists of prompt keys."""

import re

_DIGITS = re.compile(r"[0-9]+")


def digits(number: str) -> tuple[str, ...]:
    """Spell a number digit by digit, in keys; raises ValueError unless it is all digits 0-9.

    The message does not repeat the number, which may be private.
    """
    if not _DIGITS.fullmatch(number):
        raise ValueError("only a number of digits 0 to 9 can be spelled; take out everything else")
    return tuple(f"digit.{digit}" for digit in number)
