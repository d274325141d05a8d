"""How tables are printed, and those that ``helpline prompts`` prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ivr.sound_list import ListedSound

if TYPE_CHECKING:
    from prompts.measures import Measure

PIPE_WIDTH: Final = 10_000
"""Columns where there is no terminal: whoever reads a pipe breaks lines, or wants them whole."""


def wide_console() -> Console:
    """Give a console that neither squeezes nor pads lines where there is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else _Pipe(highlight=False, width=PIPE_WIDTH)


class _Pipe(Console):
    """Prints without blanks at the ends of lines, which tables leave there."""

    def print(self, *objects: Any, **how: Any) -> None:
        with self.capture() as captured:
            super().print(*objects, **how)
        self.file.write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def measure_table(measures: "list[Measure]") -> Table:
    """Give a row per sound below the limits of speech; red is outside its limits."""
    from prompts.measures import MUSIC_LIMIT, limits  # with audio libraries

    caption = f"music on hold may be {MUSIC_LIMIT}"
    table = Table(box=None, header_style="bold", caption=caption, caption_justify="left")
    table.add_column("sound\nmay be", no_wrap=True)
    for name, limit in limits().items():
        table.add_column(f"{name}\n{limit}", justify="right")
    for each in measures:
        table.add_row(
            each.sound,
            f"{each.duration:.2f}",
            f"{each.loudness:.1f}",
            f"{each.peak:.1f}",
            str(each.before),
            str(each.after),
            style="red" if each.faults() else None,
        )
    return table


def source_table(rows: Sequence[ListedSound]) -> Table:
    """Give a row per sound: what is used, how many days old it is, its words, and remarks."""
    table = Table(box=None, header_style="bold")
    table.add_column("sound", no_wrap=True)
    table.add_column("used", no_wrap=True)
    table.add_column("days old", justify="right")
    table.add_column("words", overflow="fold")
    table.add_column("remarks", overflow="fold")
    for row in rows:
        style = "yellow" if row.remarks or row.used == "stand-in" else None
        age = "" if row.days is None else str(row.days)
        cells = (row.sound, row.used, age, row.words, "; ".join(row.remarks))
        table.add_row(*map(escape, cells), style=style)
    return table
