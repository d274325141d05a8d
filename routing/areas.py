"""Where a landline's area code or a PIN code lies, and which discoms may serve it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from routing.discoms import DATA


@dataclass(frozen=True, slots=True)
class Area:
    """Districts by their English names, and the codes of the discoms that share them."""

    districts: tuple[str, ...]
    discoms: tuple[str, ...]

    @property
    def certain(self) -> str | None:
        """The only discom, or None if the caller must be asked between several."""
        return self.discoms[0] if len(self.discoms) == 1 else None


def by_std(std: str) -> Area | None:
    """Find the area of a landline area code, written with its leading 0."""
    return _BY_STD.get(std)


def by_pincode(pin: str) -> Area | None:
    """Find the area of a PIN code, written as six digits."""
    return _BY_PINCODE.get(pin)


def _load(file: str, code: str, districts: str) -> Mapping[str, Area]:
    with (DATA / file).open(encoding="utf-8", newline="") as rows:
        return MappingProxyType(
            {
                row[code]: Area(
                    districts=_names(row[districts]),
                    discoms=_names(row["discom"]) + _names(row.get("split_with", "")),
                )
                for row in csv.DictReader(rows)
            }
        )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("/")) if cell else ()


_BY_STD = _load("std_codes.csv", "std_code", "district")
_BY_PINCODE = _load("pincodes.csv", "pincode", "districts")
