"""A known outage in the caller's area is told before anything else, so that a storm's calls end.

Whoever is content hangs up, or keys nothing, and is thanked. One key leads on to the menus, and
the key of danger is offered here too, because a storm tears wires.
"""

from datetime import datetime, time, timedelta, timezone
from typing import Final

from dialplan.conversation import Desk
from dialplan.discom import ask_pin, caller_area
from dialplan.menus import MENUS
from dialplan.story import Story
from dialplan.talk import Talk
from routing.outages import Outage, may_be_here, outage_here

DANGER: Final = "danger"
SUPPLY: Final = "supply"
ENOUGH: Final = "enough"
ON: Final = "on"

MORNING: Final = time(4)
"""Until then a night belongs to the day before, as people speak."""

IST: Final = timezone(timedelta(hours=5, minutes=30), "IST")


async def tell_outage(talk: Talk, desk: Desk, *, ask_area: bool = False) -> None:
    """Tell of an outage in the caller's area, once; learns ``outage`` and ``outage-choice``.

    With ``ask_area`` the PIN code is asked for if there may be one and the area is not known.
    """
    story = talk.story
    if any(story.knows(kind) for kind in ("outage-choice", "queued", "place-since")):
        return
    if not story.knows("outage"):
        outage = await _find(talk, desk, ask_area=ask_area)
        if outage is None:
            return
        key, values = notice(outage, story.now())
        await talk.tell(key, **values)
        story.learn("outage", outage.id)
        story.learn("served", "outage")
    await _go_on_or_end(talk)


def is_content(story: Story) -> bool:
    """Tell whether the caller needed no more than to hear of the outage."""
    return story.text("outage-choice") == ENOUGH


def notice(outage: Outage, now: datetime) -> tuple[str, dict[str, object]]:
    """Give the prompt that tells of an outage at this time, and the values of its variables."""
    place: dict[str, object] = {"district": outage.district}
    if outage.until is None:
        return "outage.no-time", place
    until, today = outage.until.astimezone(IST), now.astimezone(IST).date()
    back: dict[str, object] = {**place, "time": until.time().replace(second=0, microsecond=0)}
    match (until.date() - today).days:
        case 0:
            return "outage.today", back
        case 1 if until.time() < MORNING:  # people say "half past twelve tonight", not "tomorrow"
            return "outage.today", back
        case 1:
            return "outage.tomorrow", back
    return "outage.by-date", {**back, "date": until.date()}


async def _find(talk: Talk, desk: Desk, *, ask_area: bool) -> Outage | None:
    story, outages = talk.story, desk.outages()
    discom, area = story.text("discom"), caller_area(story)
    unsure = area is None or len(area.districts) > 1
    if unsure and not story.knows("pin-code"):
        if not ask_area or discom is None or not may_be_here(outages, discom):
            return None
        area = await ask_pin(talk)
    return outage_here(outages, area.districts, discom) if area else None


async def _go_on_or_end(talk: Talk) -> None:
    """Ask whether the call is to go on; wrong keys are meant for something, and lead on."""
    story, menu = talk.story, MENUS["outage"]
    choice: str | None = ON
    for _ in range(talk.manners.tries):
        key = await talk.ask_key(*menu.sounds(), patience=talk.manners.key_timeout)
        choice = menu.value(key) if key is not None else ENOUGH
        if choice is not None:
            break
        await talk.say("wrong-key")
    if choice != ENOUGH:
        story.learn("served", None)
    if choice == DANGER:
        story.learn("reason", DANGER, how="key")
    elif choice == ENOUGH and not story.knows("reason"):
        story.learn("reason", SUPPLY, how="outage")
    story.learn("outage-choice", choice or ON)
