"""What can go wrong with Asterisk.

AriError
├── AriUnavailable      no connection, or it was lost before the answer
├── AriTimeout          no answer within the bound
└── AriRefused          Asterisk answered with an error
    └── AriNotFound     the channel, bridge or playback is gone
"""


class AriError(Exception):
    """Base of all errors of this package."""


class AriUnavailable(AriError):
    """There is no connection, or it was lost before the answer came."""


class AriTimeout(AriError):
    """Asterisk did not answer within the bound; whether it acted is not known."""


class AriRefused(AriError):
    """Asterisk answered with an error; ``status`` is the HTTP status."""

    def __init__(self, request: str, status: int, reason: str) -> None:
        super().__init__(f"{request}: {status} {reason}")
        self.status = status
        self.reason = reason


class AriNotFound(AriRefused):
    """The channel, bridge or playback does not exist any more."""


def refusal(request: str, status: int, reason: str) -> AriRefused:
    """Make the error for an HTTP status of 400 and above."""
    kind = AriNotFound if status == 404 else AriRefused  # noqa: PLR2004
    return kind(request, status, reason)
