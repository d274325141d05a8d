"""Menus: what is offered, on which key. The text is in `prompts`, the offer in menus.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

KEY_SOUNDS: Final = {
    **{str(n): f"press.{n}" for n in range(10)},
    "*": "press.star",
    "#": "press.hash",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer: pressing ``key`` means ``value``; ``sound`` names it to the caller."""

    key: str
    value: str
    sound: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A question with its offers; keys differ."""

    name: str
    prompt: tuple[str, ...]
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        keys = [choice.key for choice in self.choices]
        for key in keys:
            if key not in KEY_SOUNDS:
                raise ValueError(f"menu {self.name}: {key!r} is no telephone key")
            if keys.count(key) > 1:
                raise ValueError(f"menu {self.name}: key {key} is offered twice")

    def value(self, key: str) -> str | None:
        """Tell what a key means here, or None when it means nothing."""
        return next((c.value for c in self.choices if c.key == key), None)

    def sounds(self) -> tuple[str, ...]:
        """List the prompt keys to speak: the question, then each offer with its key last."""
        offers = (part for c in self.choices for part in (c.sound, KEY_SOUNDS[c.key]))
        return (*self.prompt, *offers)

    def without(self, value: str) -> "Menu":
        """Give this menu with one offer less."""
        return replace(self, choices=tuple(c for c in self.choices if c.value != value))

    def numbered(self, values: Iterable[str]) -> "Menu":
        """Give this menu with one more offer per value, on the keys 1, 2, 3 and so on."""
        first = tuple(
            Choice(str(n), value, f"{self.name}.{value}.choice")
            for n, value in enumerate(values, start=1)
        )
        return replace(self, choices=(*first, *self.choices))


def _read(name: str, table: Mapping[str, Any]) -> Menu:
    choices = tuple(
        Choice(row["key"], row["value"], row.get("sound", f"{name}.{row['value']}.choice"))
        for row in table.get("choice", ())
    )
    return Menu(name, tuple(table["prompt"]), choices)


def load_menus(path: Path = Path(__file__).parent / "menus.toml") -> Mapping[str, Menu]:
    """Read the menus by name. Raises ValueError that names the menu and what is wrong."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({name: _read(name, table) for name, table in tree.items()})


MENUS: Final = load_menus()
