"""What the languages lack beside each other, and what one seems to have copied."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from prompts.kinds import KINDS, PHRASES
from prompts.prompt import Prompt, worded_in

SENTENCE: Final = 3
"""Words of a text that two languages do not have alike by chance."""

Gap = tuple[str, str, str, str]
"""Language, key, what is wrong, and the remedy."""

Prompts = Mapping[str, Prompt]


def gaps(languages: Mapping[str, Prompts]) -> Iterator[Gap]:
    """Compare the prompts of all languages with each other and with what they refer to."""
    every_key = {key: language for language, prompts in languages.items() for key in prompts}
    for language, prompts in languages.items():
        for key, other in every_key.items():
            if key not in prompts:
                yield language, key, "is missing", f"Word it; {worded_in(other)} has it"
            else:
                yield from _differences(language, prompts[key], languages)
        yield from _unsounded(language, prompts, set(every_key))


def alike(languages: Mapping[str, Prompts]) -> Iterator[tuple[str, str, str]]:
    """Find languages of which one seems to be a copy of the other that waits for translation.

    Gives the language, what is wrong, and the remedy.
    """
    for one, other in combinations(languages, 2):
        texts, others = languages[one], languages[other]
        long = [key for key, each in texts.items() if len(each.text.split()) >= SENTENCE]
        same = [key for key in long if key in others and texts[key].text == others[key].text]
        if same:
            wrong = f"{len(same)} of {len(long)} sentences are those of {worded_in(other)}"
            yield one, f"{wrong}, such as {same[0]}", "Translate those that were only copied"


def _differences(language: str, prompt: Prompt, languages: Mapping[str, Prompts]) -> Iterator[Gap]:
    """Find what a prompt has other than the first language that words it, or than times need."""
    other = next(name for name, prompts in languages.items() if prompt.key in prompts)
    first = languages[other][prompt.key]
    wanted = PHRASES.get(prompt.key, first.variables)
    if prompt.variables != wanted:
        yield (
            language,
            prompt.key,
            f"has {_shown(prompt.variables)}",
            f"All languages have {_shown(wanted)}",
        )
    if (prompt.rising is None) != (first.rising is None):
        yield language, prompt.key, "rises in some languages only", f"Compare {worded_in(other)}"


def _unsounded(language: str, prompts: Prompts, every_key: set[str]) -> Iterator[Gap]:
    """Find what a variable would say but has no words; what one language has was told already."""
    sounds = {sound for prompt in prompts.values() for sound in prompt.sounds}
    kinds = {kind for prompt in prompts.values() for kind in prompt.variables.values()}
    needed = {key: kind for kind in sorted(kinds) for key in KINDS[kind].needs}
    for key, kind in needed.items():
        plain = key.replace("-rising.", ".", 1)
        if key in sounds or key in prompts or (plain not in prompts and plain in every_key):
            continue
        remedy = "Add its rising words" if plain in prompts else "Word it"
        yield language, plain, f"is missing, and variables of the type {kind} need {key}", remedy


def _shown(variables: Mapping[str, str]) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in variables.items()) or "no variables"
