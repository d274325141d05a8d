"""Writes Asterisk's configuration from the settings and the templates in ``asterisk-conf/``."""

import os
import re
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import product
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ivr.asterisk.checks import problems
from ivr.settings.model import Settings
from ivr.settings.problems import Problem, SettingsError
from ivr.settings.secrets import ARI_PASSWORD, phone_passwords
from prompts.spoken import digits

FOLDERS: Final = ("etc", "lib", "db", "keys", "spool", "run", "log")

SILENT: Final = (
    "acl", "ccss", "cel", "dnsmgr", "features", "manager", "pjproject", "queuerules", "stasis",
    "udptl", "websocket_client",
)  # fmt: skip
"""Files in which there is nothing to set, but whose absence Asterisk calls an error."""

FEWEST_CALLS: Final = 2_000
MOST_FILES: Final = 65_536

# How operators write the way to a helpline: national and international prefixes, then perhaps
# the area code of 2 to 4 digits. In Asterisk's patterns Z is 1-9 and X is 0-9.
_PREFIXES: Final = ("", "0", "91", "+91", "0091")
_AREA_CODES: Final = ("", "ZX", "ZXX", "ZXXX")

_ENDS_A_VALUE: Final = re.compile(r"[\x00-\x1f\x7f;\[\]]")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Where an unpacked Asterisk keeps its modules and data; an installed one knows by itself."""

    modules: Path
    data: Path


def render(
    settings: Settings, *, passwords: Mapping[str, str], folder: Path, sounds: Path, tools: Path
) -> Path:
    """Write Asterisk's configuration into the run folder and give its ``etc`` folder.

    ``passwords`` are named as in `ivr.settings.secrets`; ``sounds`` holds ``LANGUAGE/KEY.alaw``
    and ``music/``; ``tools`` is what ``asterisk-conf/obtain.sh`` made. Raises `SettingsError` for
    values that Asterisk would misread, before anything is written.
    """
    home, sounds, tools = folder.absolute() / "asterisk", sounds.absolute(), tools.absolute()
    unpacked = find_unpacked(tools)
    folders = {"run.folder": home, "sounds": sounds, "tools": tools}
    if found := list(problems(settings, passwords, folders)):
        raise SettingsError(found)
    values = {**_values(settings, passwords, sounds), "home": home, "unpacked": unpacked}
    texts = {f"{name}.conf": "" for name in SILENT} | _fill_templates(values)
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace_files(home / "etc", texts)
    _lead_recordings(home / "spool", settings.recording.place(folder.absolute()))
    return home / "etc"


def find_unpacked(tools: Path) -> Unpacked | None:
    """Find the unpacked Asterisk's folders, or None when ``tools`` points to an installed one."""
    launcher = tools / "bin" / "asterisk"
    if launcher.is_symlink():
        return None
    modules = next((tools / "root/usr/lib").glob("*/asterisk/modules"), None)
    if modules is None or not launcher.exists():
        raise SettingsError([Problem(str(tools), "holds no Asterisk", "Run make setup")])
    return Unpacked(modules, tools / "root/usr/share/asterisk")


def called_patterns(numbers: tuple[str, ...]) -> list[str]:
    """Give the dialplan patterns for every form in which an operator signals these numbers."""
    forms = product(numbers, _PREFIXES, _AREA_CODES)
    return list(dict.fromkeys(prefix + area + number for number, prefix, area in forms))


def _values(settings: Settings, passwords: Mapping[str, str], sounds: Path) -> dict[str, object]:
    language = settings.call.languages[0]
    bind = ip_address(settings.sip.bind)

    def spoken(*keys: str) -> str:
        return "&".join(f"{sounds}/{language}/{key}" for key in keys)

    return {
        "agents": [agent.id for agent in settings.agents],
        "phones": _phones(settings, passwords),
        "app": settings.ari.app,
        "ari": settings.ari,
        "ari_password": passwords[ARI_PASSWORD],
        "called_patterns": called_patterns(settings.sip.helpline_numbers),
        "chatbots": list(settings.chatbot.numbers.items()),
        "codecs": ",".join(settings.call.codecs),
        "digits": digits,
        "language": language,
        "media_address": None if bind.is_unspecified else bind,
        "most_calls": _most_calls(settings),
        "most_files": _most_files(),
        "node": settings.run.node,
        "outgoing": settings.outgoing,
        "ring": round(settings.waiting.ring),
        "sip": settings.sip,
        "sounds": sounds,
        "spoken": spoken,
        "wrap_up": round(settings.waiting.wrap_up),
    }


def _phones(settings: Settings, passwords: Mapping[str, str]) -> list[dict[str, str]]:
    """List the phones that register; ``kind`` says what they may dial."""
    agents = {agent.id for agent in settings.agents}
    return [
        {
            "id": phone,
            "password": passwords[secret],
            "kind": "agent" if phone in agents else "supervisor",
        }
        for phone, secret in phone_passwords(settings).items()
    ]


def _most_calls(settings: Settings) -> int:
    """Count twice the lines of the largest sizes that are planned."""
    lines = settings.lines
    incoming = max(lines.incoming, *(change.incoming or 0 for change in lines.change), 0)
    outgoing = max(lines.outgoing, *(change.outgoing or 0 for change in lines.change), 0)
    return max(FEWEST_CALLS, 2 * (incoming + outgoing))


def _most_files() -> int:
    """Give what this user may open at most; Asterisk cannot raise it beyond that."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)


def template_folder() -> Path:
    """Find the templates: inside an installed wheel, else beside the packages of a checkout."""
    package = Path(__file__).parents[1]
    packed = package / "asterisk-conf"
    return packed if packed.is_dir() else package.parent / "asterisk-conf"


def _inert(value: object) -> object:
    """Refuse text that would end a value of Asterisk's files and begin something else."""
    if _ENDS_A_VALUE.search(str(value)):
        place = "a value for Asterisk's configuration"
        wrong = "has a line break, a semicolon or a square bracket"
        raise SettingsError([Problem(place, wrong, "Take it out of helpline.toml")])
    return value


def _fill_templates(values: Mapping[str, object]) -> dict[str, str]:
    templates = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        finalize=_inert,
        autoescape=False,  # noqa: S701 - no HTML; `_inert` guards every value
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return {
        name.removesuffix(".j2"): templates.get_template(name).render(
            values, origin=f"Made from asterisk-conf/{name}, and overwritten by the next start"
        )
        for name in templates.list_templates(extensions=["j2"])
    }


def _lead_recordings(spool: Path, place: Path) -> None:
    """Let Asterisk, which has one place for recordings, write them to ours."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    link = spool / "recording"
    if link.is_symlink():
        link.unlink()
    try:
        link.symlink_to(place)
    except FileExistsError as error:
        remedy = f"Move what is in it to {place}, and remove it"
        raise SettingsError([Problem(str(link), "is a folder", remedy)]) from error


def _replace_files(folder: Path, texts: Mapping[str, str]) -> None:
    for old in folder.glob("*.conf"):
        old.unlink()
    for name, text in texts.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
