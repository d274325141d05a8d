"""A problem with the settings: where it is, what is wrong, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; ``place`` is a file with line and key, or a part of the machine."""

    place: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}. {self.remedy}"


class SettingsError(Exception):
    """The settings cannot be used. ``problems`` lists everything that was found, not the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
