"""Which prompts are spoken at all: one that nothing says is noticed, and one that lacks words.

Whatever is said stands in quotation marks somewhere: in the call flow, in the code of calls, in
the types of variables, in Asterisk's own dialplan, or in the menus. A key that stands there for
another reason counts as said.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final

from dialplan.menus import MENUS
from ivr.asterisk.render import template_folder
from ivr.settings import Problem
from prompts.completeness import Prompts
from prompts.kinds import KINDS, PHRASES
from prompts.prompt import worded_in
from routing.discoms import DISCOMS

_QUOTED: Final = re.compile(r'"([a-z][a-z-]*(?:\.[^"\s]+)?)"')
_SAYING: Final = re.compile(r"\b(?:say|tell|spoken)\(((?:[^()]|\([^()]*\))*)\)")
_FILLED: Final = re.compile(r"\{[^}]*\}")
_NUMBERED: Final = ("language.choice", "discom.{code}.choice")  # menus made from settings and areas


def idle_prompts(languages: Mapping[str, Prompts]) -> Iterator[Problem]:
    """Name the prompts that nothing says, and those for later that are said already."""
    for language, prompts in languages.items():
        for key, prompt in prompts.items():
            place = f"{worded_in(language)}: {key}"
            if prompt.later and is_spoken(key):
                yield Problem(place, "is said, but marked for later", 'Take used = "later" out')
            elif not prompt.later and not is_spoken(key):
                remedy = 'Take it out, or add used = "later" if the call flow is to say it'
                yield Problem(place, "is said by nothing", remedy)


def unworded(languages: Mapping[str, Prompts]) -> Iterator[Problem]:
    """Name what is surely said, but has no words in a language."""
    for language, prompts in languages.items():
        for key in sorted(_needed(prompts) - prompts.keys()):
            place = f"{worded_in(language)}: {key}"
            yield Problem(place, "is missing, and callers are told it", "Word it")


def is_spoken(key: str) -> bool:
    """Tell whether anything says this prompt."""
    return _spoken().fullmatch(key) is not None


@cache
def _spoken() -> re.Pattern[str]:
    """Match every key that is said; what an f-string fills in may be anything without a dot."""
    said = {*_NUMBERED, *PHRASES, *(key for kind in KINDS.values() for key in kind.needs)}
    said |= {sound for menu in MENUS.values() for sound in menu.sounds()}
    for source in _sources():
        said |= set(_QUOTED.findall(source))
    return re.compile("|".join(map(_pattern, sorted(said))))


def _needed(prompts: Prompts) -> set[str]:
    """Give what the code says, and what looks like it: a key with the beginning of another."""
    families = {key.partition(".")[0] for key in prompts}
    names = {f"discom.{code}.{part}" for code in DISCOMS for part in ("name", "choice")}
    referrals = {f"discom.{code}.referral" for code, each in DISCOMS.items() if not each.served}
    offers = (menu.sounds() for name, menu in MENUS.items() if name != "discom")
    needed = {"language.choice", *names, *referrals, *chain.from_iterable(offers)}
    for source in _sources():
        needed |= {key for saying in _SAYING.findall(source) for key in _QUOTED.findall(saying)}
        dotted = (key for key in _QUOTED.findall(source) if "." in key)
        needed |= {key for key in dotted if key.partition(".")[0] in families}
    return {key for key in needed if "{" not in key}


def _sources() -> Iterator[str]:
    for package in ("dialplan", "ivr.calls", "ivr.agents"):
        for file in files(package).iterdir():
            if file.name.endswith(".py"):
                yield file.read_text(encoding="utf-8")
    yield files("prompts").joinpath("kinds.py").read_text(encoding="utf-8")
    yield (template_folder() / "extensions.conf.j2").read_text(encoding="utf-8")


def _pattern(key: str) -> str:
    return "[^.]+".join(map(re.escape, _FILLED.split(key)))
