"""Runs espeak-ng, which turns text into phonemes for the natural voice and stands in for it."""

import subprocess
from pathlib import Path
from typing import Final

LONGEST: Final = 60.0
"""Seconds that it may take for one text."""


class RenderError(Exception):
    """A sound could not be made; the message names it and the remedy."""


def run(engine: Path, options: list[str], text: str, *, sound: str) -> bytes:
    """Give what ``engine`` writes to its output for a text; raises `RenderError`."""
    command = [str(engine), *options, "--stdin"]
    try:
        done = subprocess.run(  # noqa: S603 - the operator names the engine
            command, input=text.encode(), capture_output=True, timeout=LONGEST, check=True
        )
    except OSError as error:
        raise RenderError(
            f"{sound}: {engine} cannot be started ({error.strerror}); `make setup` installs it"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"{sound}: {engine} took over {LONGEST:.0f} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip() or f"exit {error.returncode}"
        raise RenderError(f"{sound}: {engine} failed: {said}") from error
    return done.stdout
