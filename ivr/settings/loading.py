"""From a file to `Settings`, or to a list of problems that name the place and the remedy."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivr.settings.model import Settings
from ivr.settings.problems import Problem, SettingsError

Tree = TypeVar("Tree", bound=BaseModel)
Key = str | int
"""A key of a table, or the number of an entry of a list, from 0."""

DEFAULT_FILE: Final = Path("helpline.toml")
IN_WORDS: Final = {
    "int_parsing": "a whole number is wanted",
    "int_type": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "float_parsing": "a number is wanted",
    "less_than_equal": "at most {le} is wanted",
    "greater_than_equal": "at least {ge} is wanted",
    "greater_than": "more than {gt} is wanted",
    "string_type": "text in quotation marks is wanted",
    "string_too_short": "at least {min_length} characters are wanted",
    "string_too_long": "at most {max_length} characters are wanted",
    "string_pattern_mismatch": "text that fits {pattern} is wanted",
    "literal_error": "{expected} is wanted",
    "bool_type": "true or false is wanted",
    "bool_parsing": "true or false is wanted",
    "too_short": "the list wants at least {min_length}",
    "timezone_aware": "the time needs its zone, as in 2027-01-15T06:00:00+05:30",
    "datetime_type": "a time with its zone is wanted, as in 2027-01-15T06:00:00+05:30",
}
"""Plainer words for what people get wrong most, with the bounds that were broken."""

EXAMPLE: Final = "helpline.example.toml shows every key with its default"
REMEDY: Final = "helpline.example.toml explains it"


def load_settings(path: Path | None = None) -> Settings:
    """Read and validate a settings file; None takes ./helpline.toml, or the defaults without it.

    Relative folders in it are meant from the file's own folder. Raises `SettingsError`.
    """
    if path is None:
        if not DEFAULT_FILE.exists():
            return _anchor(Settings(), Path.cwd())
        path = DEFAULT_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [Problem(str(path), f"cannot be read: {error}", "Name an existing UTF-8 file")]
        ) from error
    return _anchor(parse_settings(text, name=str(path)), path.resolve().parent)


def load_way_in(path: Path | None = None) -> Settings:
    """Read only what is needed to reach a running helpline: [run] and [api].

    The other tables may be wrong, as they are while somebody edits them; then their defaults
    stand in. Raises `SettingsError` only where these two are of no use.
    """
    try:
        return load_settings(path)
    except SettingsError as error:
        path = path or DEFAULT_FILE
        try:
            needed = _readable_tables(path.read_text(encoding="utf-8"), ("run", "api"))
            return _anchor(Settings.model_validate(needed), path.resolve().parent)
        except (OSError, ValueError):
            raise error from None


def _readable_tables(text: str, names: Sequence[str]) -> dict[str, Any]:
    """Read single tables of a file that need not be valid as a whole."""
    tables: dict[str, Any] = {}
    for chunk in re.split(r"(?m)^(?=[ \t]*\[)", text):
        if any(re.match(rf"[ \t]*\[{name}\]", chunk) for name in names):
            tables |= tomllib.loads(chunk)
    return tables


def parse_settings(text: str, *, name: str) -> Settings:
    """Validate the text of a settings file called ``name``; raises `SettingsError`."""
    return parse_tree(text, Settings, name=name, remedy=REMEDY)


def parse_tree(text: str, model: type[Tree], *, name: str, remedy: str) -> Tree:
    """Validate TOML from ``name``; raises `SettingsError`, with ``remedy`` for wrong values."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            [Problem(name, f"is not valid TOML: {error}", "Mend that line")]
        ) from error
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise SettingsError(
            [_problem(detail, text, name, model, remedy) for detail in found]
        ) from error


def _anchor(settings: Settings, folder: Path) -> Settings:
    names = ("folder", "tools", "sounds")
    anchored = {name: folder / getattr(settings.run, name) for name in names}
    run = settings.run.model_copy(update=anchored)
    place = settings.recording.folder
    recording = settings.recording.model_copy(update={"folder": place and folder / place})
    return settings.model_copy(update={"run": run, "recording": recording})


def _problem(
    detail: ErrorDetails, text: str, name: str, model: type[BaseModel], remedy: str
) -> Problem:
    keys = list(detail["loc"])
    place = f"{name}{_line(keys, text)}: {_path(keys)}" if keys else name
    if detail["type"] == "extra_forbidden":
        return Problem(place, "there is no such key", _suggestion(keys, model))
    wrong = in_words(detail)
    got = detail.get("input")
    if detail["type"] == "value_error":  # our own words name the value already
        return Problem(place, wrong, remedy)
    if keys and not str(keys[-1]).endswith("url") and not isinstance(got, Mapping | list):
        # An address may carry a password; what else was written is shown as it is.
        shown = got.isoformat() if isinstance(got, date) else repr(got)
        wrong = f"{wrong}, not {shown}"
    return Problem(place, wrong, remedy)


def in_words(detail: ErrorDetails) -> str:
    """Say what is wrong with a value, in words for people."""
    words = IN_WORDS.get(detail["type"])
    if words is None:
        return detail["msg"].removeprefix("Value error, ")
    return words.format_map(detail.get("ctx", {}))


def located(problem: Problem, file: Path) -> Problem:
    """Put file and line before the key that a problem names, if it or its table stands there.

    Entries of lists are left as they are: the key does not tell which one is meant.
    """
    keys = problem.place.partition(" ")[0].split(".")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return problem
    listed = f"[[{keys[0]}]]" in text
    line = _line(keys, text) if len(keys) > 1 and not listed else ""
    return replace(problem, place=f"{file}{line}: {problem.place}") if line else problem


def _path(keys: Sequence[Key]) -> str:
    """Write where a value is; entries of lists count from 1."""
    parts = [f" entry {key + 1}" if isinstance(key, int) else f".{key}" for key in keys]
    return "".join(parts).removeprefix(".")


def _suggestion(keys: list[Key], model: type[BaseModel]) -> str:
    known = _known_keys(model, keys[:-1])
    close = get_close_matches(str(keys[-1]), known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known here: {', '.join(known)}" if known else f"Remove it; {EXAMPLE}"


def _known_keys(model: Any, path: list[Key]) -> list[str]:
    """List the keys of the table at ``path``; numbers in it stand for entries of a list."""
    for part in path:
        if isinstance(part, int):
            continue
        model = _model_in(model.model_fields[part].annotation)
        if model is None:
            return []
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((m for part in get_args(annotation) if (m := _model_in(part))), None)
    return None


def _line(keys: Sequence[Key], text: str) -> str:
    """Give ``:LINE`` of the innermost key that can be found, or nothing."""
    found = start = 0
    names: list[str] = []
    for part in keys:
        if isinstance(part, int):
            header = re.escape(".".join(names))
            places = [m.start() for m in re.finditer(rf"(?m)^\s*\[\[{header}\]\]", text)]
            if part >= len(places):
                continue  # an entry of a list written on one line
            start = places[part]
        else:
            names.append(part)
            header = re.escape(".".join(names))
            key = rf"(?m)^[ \t]*(\[+{header}\]|{re.escape(part)}[ \t]*[=.])"
            match = re.compile(key).search(text, start)
            if match is None:
                continue
            start = match.start()
        found = text.count("\n", 0, start) + 1
    return f":{found}" if found else ""
