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
from prompts.listening.recogniser import Recogniser
from prompts.listening.report import LIMIT, failed, show

_WIDTH = 200
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hear what is asked for; gives 1 if a language was heard too badly, 2 if nothing could be."""
    asked = _arguments(arguments)
    try:
        listeners = _listeners(asked)
    except (ImportError, OSError, ValueError) as error:
        _errors.print(str(error), markup=False)
        return 2
    tasks = [task for listener in listeners for task in listener.tasks(asked.only)]
    heard = _hear(tasks, asked.threads)
    show(heard, Console(highlight=False, width=_WIDTH))
    for language in failed(heard):
        _errors.print(f"{language}: {LIMIT:.0%} or more of the sentences was not heard")
    return 1 if failed(heard) else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m prompts.listening")
    add = parser.add_argument
    add("--sounds", type=Path, default=Path(".helpline/sounds"))
    add("--remembered", type=Path, default=Path(".helpline/heard"), help="folder of transcripts")
    add("--recordings", type=Path, help="the folder that prompts.recordings names")
    add("--language", action="append", choices=wording.languages(), help="all if left out")
    add("--only", default="", help="hear only prompts with this in their key")
    add("--no-context", action="store_true", help="do not tell the recogniser who speaks")
    add("--threads", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def _listeners(asked: argparse.Namespace) -> list[Listener]:
    """Get ready; raises ImportError, OSError or ValueError that say what is missing."""
    library = SoundLibrary(asked.sounds, recordings=asked.recordings)
    if missing := library.missing():
        shown = ", ".join(missing[:5])
        raise OSError(f"{asked.sounds} lacks {len(missing)} sounds ({shown}); run `make setup`")
    try:
        ear = Recogniser(asked.remembered, asked.threads)
    except ImportError as error:
        raise ImportError(f"{error}; `make prompts-listen` installs what it needs") from error
    return [
        Listener(ear, library, wording.read(language), context=not asked.no_context)
        for language in asked.language or wording.languages()
    ]


def _hear(tasks: Sequence[Callable[[], Heard]], threads: int) -> list[Heard]:
    """Hear all with a progress bar; in the order of the tasks."""
    pool = ThreadPoolExecutor(threads)
    try:
        work = [pool.submit(task) for task in tasks]
        done = as_completed(work)
        for _one in track(done, "Listening", len(work), console=_errors, transient=True):
            pass
        return [each.result() for each in work]
    finally:
        pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    sys.exit(main())
