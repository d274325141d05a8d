"""The districts of Uttar Pradesh, as operators may name them, and the discoms that share each."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from routing.discoms import DATA


@dataclass(frozen=True, slots=True)
class District:
    """One district by its English name, with the codes of its discoms and its other names."""

    name: str
    discoms: tuple[str, ...]
    other_names: tuple[str, ...]


def find_district(text: str) -> District:
    """Find a district by one of its names, however it is spaced or capitalised.

    Raises ValueError, which names the districts that are written alike.
    """
    wanted = _plain(text)
    found = _BY_NAME.get(wanted)
    if found is not None:
        return found
    alike = get_close_matches(wanted, _BY_NAME, n=3)
    names = list(dict.fromkeys(_BY_NAME[each].name for each in alike))
    hint = f"; do you mean {' or '.join(names)}?" if names else ""
    raise ValueError(f"no district of Uttar Pradesh is called {text!r}{hint}")


def _load() -> Mapping[str, District]:
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as rows:
        found = [
            District(
                name=row["district_en"],
                discoms=tuple(filter(None, (row["discom"], row["split_with"]))),
                other_names=_names(f"{row['aliases_en']};{row['district_hi']};{row['aliases_hi']}"),
            )
            for row in csv.DictReader(rows)
        ]
    return MappingProxyType({district.name: district for district in found})


def _names(cell: str) -> tuple[str, ...]:
    """Split a cell of names; a place that is only the headquarters names no district."""
    names = (name.strip() for name in cell.split(";"))
    return tuple(name for name in names if name and "(HQ)" not in name)


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "", name).casefold()


DISTRICTS: Final = _load()

_BY_NAME: Final = {
    _plain(name): district
    for district in DISTRICTS.values()
    for name in (*district.other_names, district.name)
}
