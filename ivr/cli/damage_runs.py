"""Damaged lines for people: a torn block is one sentence, not one for each of its lines."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from ivr.journal import Damage
from ivr.lengths import counted


class DamageRuns:
    """Tells of damage; lines of a file that follow each other with the same damage as one."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._run: list[Damage] = []

    def add(self, damage: Damage) -> None:
        """Take the next damage, in the order of the journal."""
        if self._run and not _goes_on(self._run[-1], damage):
            self.flush()
        self._run.append(damage)

    def flush(self) -> None:
        """Tell what was taken."""
        if self._run:
            self._tell(_in_words(self._run))
        self._run = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.flush()


def _goes_on(last: Damage, damage: Damage) -> bool:
    return (damage.file, damage.line, damage.damage) == (last.file, last.line + 1, last.damage)


def _in_words(run: list[Damage]) -> str:
    first, saved = run[0], sum(damage.salvaged for damage in run)
    rest = f" ({counted(saved, 'entry', 'entries')} saved)" if saved else ""
    place = f"{first.file}:{first.line}"
    if len(run) > 1:
        return f"{place}: lines {first.line} to {run[-1].line}: {first.damage}{rest}"
    return f"{place}: {first.damage}{rest}"
