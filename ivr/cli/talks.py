"""``helpline calls hold`` and ``helpline calls transfer``: what an agent could do by keys."""

from typing import Annotated

import typer

from ivr.calls.talks import TalkSeen
from ivr.calls.transfer_facts import Kind
from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import give_up
from ivr.settings import Problem

Call = Annotated[str, typer.Argument(metavar="ID", help="The id of the call, or how it begins.")]


def hold(
    ctx: typer.Context,
    call: Call,
    *,
    off: Annotated[bool, typer.Option("--off", help="Take the caller back.")] = False,
) -> None:
    """Put the caller of an agent on hold, or take them back."""
    talk = _ask(ctx, call, "hold", {"on": not off})
    done = "talks with the caller again" if off else "has the caller on hold"
    typer.echo(f"{talk.agent} {done} (call {talk.call_id})")


def transfer(
    ctx: typer.Context,
    call: Call,
    to: Annotated[
        str, typer.Argument(help="A line's digit, an agent's seat, or a field officer's code.")
    ],
    *,
    attended: Annotated[
        bool, typer.Option("--attended", help="Let the agent talk there first.")
    ] = False,
) -> None:
    """Pass the caller of an agent on, at once or after the agent has talked there."""
    kind = Kind.ATTENDED if attended else Kind.BLIND
    talk = _ask(ctx, call, "transfer", {"to": to, "kind": kind})
    typer.echo(f"{talk.agent} passes the caller on; `helpline calls show {talk.call_id}` tells how")


def _ask(ctx: typer.Context, call: str, what: str, body: dict[str, object]) -> TalkSeen:
    try:
        return Api.of(ctx.obj).post(TalkSeen, "calls", call, what, body=body)
    except Refused as error:
        give_up(*error.problems)
    except HelplineAway as error:
        give_up(Problem(f"helpline calls {what}", str(error), "That needs a running helpline"))
