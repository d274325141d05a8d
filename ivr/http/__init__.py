"""The service's own HTTP server: health, metrics, and the API that the command line uses."""

from ivr.http.app import Parts, build_app, serving
from ivr.http.health import Check
from ivr.http.lines import LineControl, LineOverride, LinesView, PlannedChange

__all__ = [
    "Check",
    "LineControl",
    "LineOverride",
    "LinesView",
    "Parts",
    "PlannedChange",
    "build_app",
    "serving",
]
