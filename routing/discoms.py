"""The electricity distribution companies (discoms) that 1912 serves or borders on."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Discom:
    """One company; ``served`` is false for those that run a helpline of their own."""

    code: str
    name_en: str
    name_hi: str
    spoken_hi: str
    served: bool


_OWN_HELPLINE = frozenset({"NPCL", "TORRENT-AGRA"})


def _load() -> Mapping[str, Discom]:
    with (DATA / "discoms.csv").open(encoding="utf-8", newline="") as rows:
        return MappingProxyType(
            {
                row["code"]: Discom(
                    code=row["code"],
                    name_en=row["name_en"],
                    name_hi=row["name_hi"],
                    spoken_hi=row["spoken_hi"],
                    served=row["code"] not in _OWN_HELPLINE,
                )
                for row in csv.DictReader(rows)
            }
        )


DISCOMS: Mapping[str, Discom] = _load()


def find_served(name: str) -> Discom:
    """Find a discom that 1912 serves by its code, however capitalised; raises ValueError."""
    served = {code.casefold(): discom for code, discom in DISCOMS.items() if discom.served}
    found = served.get(name.strip().casefold())
    if found is None:
        codes = ", ".join(discom.code for discom in served.values())
        raise ValueError(f"1912 serves no discom that is called {name!r}; known are {codes}")
    return found
