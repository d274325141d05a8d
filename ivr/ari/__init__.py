"""Asterisk's REST interface: typed messages, a sans-IO protocol and an aiohttp shell."""

from ivr.ari.client import AriClient
from ivr.ari.errors import AriError, AriNotFound, AriRefused, AriTimeout, AriUnavailable

__all__ = ["AriClient", "AriError", "AriNotFound", "AriRefused", "AriTimeout", "AriUnavailable"]
