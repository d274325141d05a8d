"""What may not reach Asterisk's configuration, each with its place and its remedy."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from ivr.settings.model import Settings
from ivr.settings.problems import Problem
from ivr.settings.secrets import ARI_PASSWORD, phone_passwords

TRUNK: Final = "trunk"
"""The name of the operator's endpoint in pjsip.conf, so no agent can have it."""

_PASSWORD: Final = re.compile(r"[A-Za-z0-9_.~!@%^*+=:,/?-]{8,128}")
_LONGEST_FOLDER: Final = 200  # bytes; Asterisk cuts the paths of files at 255
_SPLITS_A_FOLDER: Final = re.compile(r"[\x00-\x1f\x7f;,&|(){}\[\]$\"'`\\]")


def problems(
    settings: Settings, passwords: Mapping[str, str], folders: Mapping[str, Path]
) -> Iterator[Problem]:
    """Find values that Asterisk would misread; ``folders`` are absolute, by what they hold."""
    yield from value_problems(settings)
    for name in (ARI_PASSWORD, *phone_passwords(settings).values()):
        if name not in passwords:
            yield Problem(f"secret {name}", "is missing", "Give Asterisk a password for it")
        elif not _PASSWORD.fullmatch(passwords[name]):
            yield Problem(
                f"secret {name}",
                "is too short or has a character that Asterisk's files cannot carry",
                "Use 8 to 128 of the characters A-Z a-z 0-9 and _.~!@%^*+=:,/?-",
            )
    for what, folder in folders.items():
        if not folder.is_absolute() or _SPLITS_A_FOLDER.search(str(folder)):
            yield Problem(
                f"{what} {str(folder)!r}",
                "cannot stand in Asterisk's files",
                "Use an absolute folder without quotes, brackets or any of ; , & | $",
            )
        elif len(bytes(folder)) > _LONGEST_FOLDER:
            yield Problem(
                f"{what} {str(folder)!r}",
                f"is longer than the {_LONGEST_FOLDER} bytes that Asterisk copes with",
                "Choose a folder with a shorter path",
            )


def value_problems(settings: Settings) -> Iterator[Problem]:
    """Find what can be seen in helpline.toml alone."""
    yield from _network_problems(settings)
    yield from _name_problems(settings)


def _network_problems(settings: Settings) -> Iterator[Problem]:
    if not _is_address(settings.sip.bind):
        yield Problem(
            "sip.bind", f"{settings.sip.bind!r} is no IP address", "Write one, such as 127.0.0.1"
        )
    if not _is_address(settings.ari.host) or not ip_address(settings.ari.host).is_loopback:
        yield Problem(
            "ari.host",
            f"{settings.ari.host!r} is no loopback address, and orders go unencrypted",
            "Write 127.0.0.1 or another address of 127.0.0.0/8",
        )


def _name_problems(settings: Settings) -> Iterator[Problem]:
    for people, what in ((settings.agents, "agents.id"), (settings.supervisors, "supervisors.id")):
        if any(person.id == TRUNK for person in people):
            yield Problem(what, f"{TRUNK!r} means the operator", "Give the person another id")
    if settings.ari.user == "general":
        yield Problem("ari.user", "'general' means all of ari.conf", "Choose another name")


def _is_address(text: str) -> bool:
    try:
        return "%" not in text and bool(ip_address(text))
    except ValueError:
        return False
