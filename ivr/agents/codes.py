"""The codes that agents dial from their own idle phones, as ``*11``."""

from typing import Final, NamedTuple

from ivr.agents.acts import Act

CODES: Final = {
    "*11": Act.LOGIN,
    "*12": Act.LOGOUT,
    "*13": Act.PAUSE,
    "*14": Act.READY,
    "*15": Act.DISPOSITION,
}
"""What follows the codes of pause and disposition says which."""

_BEGIN: Final = 3
_WITH_ARGUMENT: Final = (Act.PAUSE, Act.DISPOSITION)


class Dialled(NamedTuple):
    """What a code asks for."""

    act: Act
    argument: str = ""


def read_code(dialled: str) -> Dialled | None:
    """Read what was dialled; None for no code that we know."""
    act, argument = CODES.get(dialled[:_BEGIN]), dialled[_BEGIN:]
    if act is None or bool(argument) != (act in _WITH_ARGUMENT):
        return None
    return Dialled(act, argument)
