"""Asterisk as the helpline runs it: its configuration rendered, its process started and ended."""

from ivr.asterisk.process import AsteriskError, AsteriskProcess, running_pid
from ivr.asterisk.render import render

__all__ = ["AsteriskError", "AsteriskProcess", "render", "running_pid"]
