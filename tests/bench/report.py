"""What a benchmark found: shown, kept as JSON, and as a section of docs/benchmarks.md."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.machine import describe


@dataclass(frozen=True)
class Findings:
    """A table with its verdict. ``data`` are the figures behind it, for machines."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    verdict: Sequence[str]
    data: Mapping[str, Any]
    machine: str = field(default_factory=describe)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def show(self, console: Console) -> None:
        """Print the table and the verdict."""
        table = Table(title=self.title, title_justify="left")
        for number, name in enumerate(self.head):
            table.add_column(name, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        console.print(table, *self.verdict, "", sep="\n")

    def markdown(self) -> str:
        """Write table and verdict for people, with the day and the machine."""
        lines = [_line(self.head), _line(["---", *["--:"] * (len(self.head) - 1)])]
        lines += [*map(_line, self.rows), ""]
        lines += [*(f"- {line}" for line in self.verdict), ""]
        lines.append(f"Measured {self.at:%Y-%m-%d %H:%M} UTC on {self.machine}.")
        return "\n".join(lines) + "\n"

    def keep(self, folder: Path) -> None:
        """Write NAME.json and NAME.md."""
        kept = {
            "name": self.name,
            "at": self.at.isoformat(),
            "machine": self.machine,
            "rows": [dict(zip(self.head, row, strict=True)) for row in self.rows],
            "verdict": list(self.verdict),
            "data": self.data,
        }
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(kept, indent=1, ensure_ascii=False)
        (folder / f"{self.name}.json").write_text(f"{text}\n")
        (folder / f"{self.name}.md").write_text(self.markdown())


def published(page: str, name: str, section: str) -> str:
    """Give the page with what stands between the marks of this name replaced.

    The marks are the comments ``<!-- NAME -->`` and ``<!-- /NAME -->``; ValueError without them.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page has no place for {name}: {begin.strip()} … {end}")
    return f"{before}{begin}{section}{end}{after}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
