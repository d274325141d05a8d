"""What a driver is told. Only the standard library is needed: drivers run in other environments."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Task:
    """Where Asterisk takes orders, and what is to be played.

    With ``keys`` each sound after the first begins when a key is pressed and cuts the one before,
    until the caller hangs up; else the first one is played and the call is ended.
    """

    url: str
    user: str
    password: str
    app: str
    keys: bool
    sounds: tuple[str, ...]

    def text(self) -> str:
        """Write it as one word of a command line."""
        return json.dumps(asdict(self))


def read_task(text: str) -> Task:
    """Read what `Task.text` wrote."""
    fields = json.loads(text)
    return Task(**{**fields, "sounds": tuple(fields["sounds"])})
