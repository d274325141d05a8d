"""What the helpline says: one TOML file per language, every sentence under the key the flow uses.

Each file has a table ``about`` (language, script, voice); all other tables hold prompts, which
have a ``text`` and a ``where``. Table names joined by dots are the key: ``[pin.ask]``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "wording"

_ABOUT: Final = {"name": str, "script": str, "voice": str, "words_per_minute": int}
_PUNCTUATION: Final = frozenset(" ,.;:?!'-।")
_KEY: Final = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
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
    """One language: how it is voiced, its texts (Unicode NFC) and where they are heard, by key."""

    language: str
    name: str
    script: str
    voice: str
    words_per_minute: int
    texts: Mapping[str, str]
    where: Mapping[str, str]


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Name the languages that have a wording file."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(language: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """Give the texts of one language by key; raises `WordingError`."""
    return read(language, folder).texts


def read(language: str, folder: Path = FOLDER) -> Wording:
    """Read and validate the file of one language; raises `WordingError`."""
    path = folder / f"{language}.toml"
    tree = _parse(path)
    about = tree.pop("about", {})
    prompts = dict(_entries(tree))
    found = [*_about_problems(path.name, about)]
    script = about.get("script", "") if not found else ""
    for key, entry in prompts.items():
        found += [
            Problem(f"{path.name}: {key}", wrong, remedy)
            for wrong, remedy in _faults(key, entry, script)
        ]
    if found:
        raise WordingError(found)
    texts = {key: unicodedata.normalize("NFC", entry["text"]) for key, entry in prompts.items()}
    where = {key: entry["where"] for key, entry in prompts.items()}
    return Wording(language, **about, texts=MappingProxyType(texts), where=MappingProxyType(where))


def problems(folder: Path = FOLDER) -> list[Problem]:
    """List everything wrong in all files, and every key that one language has and another not."""
    found: list[Problem] = []
    texts: dict[str, Mapping[str, str]] = {}
    for language in languages(folder):
        try:
            texts[language] = load(language, folder)
        except WordingError as error:
            found += error.problems
    every_key = {key: language for language in texts for key in texts[language]}
    return found + [
        Problem(f"{language}.toml: {key}", "is missing", f"Word it; {other}.toml has it")
        for language in texts
        for key, other in every_key.items()
        if key not in texts[language]
    ]


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(languages(path.parent)) or "none"
        wrong, remedy = "does not exist", f"Languages with a wording: {known}"
    except (OSError, UnicodeDecodeError) as error:
        wrong, remedy = f"cannot be read: {error}", "Give a UTF-8 file that we may read"
    except tomllib.TOMLDecodeError as error:
        wrong, remedy = f"is not valid TOML: {error}", f"Mend that line; {_STYLE}"
    raise WordingError([Problem(path.name, wrong, remedy)])


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


def _faults(key: str, entry: Any, script: str) -> Iterator[tuple[str, str]]:
    """Find what is wrong with one prompt, and the remedy. No script: do not judge letters."""
    if not _KEY.fullmatch(key):
        yield "is no key", "Use letters, digits and hyphens, joined by dots"
    if not isinstance(entry, dict) or entry.keys() != {"text", "where"}:
        yield "does not have just text and where", f"Give both and nothing else; {_STYLE}"
        return
    for field, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            yield f"{field} is empty", "Write it"
            return
    strange = sorted({c for c in entry["text"] if not _speakable(c, script)}) if script else []
    if strange:
        shown = " ".join(strange)
        yield (
            f"text has {shown}, which is not {script}",
            "Write it in the script of the language, and numbers as words",
        )


def _speakable(character: str, script: str) -> bool:
    if character in _PUNCTUATION:
        return True
    of_script = unicodedata.name(character, "").startswith(f"{script.upper()} ")
    return of_script and unicodedata.category(character)[0] in "LM"
