"""What real calls in great number need before the first one: a quiet helpline, and its agents."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import Context, errors, give_up
from ivr.cli.nearby import helpline_address, load_address
from ivr.http.lines import LinesView
from ivr.load.sipp import Target
from ivr.settings import Problem, Settings
from ivr.settings.secrets import agent_password


def check_idle(api: Api, option: str) -> None:
    """Refuse to disturb: lines that our calls hold are not there for others."""
    try:
        held = api.get(LinesView, "lines").levels.incoming
    except HelplineAway as away:
        give_up(Problem(option, str(away), "Real calls need a helpline that runs"))
    except Refused as refused:
        give_up(*refused.problems)
    if held:
        remedy = "Use a helpline of its own for this, or wait until this one has no calls"
        give_up(Problem(option, f"{held} calls go on, which may be real ones", remedy))


def passwords_of_agents(context: Context) -> dict[str, str]:
    """Find the passwords of the phones of all agents in the settings."""
    secrets = context.secrets
    found = {agent.id: secrets.find(agent_password(agent.id)) for agent in context.settings.agents}
    for agent, password in found.items():
        if password is None:
            remedy = f"Start the helpline once with it, or read as who runs it {secrets.folder}"
            give_up(Problem(f"agent {agent}", "there is no password of this agent", remedy))
    return {agent: password for agent, password in found.items() if password is not None}


def target_of(settings: Settings) -> Target:
    """Find the way to the helpline of these settings, and the SIPp that calls it."""
    host, port = helpline_address(settings)
    sipp = sipp_of(settings)
    return Target(host, port, settings.sip.helpline_numbers[0], load_address(settings), sipp)


def sipp_of(settings: Settings) -> Path:
    """Find the SIPp among the tools of these settings."""
    sipp = settings.run.tools.absolute() / "bin" / "sipp"
    if not sipp.exists():
        give_up(Problem(str(sipp), "there is no SIPp, which places the calls", "Run make setup"))
    return sipp


def so_many(calls: int, seconds: float) -> str:
    """Say how many calls come, and for how many seconds at most."""
    return f"{calls} real calls, {seconds / 60:.1f} minutes at most; Ctrl-C ends them."


@contextmanager
def shown(what: str) -> Iterator[Callable[[str], None]]:
    """Say what begins, and give what shows on a terminal, again and again, how it goes."""
    errors.print(what)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(
        *columns, console=errors, transient=True, disable=not errors.is_terminal
    ) as progress:
        bar = progress.add_task("starting")
        yield lambda text: progress.update(bar, description=text)
