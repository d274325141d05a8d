"""Secrets: from the environment, else from a file, never from helpline.toml.

The secret ``api-token`` is the environment variable ``HELPLINE_API_TOKEN``, or else the file
``<run folder>/secrets/api-token``. Those that only this helpline knows are made at first need.
"""

import os
import secrets as random_source
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ivr.settings.model import Settings
from ivr.settings.problems import Problem, SettingsError

DATABASE_PASSWORD: Final = "database-password"  # noqa: S105 - a name
REDIS_PASSWORD: Final = "redis-password"  # noqa: S105 - a name
ARI_PASSWORD: Final = "ari-password"  # noqa: S105 - a name
API_TOKEN: Final = "api-token"  # noqa: S105 - a name
JOURNAL_KEY: Final = "journal-key"


def agent_password(agent_id: str) -> str:
    """Name the secret with which an agent's phone registers."""
    return f"agent-{agent_id}-password"


def supervisor_password(supervisor_id: str) -> str:
    """Name the secret with which a supervisor's phone registers."""
    return f"supervisor-{supervisor_id}-password"


def phone_passwords(settings: Settings) -> dict[str, str]:
    """Name the secret of each phone that registers, by the phone's user name."""
    agents = {agent.id: agent_password(agent.id) for agent in settings.agents}
    return agents | {each.id: supervisor_password(each.id) for each in settings.supervisors}


def owned_by(settings: Settings) -> list[str]:
    """List the secrets that this helpline makes for itself."""
    sealing = [JOURNAL_KEY] if settings.journal.private == "encrypted" else []
    return [ARI_PASSWORD, API_TOKEN, *sealing, *phone_passwords(settings).values()]


class Secrets:
    """Looks secrets up by name."""

    def __init__(self, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.folder = folder
        self._environment = environment

    def find(self, name: str) -> str | None:
        """Give a secret that others chose (a database's password), or None."""
        return self._environment.get(self.variable(name)) or self._from_file(name)

    def get(self, name: str) -> str:
        """Give a secret of our own, making it now if there is none yet."""
        return self.find(name) or self._make(name)

    def place(self, name: str) -> str:
        """Say where a secret comes from, for people."""
        if self._environment.get(self.variable(name)):
            return f"environment variable {self.variable(name)}"
        return str(self.folder / name) if (self.folder / name).exists() else "not set"

    @staticmethod
    def variable(name: str) -> str:
        """Name the environment variable that carries a secret."""
        return "HELPLINE_" + name.upper().replace("-", "_")

    def _from_file(self, name: str) -> str | None:
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            remedy = f"Make it readable or set {self.variable(name)}"
            raise SettingsError([Problem(str(path), f"cannot be read: {error}", remedy)]) from error

    def _make(self, name: str) -> str:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        value = random_source.token_urlsafe(24)
        try:
            descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it at the same moment, or it is empty
            return self._from_file(name) or self._refuse_empty(name)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value + "\n")
        return value

    def _refuse_empty(self, name: str) -> str:
        path = self.folder / name
        raise SettingsError([Problem(str(path), "is empty", "Delete it, or put the secret in it")])
