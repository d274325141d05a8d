"""The kinds of values that settings have, with what is checked of each."""

from datetime import time
from ipaddress import ip_network
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from capacity.schedule import MOST_LINES
from dialplan.menus import MENUS
from routing.discoms import DISCOMS
from routing.numbers import read_caller

REASONS: Final = tuple(
    choice.value
    for choice in MENUS["reason"].choices
    if choice.value not in ("chatbot", "change-discom")
)
"""What callers talk about with agents."""

EVERYONE: Final = "all"
"""Stands in a list of discoms for all of them, and for callers whose discom is not known."""

Lines = Annotated[int, Field(ge=0, le=MOST_LINES)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Length = Annotated[float, Field(ge=0, le=86_400)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
AgentCode = Annotated[str, Field(pattern=r"^[0-9]{1,3}$")]
Seat = Annotated[int, Field(ge=1, le=9_999)]
Number = Annotated[str, Field(pattern=r"^[0-9]{3,15}$")]
HostPort = Annotated[str, Field(pattern=r"^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?$")]
"""Where SIP is sent: a host, perhaps with a port."""


def _without_zone(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError('a time of day is in IST; write it like "08:00", without a zone')
    return moment


def _known_discom(code: str) -> str:
    if code not in DISCOMS:
        raise ValueError(f"no discom is called {code!r}; known are {', '.join(DISCOMS)}")
    return code


def _all_or_known_discom(code: str) -> str:
    return code if code == EVERYONE else _known_discom(code)


def _known_reason(reason: str) -> str:
    if reason not in REASONS:
        raise ValueError(f"no reason is called {reason!r}; known are {', '.join(REASONS)}")
    return reason


def _known_caller(number: str) -> str:
    if read_caller(number).e164 is None:
        raise ValueError(
            f"{number!r} is no mobile and no landline of Uttar Pradesh; "
            "write it with its area code, like 0522-2204000"
        )
    return number


def _known_mobile(number: str) -> str:
    if read_caller(number).kind != "mobile":
        raise ValueError(f"{number!r} is no mobile number of India; write its ten digits")
    return number


def _network(text: str) -> str:
    ip_network(text, strict=False)
    return text


def _without_password(url: str) -> str:
    if urlsplit(url).password is not None:
        raise ValueError(
            "a password does not belong here; put it into the secret database-password "
            "or redis-password (environment or file, see helpline.example.toml)"
        )
    return url


DiscomCode = Annotated[str, AfterValidator(_known_discom)]
DiscomsOrAll = Annotated[str, AfterValidator(_all_or_known_discom)]
Reason = Annotated[str, AfterValidator(_known_reason)]
Mobile = Annotated[str, AfterValidator(_known_mobile)]
CallerNumber = Annotated[str, AfterValidator(_known_caller)]
Address = Annotated[str, AfterValidator(_network)]
TimeOfDay = Annotated[time, AfterValidator(_without_zone)]
Url = Annotated[str, AfterValidator(_without_password)]


class Section(BaseModel):
    """A table of helpline.toml: no unknown keys, no changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
