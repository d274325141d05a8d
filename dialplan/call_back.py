"""A call-back, from the consumer's hello to the goodbye.

They asked for it, so they are told who calls, and one key brings them to a person. Who presses
none is perhaps a machine: the agent who is reserved is not rung for it.
"""

from typing import Final

from dialplan.asked import CONFIRMED
from dialplan.conversation import Caller, Desk, Need, WaitEnd
from dialplan.flow import before_the_line
from dialplan.menus import MENUS
from dialplan.story import Story
from dialplan.talk import Manners, Talk
from dialplan.ticket import give_ticket, tell_ticket
from dialplan.waiting import Waiting
from routing.order import Priority

TIMES_ASKED: Final = 2
"""How often the question is heard; a machine is not listened to for longer."""


async def call_back(caller: Caller, desk: Desk, story: Story, manners: Manners) -> None:
    """Lead somebody whom we have called. Raises `CallerHungUp` as soon as they are gone."""
    talk = Talk(caller, story, manners)
    await confirm(talk)
    match story.text(CONFIRMED):
        case "wanted":
            await connect(talk, desk)
        case "not-needed":
            story.learn("served", "not-needed")
        case _:
            return
    await talk.say("thanks")


async def confirm(talk: Talk) -> None:
    """Say who calls, and ask whether they still want to talk; no key means that nobody is there."""
    menu = MENUS["callback"]
    for _ in range(TIMES_ASKED):
        if talk.story.text(CONFIRMED):
            return
        key = await talk.ask_key(*menu.sounds(), patience=talk.manners.key_timeout)
        value = menu.value(key) if key is not None else None
        if value is not None:
            talk.story.learn(CONFIRMED, value, how="key")
        elif key is not None:
            await talk.say("wrong-key")


async def connect(talk: Talk, desk: Desk) -> None:
    """Let them talk with the agent who is reserved, or the next one."""
    story = talk.story
    if not story.knows("ticket"):
        waiting = Waiting(talk, *await before_the_line(talk, desk, danger=False))
        if await desk.wait_and_talk(need_of(story), story, waiting) is WaitEnd.TALKED:
            return
        give_ticket(talk, call_back=False)
    await tell_ticket(talk)


def need_of(story: Story) -> Need:
    """Give what is needed, as it was in the call that asked."""
    known = story.fact("priority")
    urgency = known.value if known and isinstance(known.value, int) else Priority.ORDINARY
    return Need(
        story.text("discom"),
        story.text("language") or "",
        story.text("reason") or "agent",
        Priority(urgency),
    )
