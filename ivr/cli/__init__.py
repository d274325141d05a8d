"""The command `helpline`: everything that people do with the helpline from a terminal."""

from pathlib import Path
from typing import Annotated, Final

import typer

from ivr import logs
from ivr.cli.agents import agents_app
from ivr.cli.call import call
from ivr.cli.call_backs import call_backs_app
from ivr.cli.calls import calls_app
from ivr.cli.capacity import capacity_app
from ivr.cli.check import check
from ivr.cli.context import Context
from ivr.cli.drops import drops
from ivr.cli.import_logs import import_logs
from ivr.cli.journal import journal_app
from ivr.cli.lines import lines_app
from ivr.cli.load import load
from ivr.cli.number import number
from ivr.cli.outages import outages_app
from ivr.cli.play import play
from ivr.cli.prompts import prompts_app
from ivr.cli.queue import queue_app
from ivr.cli.replay import replay
from ivr.cli.report import report
from ivr.cli.run import asterisk, run, serve, stop
from ivr.cli.say import say
from ivr.cli.supervise import supervise_app

__all__ = ["app", "main"]

app: Final = typer.Typer(
    name="helpline",
    help="The system that answers 1912, the electricity helpline of Uttar Pradesh.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
for command in (run, serve, asterisk, stop, call, drops, check, load, number, replay, report):
    app.command()(command)
app.command(name="import")(import_logs)
for prompts_command in (play, say):
    prompts_app.command()(prompts_command)
app.add_typer(agents_app, name="agents")
app.add_typer(calls_app, name="calls")
app.add_typer(capacity_app, name="capacity")
app.add_typer(call_backs_app, name="call-backs")
app.add_typer(journal_app, name="journal")
app.add_typer(lines_app, name="lines")
app.add_typer(outages_app, name="outages")
app.add_typer(prompts_app, name="prompts")
app.add_typer(queue_app, name="queue")
app.add_typer(supervise_app, name="supervise")


@app.callback()
def begin(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            envvar="HELPLINE_CONFIG",
            help="The settings file; without it ./helpline.toml, or the defaults.",
        ),
    ] = None,
) -> None:
    """Remember which settings are meant; they are read when a command needs them."""
    ctx.obj = Context(config)


def main() -> None:
    """Run the command line."""
    logs.aside()
    app()
