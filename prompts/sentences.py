"""Whole sentences with numbers, names and times in them, as lists of sounds.

For one language at a time, since each has its own order of words.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from prompts import wording
from prompts.kinds import KINDS
from prompts.prompt import Fragment, Prompt, Variable
from prompts.spoken import Phrase
from prompts.wording import Wording


def sounds_of(language: str, key: str, /, **values: object) -> tuple[str, ...]:
    """Name the sounds of a prompt in the helpline's own wording, without the language.

    The values are those of its variables. Raises LookupError for an unknown key, ValueError for
    values that cannot be spoken, TypeError for too many or too few, `WordingError`.
    """
    return assemble(_own(language), key, values)


def words_of(language: str, key: str, /, **values: object) -> str:
    """Write what a prompt says with these values; raises as `sounds_of` does."""
    texts = _own(language).texts
    return " ".join(texts[sound] for sound in sounds_of(language, key, **values))


def assemble(of: Wording, key: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the sounds of a prompt in any wording; raises as `sounds_of` does."""
    return tuple(_assemble(of, key, values, ends=True))


def speak(of: Wording, kind: str, value: object, *, ends: bool = True) -> tuple[str, ...]:
    """Name the sounds of one value; ``ends`` if a sentence ends with it. Raises ValueError."""
    return tuple(_speak(of, kind, value, ends=ends))


@cache
def _own(language: str) -> Wording:
    return wording.read(language)


def _assemble(of: Wording, key: str, values: Mapping[str, Any], *, ends: bool) -> Iterator[str]:
    pieces = _prompt(of, key, values).pieces
    for piece in pieces:
        if isinstance(piece, Fragment):
            yield piece.sound
        else:
            last = piece is pieces[-1]
            yield from _speak_variable(of, key, piece, values, ends=ends and last)


def _prompt(of: Wording, key: str, values: Mapping[str, Any]) -> Prompt:
    prompt = of.prompts.get(key)
    if prompt is None:
        raise LookupError(f"{of.language}.toml has no prompt {key!r}")
    if values.keys() != prompt.variables.keys():
        wanted = ", ".join(prompt.variables) or "no variables"
        raise TypeError(f"{key} takes {wanted}, not {', '.join(values) or 'none'}")
    return prompt


def _speak_variable(
    of: Wording, key: str, variable: Variable, values: Mapping[str, Any], *, ends: bool
) -> Iterator[str]:
    try:
        yield from _speak(of, variable.kind, values[variable.name], ends=ends)
    except ValueError as error:
        raise ValueError(f"{key}, {variable.name}: {error}") from error


def _speak(of: Wording, kind: str, value: Any, *, ends: bool) -> Iterator[str]:
    spoken = KINDS[kind].speak(value, ends)
    if isinstance(spoken, Phrase):
        yield from _assemble(of, spoken.key, spoken.values, ends=ends)
        return
    for sound in spoken:
        if sound not in of.texts:
            raise ValueError(f"{of.language}.toml has no words for {sound}")
        yield sound
