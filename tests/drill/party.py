"""Callers of one kind while a drill is under way."""

from dataclasses import dataclass

from ivr.load.sipp import Group
from tests.drill.plan import CallerGroup


@dataclass
class Party:
    """Callers of one kind, and the numbers of those who have not been told to hang up."""

    plan: CallerGroup
    sipp: Group
    there: list[int]

    @property
    def ids(self) -> list[str]:
        """The Call-IDs of those who are there."""
        return [self.sipp.call_id(number) for number in self.there]

    async def leave(self, count: int, *, last: bool = False) -> set[str]:
        """Let the first (or ``last``) of them hang up; gives their Call-IDs."""
        leaving = (self.there[::-1] if last else self.there)[:count]
        self.there = [number for number in self.there if number not in leaving]
        await self.sipp.hang_up(leaving)
        return {self.sipp.call_id(number) for number in leaving}
