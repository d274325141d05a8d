"""What the helpline says: one TOML file per language, every sentence under the key the flow uses.

Each file has a table ``about`` (language, script, voice); all other tables hold prompts, which
have a ``text`` and a ``where``. Table names joined by dots are the key: ``[pin.ask]``.
`prompts/README.md` describes the further fields.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from prompts import completeness
from prompts.faults import entry_faults
from prompts.prompt import Prompt, worded_in

FOLDER: Final = Path(__file__).parent / "wording"

_ABOUT: Final = {"name": str, "script": str, "voice": str, "words_per_minute": int}
_STYLE: Final = "prompts/README.md shows how"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; ``place`` is the file, with the key if one is to blame."""

    place: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}. {self.remedy}"


class WordingError(ValueError):
    """A wording cannot be used. ``problems`` lists everything that was found, not the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: how it is voiced, its prompts by key, and the text of each sound."""

    language: str
    name: str
    script: str
    voice: str
    words_per_minute: int
    texts: Mapping[str, str]
    prompts: Mapping[str, Prompt]


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Name the languages that have a wording file."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(language: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Give the text of each sound of one language; raises `WordingError`."""
    return read(language, folder).texts


def read(language: str, folder: Path = FOLDER) -> Wording:
    """Read and validate the file of one language; raises `WordingError`."""
    return _understand(language, _text(folder / f"{language}.toml"))


@lru_cache(maxsize=8)
def _understand(language: str, text: str) -> Wording:
    """Go through a text once only: a start asks for the same ones again and again."""
    file = worded_in(language)
    tree = _parse(file, text)
    about = tree.pop("about", {})
    entries = dict(_entries(tree))
    found = [*_about_problems(file, about)]
    script = about.get("script", "") if not found else ""
    for key, entry in entries.items():
        found += [
            Problem(f"{file}: {key}", wrong, remedy)
            for wrong, remedy in entry_faults(key, entry, script)
        ]
    if found:
        raise WordingError(found)
    prompts = {key: Prompt.of_entry(key, entry) for key, entry in entries.items()}
    texts = {sound: text for each in prompts.values() for sound, text in each.sounds.items()}
    return Wording(
        language, **about, texts=MappingProxyType(texts), prompts=MappingProxyType(prompts)
    )


def problems(folder: Path = FOLDER) -> list[Problem]:
    """List everything wrong in all files, and every key that one language has and another not."""
    found: list[Problem] = []
    prompts: dict[str, Mapping[str, Prompt]] = {}
    for language in languages(folder):
        try:
            prompts[language] = read(language, folder).prompts
        except WordingError as error:
            found += error.problems
    return found + [
        Problem(f"{worded_in(language)}: {key}", wrong, remedy)
        for language, key, wrong, remedy in completeness.gaps(prompts)
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        known = ", ".join(languages(path.parent)) or "none"
        wrong, remedy = "does not exist", f"Languages with a wording: {known}"
    except (OSError, UnicodeDecodeError) as error:
        wrong, remedy = f"cannot be read: {error}", "Give a UTF-8 file that we may read"
    raise WordingError([Problem(worded_in(path.stem), wrong, remedy)])


def _parse(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = file + _key_at_fault(text, str(error))
        wrong, remedy = f"is not valid TOML: {error}", f"Mend that line; {_STYLE}"
    raise WordingError([Problem(place, wrong, remedy)])


def _key_at_fault(text: str, error: str) -> str:
    """Name the table in which the line stands that an error of the parser names, if it does."""
    line = re.search(r"at line (\d+)", error)
    above = "".join(text.splitlines(keepends=True)[: int(line[1])]) if line else ""
    *_, last = ("", *re.findall(r"^\[([^\[\]]+)\]", above, re.MULTILINE))
    return f": {last}" if last else ""


def _entries(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Walk down to the tables that hold something else than tables."""
    for name, value in tree.items():
        key = f"{above}{name}"
        if isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            yield from _entries(value, f"{key}.")
        else:
            yield key, value


def _about_problems(file: str, about: Any) -> Iterator[Problem]:
    right = isinstance(about, dict) and about.keys() == _ABOUT.keys()
    if not right or any(type(about[name]) is not kind for name, kind in _ABOUT.items()):
        wanted = ", ".join(f"{name} ({kind.__name__})" for name, kind in _ABOUT.items())
        yield Problem(f"{file}: about", "is not complete and correct", f"It must have {wanted}")
