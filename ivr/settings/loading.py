"""From a file to `Settings`, or to a list of problems that name the place and the remedy."""

from pathlib import Path

from ivr.settings.model import Settings


class SettingsError(Exception):
    """The settings cannot be used; the message lists each problem with place and remedy."""


def load_settings(path: Path | None) -> Settings:
    """Read and validate helpline.toml; None gives the defaults."""
    raise NotImplementedError(path)
