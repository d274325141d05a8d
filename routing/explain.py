"""Explains, for a person, what the helpline reads from a number and what it would ask."""

from dataclasses import dataclass
from typing import Final

from routing.areas import Area, by_pincode, by_std
from routing.discoms import DISCOMS
from routing.numbers import (
    NATIONAL_DIGITS,
    CalledNumber,
    CallerNumber,
    read_called,
    read_caller,
    written,
)

PIN_DIGITS: Final = 6

_AFTER_PREFIX: Final = {
    "": "alone",
    "0": "after a trunk 0",
    "00": "after two trunk 0s",
    "91": "after the country code without a plus",
    "091": "after a trunk 0 and the country code",
    "0091": "after the international prefix 00 and the country code",
    "+91": "after the country code",
    "910": "after the country code without a plus and a trunk 0",
    "+910": "after the country code and a trunk 0",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One way to read the number, and what follows from it, a sentence a line."""

    title: str
    lines: tuple[str, ...]


def explain_number(raw: str) -> list[Finding]:
    """Read a number as one that was called, as a caller's, and as a PIN code if it can be one."""
    findings = [_as_called(read_called(raw)), _as_caller(read_caller(raw))]
    number = written(raw)
    if number.isdecimal() and len(number) == PIN_DIGITS:
        findings.append(_as_pincode(number))
    return findings


def _as_called(called: CalledNumber) -> Finding:
    title = "As the number that was called"
    match called.kind:
        case "helpline" if called.std:
            lines = (f"the helpline, with the area code {called.std}", *_area_lines(called.std))
        case "helpline":
            lines = ("the helpline, without an area code", "says nothing about the discom")
        case "tollfree":
            lines = ("a toll-free number (1800)", "says nothing about the discom")
        case "unknown":
            lines = ("not a number of the helpline",)
    return Finding(title, lines)


def _as_caller(caller: CallerNumber) -> Finding:
    title = "As the caller's number"
    if caller.e164 is None:
        return Finding(
            title,
            (
                "neither a mobile of India nor a landline of Uttar Pradesh",
                "asked: the PIN code, or else the company",
            ),
        )
    lines = (f"a {caller.kind}, {caller.e164}", _how_written(caller))
    if caller.std:
        return Finding(title, (*lines, f"area code {caller.std}", *_area_lines(caller.std)))
    return Finding(
        title,
        (
            *lines,
            "a mobile says nothing about the discom, because numbers are portable",
            "asked: the PIN code, unless an earlier call of this number tells the discom",
        ),
    )


def _as_pincode(pin: str) -> Finding:
    area = by_pincode(pin)
    lines = _describe(area) if area else ("not a known PIN code of Uttar Pradesh",)
    return Finding("As a PIN code", lines)


def _how_written(caller: CallerNumber) -> str:
    return f"ten digits {_AFTER_PREFIX[written(caller.raw)[:-NATIONAL_DIGITS]]}"


def _area_lines(std: str) -> tuple[str, ...]:
    area = by_std(std)
    assert area is not None, "numbers are read with the same table"
    return _describe(area)


def _describe(area: Area) -> tuple[str, ...]:
    discoms = " or ".join(f"{code} ({DISCOMS[code].name_en})" for code in area.discoms)
    return (
        f"district: {' or '.join(area.districts)}",
        f"discom: {discoms}",
        "asked: nothing about the discom, it is certain"
        if area.certain
        else f"asked: which company, {' or '.join(area.discoms)}",
    )
