"""What the columns of any CSV call log mean: the mapping file, read and checked.

docs/importing.md explains every key; capacity/logs/bank.toml is an example in use.
"""

import codecs
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from capacity.outcomes import Outcome
from ivr.imports.clocks import ISO, UNIX
from ivr.imports.faults import ImportFault
from ivr.instants import find_zone

HUNG_UP: Final = "hung-up"
"""The caller hung up: left, abandoned or short-abandoned, by how far the call had come."""
IGNORED: Final = "ignored"
"""Not a call at all."""

REMEDY: Final = "docs/importing.md explains mapping files"


def _known_zone(name: str) -> str:
    return find_zone(name).key


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise ValueError(f"no encoding is called {name!r}") from error
    return name


def _known_format(form: str) -> str:
    if form in (UNIX, ISO):
        return form
    try:
        datetime.strptime(datetime(2026, 11, 22, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007
    except ValueError as error:
        raise ValueError(f"{form!r} is no format of a time; write it like %H:%M:%S") from error
    return form


Format = Annotated[str, AfterValidator(_known_format)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(_Table):
    """A column, the texts in it that say nothing, and what its texts are called with us."""

    column: str
    absent: tuple[str, ...] = ()
    values: Mapping[str, str] = {}


class Moment(_Table):
    """A column with a time, or with the length of time that went by after another moment."""

    column: str
    format: Format | None = None
    after: Literal["offered", "queued", "answered"] | None = None
    unit: Literal["ms", "s", "min", "clock"] = "s"


def _named(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Column = Annotated[Value, BeforeValidator(_named)]
Moments = Annotated[
    tuple[Annotated[Moment, BeforeValidator(_named)], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class File(_Table):
    """How the file is written. ``columns`` names them where no first line does."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    columns: tuple[str, ...] = ()


class Times(_Table):
    """When things happened, each in the first of its columns that says something.

    With ``date`` the others are times of day; each is taken to lie within twelve hours of the
    offer, so a call may go on past midnight.
    """

    format: Format
    date: str | None = None
    date_format: Format = "%Y-%m-%d"
    zone: Annotated[str, AfterValidator(_known_zone)]
    absent: tuple[str, ...] = ()
    offered: Moments
    ended: Moments
    queued: Moments | None = None
    answered: Moments | None = None
    parted: Moments | None = None


class Outcomes(_Table):
    """What the texts of a column say about the end of a call; without it the times decide."""

    column: str
    values: Mapping[str, Outcome | Literal["hung-up", "ignored"]]


class Columns(_Table):
    """Where the rest stands."""

    queue: Column | None = None
    agent: Column | None = None
    priority: Column | None = None
    language: Column | None = None
    reason: Column | None = None
    caller: Column | None = None
    called: Column | None = None
    cause: Column | None = None

    @model_validator(mode="after")
    def _priorities_are_ours(self) -> Self:
        if self.priority and not set(self.priority.values.values()) <= set("0123"):
            raise ValueError("priority.values: ours are 0 (answered first) to 3")
        return self


class LogMapping(_Table):
    """A whole mapping file. ``name`` is that of the other system; ``id`` tells calls apart."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    id: Names
    file: File = File()
    times: Times
    outcome: Outcomes | None = None
    columns: Columns = Columns()

    def needed(self) -> set[str]:
        """Name the columns that the log must have."""
        times = self.times
        moments = (times.offered, times.queued, times.answered, times.parted, times.ended)
        values = (getattr(self.columns, name) for name in Columns.model_fields)
        return {
            *self.id,
            *(moment.column for source in moments for moment in source or ()),
            *(value.column for value in values if value),
            *([times.date] if times.date else []),
            *([self.outcome.column] if self.outcome else []),
        }


def load_mapping(file: Path) -> LogMapping:
    """Read a mapping file; raises `ImportFault`, which names the first wrong key."""
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
        return LogMapping.model_validate(tree)
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFault(file, f"cannot be read: {error}", "Name a mapping file") from error
    except tomllib.TOMLDecodeError as error:
        raise ImportFault(file, f"is not valid TOML: {error}", "Mend that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        wrong = re.sub("^Value error, ", "", first["msg"])
        raise ImportFault(f"{file}: {key}", wrong, REMEDY) from error
