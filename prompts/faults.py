"""What can be wrong with one entry of a wording file, and how to mend it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import groupby
from typing import Any, Final

from prompts.kinds import KINDS, PHRASES
from prompts.prompt import VARIABLE

_REQUIRED: Final = ("text", "where")
_OPTIONAL: Final = ("rising", "variables", "used")
_PUNCTUATION: Final = frozenset(" ,.;:?!'-।")
_KEY: Final = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")

Fault = tuple[str, str]
"""What is wrong, and the remedy."""


def entry_faults(key: str, entry: Any, script: str) -> Iterator[Fault]:
    """Find what is wrong with one prompt. Without a script, letters are not judged."""
    if not _KEY.fullmatch(key):
        yield "is no key", "Use letters, digits and hyphens, joined by dots"
    shape = list(_shape_faults(entry))
    yield from shape
    if shape:
        return
    if script:
        for field in ("text", "rising"):
            yield from _script_faults(field, entry.get(field, ""), script)
    yield from _variable_faults(entry["text"], entry.get("variables", {}))
    if key not in PHRASES:
        yield from _ending_faults(entry["text"], entry.get("variables", {}))


def _shape_faults(entry: Any) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield "is no table", 'Write it like { where = "after a choice", text = "…" }'
        return
    unknown = [name for name in entry if name not in _REQUIRED + _OPTIONAL]
    lacking = [name for name in _REQUIRED if name not in entry]
    for name in unknown:
        fields = ", ".join(_REQUIRED + _OPTIONAL)
        yield f'has the unknown field "{name}"', _meant(name, lacking) or f"Fields are {fields}"
    for name in lacking:
        if not any(get_close_matches(each, [name]) for each in unknown):
            yield f"has no {name}", "Write it; prompts/README.md shows how"
    for field in ("text", "where", "rising"):
        value = entry.get(field, "left out")
        if not isinstance(value, str) or not value.strip():
            yield f"{field} is empty", "Write it"
    if (used := entry.get("used", "later")) != "later":
        yield f'used is "{used}"', 'Write used = "later", or take it out'
    variables = entry.get("variables", {"": ""})
    if not isinstance(variables, dict) or not variables:
        yield (
            "variables is no table of names and types",
            'Write it like variables = { n = "count" }',
        )
    elif "variables" in entry and "rising" in entry:
        yield (
            "has both variables and rising",
            "Only words without variables can be said in two ways",
        )


def _script_faults(field: str, text: str, script: str) -> Iterator[Fault]:
    words = VARIABLE.sub("", text)
    figures = sorted({c for c in words if c.isdigit()})
    if figures:
        yield f"{field} has figures: {' '.join(figures)}", "Write numbers as words"
    strange = dict.fromkeys(_strange(words, script))
    if strange:
        named = ", ".join(f'"{each}"' for each in strange)
        remedy = "Write it in the script of the language, without signs"
        yield f"{field} has {named}, which is not {script}", remedy


def _variable_faults(text: str, variables: Mapping[str, Any]) -> Iterator[Fault]:
    named = VARIABLE.findall(text)
    strange = sorted(set(named) - variables.keys())
    unused = sorted(variables.keys() - set(named))
    for name in strange:
        wrong, remedy = (
            f"{{{name}}} is an unknown variable",
            f"Add {name} and its type to variables",
        )
        yield wrong, _meant(name, unused, "{%s}") or remedy
    for name in unused:
        if not any(get_close_matches(each, [name]) for each in strange):
            yield f"the variable {name} does not stand in the text", "Use it or take it out"
    for name, kind in variables.items():
        if not isinstance(kind, str) or kind not in KINDS:
            remedy = _meant(str(kind), KINDS, '"%s"') or f"Types are {', '.join(KINDS)}"
            yield f'the variable {name} has the unknown type "{kind}"', remedy


def _meant(written: str, known: Iterable[str], shown: str = "%s") -> str | None:
    """Ask whether something known was meant, if it is much alike."""
    close = get_close_matches(written, list(known), 1)
    return f"Did you mean {shown % close[0]}?" if close else None


def _strange(words: str, script: str) -> Iterator[str]:
    """Give each run of characters that cannot be spoken, such as a word of another script."""
    for right, run in groupby(words, lambda c: c.isdigit() or _speakable(c, script)):
        if not right:
            yield "".join(run)


def _ending_faults(text: str, variables: Mapping[str, Any]) -> Iterator[Fault]:
    *_, last, after = ("", *VARIABLE.split(text))
    kind = KINDS.get(str(variables.get(last)))
    if kind and not kind.may_end and not any(c.isalpha() for c in after):
        wrong = f"ends with {{{last}}}, but a {variables[last]} has no sound that ends a sentence"
        yield wrong, "Let words follow it"


def _speakable(character: str, script: str) -> bool:
    if character in _PUNCTUATION:
        return True
    of_script = unicodedata.name(character, "").startswith(f"{script.upper()} ")
    return of_script and unicodedata.category(character)[0] in "LM"
