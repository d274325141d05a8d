"""The settings of a helpline: one typed, validated tree read from helpline.toml."""

from ivr.settings.loading import load_settings, load_way_in
from ivr.settings.model import Settings
from ivr.settings.problems import Problem, SettingsError

__all__ = ["Problem", "Settings", "SettingsError", "load_settings", "load_way_in"]
