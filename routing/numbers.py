"""Reads the numbers that trunks carry: who was called, and who calls.

Operators write the same number in many ways. Every reading first takes away how the number is
written (`written`), then one of the known `PREFIXES`, and looks at the national number that is
left. Both readers are total: what they do not know has the kind ``unknown``.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from routing.areas import by_std

PREFIXES: Final = ("", "0", "00", "91", "091", "0091", "+91", "910", "+910")
NATIONAL_DIGITS: Final = 10

_URI: Final = re.compile(r"(?:sips?|tel):([^@;>?]*)", re.IGNORECASE)
_PARAMETERS: Final = re.compile(r"[@;].*", re.DOTALL)
_PUNCTUATION: Final = re.compile(r"[\s().-]")
_DIGITS: Final = re.compile(r"\+?[0-9]+")
_MOBILE: Final = re.compile(r"[6-9][0-9]{9}")
_TOLL_FREE: Final = re.compile(r"1800[0-9]{6,7}")


@dataclass(frozen=True, slots=True)
class CalledNumber:
    """The number that was dialled; ``std`` is the area code before it, with its leading 0."""

    raw: str
    kind: Literal["helpline", "tollfree", "unknown"]
    std: str | None = None


@dataclass(frozen=True, slots=True)
class CallerNumber:
    """The number of the person who calls; ``std`` is a landline's area code with its 0."""

    raw: str
    kind: Literal["mobile", "landline", "unknown"]
    e164: str | None = None
    std: str | None = None


def read_called(raw: str, helpline_numbers: Collection[str] = ("1912",)) -> CalledNumber:
    """Tell which of our numbers was called, and in which area if the number says so."""
    ours = [short for number in helpline_numbers if (short := _shortest(number))]
    for national in _nationals(written(raw)):
        for number in ours:
            if national == number:
                return CalledNumber(raw, "helpline", _std_of(national))
            if national.endswith(number) and by_std(std := "0" + national.removesuffix(number)):
                return CalledNumber(raw, "helpline", std)
        if _TOLL_FREE.fullmatch(national):
            return CalledNumber(raw, "tollfree")
    return CalledNumber(raw, "unknown")


def read_caller(raw: str | None) -> CallerNumber:
    """Recognise a mobile of India or a landline of Uttar Pradesh.

    Landlines of other states stay unknown: a call to 1912 from there ends in that state. A mobile
    number says nothing about where its owner lives, because numbers are portable.
    """
    raw = raw or ""
    for national in _nationals(written(raw)):
        if len(national) != NATIONAL_DIGITS:
            continue
        if _MOBILE.fullmatch(national):
            return CallerNumber(raw, "mobile", f"+91{national}")
        if std := _std_of(national):
            return CallerNumber(raw, "landline", f"+91{national}", std)
    return CallerNumber(raw, "unknown")


def written(raw: str) -> str:
    """Give the bare number: digits, perhaps with a plus before them; empty if it is none.

    Takes away the scheme, host and parameters of a URI, and spaces, hyphens, dots and brackets.
    """
    uri = _URI.search(raw)
    user = uri[1] if uri else _PARAMETERS.sub("", raw)
    number = _PUNCTUATION.sub("", user)
    return number if _DIGITS.fullmatch(number) else ""


def _nationals(number: str) -> Iterator[str]:
    """Give what each prefix that fits would leave, the shortest prefix first."""
    for prefix in PREFIXES:
        national = number.removeprefix(prefix)
        if number.startswith(prefix) and national.isdecimal():
            yield national


def _std_of(national: str) -> str | None:
    if len(national) != NATIONAL_DIGITS:
        return None
    return next((std for n in (3, 4) if by_std(std := "0" + national[:n])), None)


def _shortest(number: str) -> str:
    """Write a helpline number of full length nationally, and leave a short code as it is."""
    e164 = read_caller(number).e164
    return e164.removeprefix("+91") if e164 else written(number)
