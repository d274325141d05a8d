"""The command ``python -m prompts.listening``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import track

from prompts import wording
from prompts.library import SoundLibrary
from prompts.listening.listener import Heard, Listener
from prompts.listening.report import LIMIT, as_json, failed, show

errors = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hear what is asked for; gives 1 if a language was heard too badly, 2 if nothing could be."""
    asked = _arguments(arguments)
    try:
        listeners = _listeners(asked)
    except (ImportError, OSError, ValueError) as error:
        errors.print(f"{error}", markup=False)
        return 2
    heard = _hear([task for listener in listeners for task in listener.tasks(asked.only)])
    if asked.json:
        print(as_json(heard))  # noqa: T201 - for programs
    else:
        show(heard, asked.worst, Console(highlight=False))
    for language in failed(heard):
        errors.print(f"{language}: {LIMIT:.0%} or more of the sentences was not heard")
    return 1 if failed(heard) else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m prompts.listening", description=__doc__)
    parser.add_argument("--sounds", type=Path, default=Path(".helpline/sounds"))
    parser.add_argument(
        "--language", action="append", choices=wording.languages(), help="all if left out"
    )
    parser.add_argument("--only", default="", help="hear only prompts with this in their key")
    parser.add_argument("--worst", type=int, default=10, help="how many of each kind are shown")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument(
        "--no-context", action="store_true", help="do not tell the recogniser who speaks"
    )
    return parser.parse_args(arguments)


def _listeners(asked: argparse.Namespace) -> list[Listener]:
    """Get ready; raises ImportError, OSError or ValueError that say what is missing."""
    library = SoundLibrary(asked.sounds)
    if missing := library.missing():
        shown = ", ".join(missing[:5])
        raise OSError(f"{asked.sounds} lacks {len(missing)} sounds ({shown}); run `make setup`")
    try:
        from prompts.listening.recogniser import Recogniser  # noqa: PLC0415 - an optional package
    except ImportError as error:
        raise ImportError(
            f"{error}; `pip install -e '.[listen]'` installs what it needs"
        ) from error
    recogniser = Recogniser(_threads())
    return [
        Listener(recogniser, library, wording.read(language), context=not asked.no_context)
        for language in asked.language or wording.languages()
    ]


def _hear(tasks: Sequence[Callable[[], Heard]]) -> list[Heard]:
    """Work on all cores with a progress bar; in the order of the tasks."""
    pool = ThreadPoolExecutor(_threads())
    try:
        work = [pool.submit(task) for task in tasks]
        done = as_completed(work)
        for _one in track(done, "Listening", len(work), console=errors, transient=True):
            pass
        return [each.result() for each in work]
    finally:
        pool.shutdown(cancel_futures=True)


def _threads() -> int:
    return os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
