"""How the helpline logs: for people on a terminal, as JSON lines for collectors.

Tracebacks never show the values of variables, because those hold phone numbers.
"""

import logging
import os
import sys
from contextlib import suppress
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor


def aside() -> None:
    """Log to the error output: for commands whose own output somebody reads or pipes."""
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


def configure(log_format: Literal["console", "json"]) -> None:
    """Set up logging for the process."""
    renderers: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [_leave_out_unknown, _console_renderer()]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Patient(sys.stdout))),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


def _leave_out_unknown(_logger: object, _method: str, told: EventDict) -> EventDict:
    return {name: value for name, value in told.items() if value is not None}


class _Patient:
    """An output whose faults, such as a full disk, are no faults of the call that is logged."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


def _console_renderer() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        exception_formatter=structlog.dev.plain_traceback,
    )
