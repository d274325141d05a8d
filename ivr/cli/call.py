"""``helpline call``: places a call as a consumer would, and shows what became of it."""

import asyncio
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import Context, errors, give_up
from ivr.cli.demonstration import AgentPhone, Plan, demonstrate
from ivr.cli.nearby import helpline_address, own_address
from ivr.cli.story import print_story
from ivr.cli.tables import wide_console
from ivr.http.calls import CallList, ShownCall
from ivr.phone.call import CallRefused
from ivr.phone.consumer import Kind, Moment, Step
from ivr.phone.keys import KEYS, KeyMethod
from ivr.phone.phone import RegistrationRefused
from ivr.phone.recognition import KnownSounds
from ivr.settings import Problem
from ivr.settings.secrets import agent_password
from prompts import wording

DEFAULT_KEYS: Final = "language.choice=1 pin.ask=226001 reason.menu=1"
OFFSET: Final = 10
WHO: Final = 8
NUMBER: Final = re.compile(r"\+?[0-9]{1,20}|anonymous")
RECORDED_WITHIN: Final = 5.0
"""Seconds from the end of the call within which its record must be there."""


def call(
    ctx: typer.Context,
    *,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PROMPT=KEYS",
            help="What is keyed when a prompt is heard. Give one --keys for each, in order.",
            show_default=DEFAULT_KEYS,
        ),
    ] = None,
    caller: Annotated[
        str, typer.Option("--from", help="The caller's number; a made-up mobile if left out.")
    ] = "",
    to: Annotated[str, typer.Option(help="The number called.")] = "1912",
    via: Annotated[str, typer.Option(help="How keys are sent: rfc4733 or info.")] = "rfc4733",
    with_agent: Annotated[
        bool,
        typer.Option("--with-agent/--no-agent", help="Take it on the first agent's phone."),
    ] = True,
    talk: Annotated[
        float, typer.Option(min=0, help="The agent hangs up after so many seconds of talk.")
    ] = 2.0,
    longest: Annotated[
        float, typer.Option(help="The caller hangs up after so many seconds, besides --talk.")
    ] = 90.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Call the helpline as a consumer would: real SIP, real sound, real keys."""
    context: Context = ctx.obj
    plan = Plan(
        host=own_address(context.settings),
        remote=helpline_address(context.settings),
        caller=_number(caller) or f"99999{random.randrange(100_000):05}",  # noqa: S311 - no secret
        number=to,
        keys_by=_key_method(via),
        script=read_script(" ".join(keys or [DEFAULT_KEYS])),
        agent=_agent(context) if with_agent else None,
        longest=longest + talk,
        talk=talk,
    )
    console, began = wide_console(), datetime.now(UTC)
    if not as_json:
        console.print(f"{plan.caller} calls sip:{plan.number}@{plan.remote[0]}:{plan.remote[1]}")
    tell = None if as_json else partial(show_moment, console)
    moments, refused = _place(plan, context, tell)
    stored = _stored(Api.of(context), plan.caller, began)
    if as_json:
        shown = {"moments": moments, "refused": refused, "call": stored}
        typer.echo(msgspec.json.format(msgspec.json.encode(shown)).decode())
    else:
        _show(refused, stored, console)
    if refused is not None or stored is None:
        raise typer.Exit(1)


def read_script(text: str) -> list[Step]:
    """Read ``PROMPT=KEYS`` pairs; ends the command if they make no sense."""
    steps = [Step(prompt, keys) for prompt, _, keys in (p.partition("=") for p in text.split())]
    known = {key for language in wording.languages() for key in wording.load(language)}
    for prompt, keys in steps:
        if not prompt or not keys or not set(keys) <= set(KEYS):
            wrong = f"{prompt!r} is not followed by = and telephone keys"
            give_up(Problem("--keys", wrong, f"Write it like {DEFAULT_KEYS!r}"))
        if prompt.rpartition("/")[2] not in known:
            close = " or ".join(get_close_matches(prompt, known, n=3))
            remedy = f"Perhaps {close}" if close else "`helpline prompts list` names them all"
            give_up(Problem("--keys", f"no prompt is called {prompt!r}", remedy))
    return steps


def _number(text: str) -> str:
    if text and not NUMBER.fullmatch(text):
        remedy = "Use digits, perhaps after a +, or anonymous for a withheld number"
        give_up(Problem("--from", f"{text!r} is no telephone number", remedy))
    return text


def _key_method(text: str) -> KeyMethod:
    methods: dict[str, KeyMethod] = {"rfc4733": "rfc4733", "info": "info"}
    if text not in methods:
        give_up(Problem("--via", f"{text!r} is unknown", f"Use {' or '.join(methods)}"))
    return methods[text]


def _agent(context: Context) -> AgentPhone | None:
    agents = context.settings.agents
    if not agents:
        return None
    return AgentPhone(agents[0].id, context.secrets.get(agent_password(agents[0].id)))


def _place(
    plan: Plan, context: Context, tell: Callable[[Moment], None] | None
) -> tuple[list[Moment], str | None]:
    known = KnownSounds.load(context.settings.run.sounds)
    try:
        return asyncio.run(demonstrate(plan, known, tell)), None
    except CallRefused as refused:
        return [], str(refused)
    except RegistrationRefused as error:
        agent = plan.agent.user if plan.agent else ""
        remedy = (
            "Is the helpline running, with these settings? An agent who is new in them needs a "
            "restart of Asterisk; `--no-agent` calls without one"
        )
        place = f"agent {agent} at sip:{plan.remote[0]}:{plan.remote[1]}"
        give_up(Problem(place, str(error), remedy))


def _stored(api: Api, caller: str, began: datetime) -> ShownCall | None:
    """Fetch the record of the call that this caller made, once the service has stored it."""
    until = time.monotonic() + RECORDED_WITHIN
    try:
        while time.monotonic() < until:
            for record in api.get(CallList, "calls", query={"limit": "50"}).calls:
                if record.caller_raw == caller and record.offered_at >= began:
                    return api.get(ShownCall, "calls", record.call_id)
            time.sleep(0.1)
    except (Refused, HelplineAway) as error:  # what was heard is worth showing all the same
        errors.print(str(error), markup=False)
    return None


def show_moment(console: Console, moment: Moment) -> None:
    """Print what happened, as soon as it is known."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True, width=OFFSET)
    table.add_column(no_wrap=True, width=WHO)
    table.add_column(overflow="fold")
    table.add_row(f"{moment.after:+.3f} s", moment.who, escape(_in_words(moment)))
    console.print(table)


def _show(refused: str | None, stored: ShownCall | None, console: Console) -> None:
    if refused is not None:
        console.print(f"The call was {escape(refused)}.", style="red")
    console.print()
    if stored is None:
        why = (
            "No record: 404 means that it is not in sip.helpline_numbers, or that the caller's "
            "address is not in sip.trunk_addresses."
            if refused and "404" in refused
            else "No record of this call could be read. Does the service run? See `helpline lines`."
        )
        console.print(why, style="red")
    else:
        print_story(stored, console)


def _in_words(moment: Moment) -> str:
    match moment.kind:
        case Kind.HEARD:
            return f"{moment.what}  {_wording(moment.what)}".rstrip()
        case Kind.KEYED:
            return f"keys {moment.what}"
        case Kind.TONE:
            return f"hears the other side ({moment.what} Hz)"
        case Kind.ENDED:
            cause = f" (Q.850 cause {moment.what})" if moment.what else ""
            return f"ended the call{cause}"
        case _:
            return str(moment.kind)


def _wording(sound: str) -> str:
    language, _, key = sound.partition("/")
    known = wording.languages()
    return wording.load(language).get(key, "") if language in known else ""
