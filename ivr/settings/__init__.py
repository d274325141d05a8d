"""The settings of a helpline: one typed, validated tree read from helpline.toml."""

from ivr.settings.loading import SettingsError, load_settings
from ivr.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load_settings"]
