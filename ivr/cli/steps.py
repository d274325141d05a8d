"""Shows how far long work has come: a bar on a terminal, a few lines in a log."""

from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.progress import TaskID as Bar

_LINES: Final = 10
"""How many lines a log gets for one piece of work."""


class Steps:
    """One bar for each piece of work that is shown, gone when all is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: dict[str, Bar] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def show(self, what: str, done: int, of: int) -> None:
        """Tell that ``done`` of ``of`` are done."""
        if what not in self._bars:
            self._bars[what] = self._progress.add_task(what, total=of)
        self._progress.update(self._bars[what], completed=done)
        every = max(1, of // _LINES)
        if not self._console.is_terminal and of > _LINES and done % every == 0:
            self._console.print(f"{what}: {done} of {of}")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
