"""How the natural voice speaks a language: one file per language in ``pronunciation/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from prompts.wording import Problem, WordingError

PRONUNCIATION: Final = Path(__file__).parent / "pronunciation"


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """A voice of the model and what it needs to know of a language.

    ``speed`` is relative to the voice's own, ``phonemes`` is espeak-ng's name of the language.
    ``tail`` is spoken after an open text, so that its voice stays up, and then cut off;
    ``tail_lasts`` so many seconds, from the pause before it to its end.
    ``speeds`` holds those of single sounds, by key, that are heard better otherwise.
    ``respell`` holds what is written otherwise for the ear; ``symbols`` maps phonemes of espeak-ng
    to those that the model has learned.
    """

    voice: str
    sha256: str
    speed: float
    phonemes: str
    tail: str
    tail_lasts: float
    speeds: Mapping[str, float]
    respell: Mapping[str, str]
    symbols: Mapping[str, str]

    def at(self, key: str) -> "Pronunciation":
        """Give this for one sound, whose speed its tail has, too."""
        speed = self.speeds.get(key, self.speed)
        return replace(self, speed=speed, tail_lasts=self.tail_lasts * self.speed / speed)

    def spelled(self, text: str) -> str:
        """Write a text for the ear; longer entries win over shorter ones."""
        return replaced(text, self.respell)


def read(language: str, folder: Path = PRONUNCIATION) -> Pronunciation | None:
    """Read the file of a language; None if no natural voice speaks it. Raises `WordingError`."""
    path = folder / f"{language}.toml"
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        problem = Problem(f"prompts/pronunciation/{path.name}", str(error), "Mend that line")
        raise WordingError([problem]) from error
    found = [
        Problem(f"prompts/pronunciation/{path.name}: {field.name}", f"is not {kind}", "Write it so")
        for field in fields(Pronunciation)
        if (kind := _unlike(tree.get(field.name), field.type))
    ] + [
        Problem(f"prompts/pronunciation/{path.name}: {name}", "is no known key", "Take it out")
        for name in tree.keys() - {field.name for field in fields(Pronunciation)}
    ]
    if found:
        raise WordingError(found)
    return Pronunciation(**tree)


def replaced(text: str, by: Mapping[str, str]) -> str:
    """Replace each key in the text by its value, longer keys first."""
    for before in sorted(by, key=len, reverse=True):
        text = text.replace(before, by[before])
    return text


def _unlike(value: Any, kind: Any) -> str | None:
    """Say what the value should have been, if it is something else."""
    if kind is str:
        return None if isinstance(value, str) and value else "a text"
    if kind is float:
        return None if type(value) in {int, float} and value > 0 else "a number above zero"
    each_kind, each = (float, "numbers") if kind == Mapping[str, float] else (str, "texts")
    right = isinstance(value, dict) and not any(_unlike(v, each_kind) for v in value.values())
    return None if right else f"a table of {each}"
