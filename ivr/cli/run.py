"""Running the helpline: `run` for everything at once, `serve` and `asterisk` for systemd."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
import typer
from rich.console import Console

from ivr import logs
from ivr.asterisk import AsteriskError, running_pid
from ivr.asterisk.keeping import ENDS_WITHIN
from ivr.asterisk.process import PRIVATE
from ivr.checkup import find_problems
from ivr.cli.context import Context, give_up
from ivr.cli.nearby import prompts_page
from ivr.instance import end_process, running_instance
from ivr.node import prepare_asterisk, run_node, serve_node
from ivr.service import Service
from ivr.settings import Problem, SettingsError

log = structlog.get_logger()
console = Console(highlight=False, soft_wrap=True)


def run(ctx: typer.Context) -> None:
    """Run Asterisk and the helpline together until Ctrl-C."""
    _run(ctx.obj, run_node)


def serve(ctx: typer.Context) -> None:
    """Run the helpline alone; Asterisk is run by `helpline asterisk`, as under systemd."""
    _run(ctx.obj, serve_node)


def asterisk(ctx: typer.Context) -> None:
    """Render Asterisk's configuration and become Asterisk, as under systemd."""
    context: Context = ctx.obj
    try:
        process = prepare_asterisk(context.settings, context.secrets)
        process.refuse_to_collide()
    except SettingsError as error:
        give_up(*error.problems)
    except AsteriskError as error:
        give_up(error.problem)
    os.chdir(process.home)
    os.umask(PRIVATE)
    command = process.command()
    os.execve(command[0], command, process.environment())  # noqa: S606 - the point of it


def stop(ctx: typer.Context) -> None:
    """End what `helpline run` started from these settings, with its Asterisk."""
    context: Context = ctx.obj
    folder, drain = context.way_in.run.folder, context.way_in.run.drain
    helpline = running_instance(folder)
    if helpline is not None:
        console.print(f"ending the helpline (process {helpline}); calls get {drain:g} s")
        end_process(helpline, within=drain + 20)
    asterisk_pid = running_pid(folder)
    if asterisk_pid is not None:
        console.print(f"ending Asterisk (process {asterisk_pid})")
        end_process(asterisk_pid, within=ENDS_WITHIN)
    console.print("nothing runs" if helpline is None and asterisk_pid is None else "stopped")


def _run(context: Context, node: Callable[..., Coroutine[Any, Any, None]]) -> None:
    settings = context.settings
    problems = find_problems(settings)
    if problems:
        give_up(*problems)
    logs.configure(settings.run.log_format)
    try:
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            runner.run(node(settings, context.secrets, context.file, _announce))
    except SettingsError as error:
        give_up(*error.problems)
    except AsteriskError as error:
        give_up(error.problem)
    except OSError as error:
        remedy = "Look at run.folder in helpline.toml, its owner and its free space"
        give_up(Problem(str(error.filename or "the machine"), str(error), remedy))


def _fast_loop() -> Any:
    """Give uvloop where it is there; None is asyncio's own loop."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _settle_down() -> None:
    """Take all that was loaded so far out of what the garbage collector looks through.

    Else each full collection would hold up all calls, for a quarter of a second as measured.
    """
    gc.collect()
    gc.freeze()


def _announce(service: Service) -> None:
    _settle_down()
    settings = service.settings
    sip, api, lines = settings.sip, settings.api, service.lines.sizes
    if settings.run.log_format == "json":
        log.info("answering", sip=f"{sip.bind}:{sip.port}", api=f"{api.bind}:{api.port}")
        return
    console.print(
        f"[bold]1912 answers[/] at sip:{sip.helpline_numbers[0]}@{sip.bind}:{sip.port}, "
        f"{lines.incoming} incoming and {lines.outgoing} outgoing lines\n"
        f"  status   http://{api.bind}:{api.port}/readyz\n"
        f"  prompts  {prompts_page(settings)}\n"
        f"  records  {settings.run.folder}   (helpline calls)\n"
        "  Ctrl-C ends it"
    )
