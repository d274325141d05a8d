"""The report of a measurement: for a terminal, as JSON, as a document, and as a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from capacity.limit import Step, highest
from ivr.measuring.found import Found
from ivr.measuring.picture import draw
from ivr.measuring.sheets import (
    Sheet,
    conditions,
    landings,
    markdown,
    remarks,
    sheets,
    steps_sheet,
)

JSON: Final = "measured.json"
DOCUMENT: Final = "measured.md"
PICTURE: Final = "measured.png"


@dataclass(frozen=True, slots=True)
class Report:
    """Settings that were measured on a machine from ``at`` on; ``steps`` if a limit was sought."""

    at: datetime
    machine: Mapping[str, str | int]
    found: Sequence[Found]
    steps: Sequence[Step] = field(default_factory=tuple)

    @property
    def landing_capacity(self) -> float | None:
        """The highest rate in calls an hour that went well, if a limit was sought and found."""
        return highest(self.steps)

    def sheets(self) -> list[Sheet]:
        """Give all tables."""
        tables = sheets(self.found)
        if self.steps:
            tables.append(steps_sheet(self.steps, self.found[0].setting.compress))
        return tables

    def said(self) -> list[str]:
        """Give what must be known beside the tables, a sentence each."""
        sentences = [*conditions(self.found), *landings(self.found), *remarks(self.found)]
        if self.steps and self.landing_capacity is not None:
            hold = self.found[0].setting.hold
            rate = f"{self.landing_capacity:,.0f} calls an hour of {hold:g} s"
            sentences.append(f"The highest rate that went well: {rate}.")
        elif self.steps:
            sentences.append("No rate that was tried went well.")
        return sentences

    def document(self) -> str:
        """Give it in Markdown."""
        machine = ", ".join(f"{name} {value}" for name, value in self.machine.items())
        head = f"Measured on {self.at:%Y-%m-%d %H:%M} UTC: {machine}.\n"
        return f"{head}\n{markdown(self.sheets(), self.said())}"

    def json(self) -> str:
        """Give it as JSON: seconds, bytes, shares of 1, calls per uncompressed hour."""
        tree = msgspec.to_builtins(self) | {"landing_capacity": self.landing_capacity}
        return msgspec.json.format(msgspec.json.encode(tree)).decode()

    def write(self, folder: Path) -> None:
        """Write it into a folder, as JSON, Markdown and a picture. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / JSON).write_text(self.json() + "\n", encoding="utf-8")
        (folder / DOCUMENT).write_text(self.document(), encoding="utf-8")
        draw(folder / PICTURE, self.found)
