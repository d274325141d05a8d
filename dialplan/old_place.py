"""Whoever was cut off and calls again goes on where they were, unless they key otherwise.

What was known of the call that broke off becomes known of the new one, so nothing is asked twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from dialplan.conversation import Desk, OldCall
from dialplan.menus import MENUS
from dialplan.story import Fact, Story
from dialplan.talk import Talk

TAKEN_OVER: Final = (
    "language", "pin-code", "discom", "outage", "outage-choice", "reason", "priority",
    "announced", "place-since",
)  # fmt: skip
"""Kinds of facts that hold for the next call too, in the order in which it learns them."""

ANEW: Final = "anew"
DANGER: Final = "danger"


def what_holds(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Give those facts of a call, as its caller's next one is to know them.

    A discom that was asked for in vain is asked for again. ``place-since`` is when the caller's
    place in line began, be it in that call or in one before it.
    """
    latest = {fact.kind: fact for fact in facts}
    queued = latest.get("queued")
    if queued is not None and "place-since" not in latest:
        latest["place-since"] = Fact("place-since", queued.at.isoformat(), queued.at)
    if "discom" in latest and latest["discom"].value is None:
        del latest["discom"]
    return tuple(latest[kind] for kind in TAKEN_OVER if kind in latest)


def seconds_in_line(story: Story) -> float:
    """Tell for how long the caller has had their place in line; an older call's counts too."""
    since = story.text("place-since")
    if since is None or not story.knows("queued"):
        return story.seconds_since("queued")
    return (story.now() - datetime.fromisoformat(since)).total_seconds()


async def give_old_place(talk: Talk, desk: Desk) -> None:
    """Tell a caller who was cut off that they go on where they were; learns ``old-place``.

    One key begins anew instead, and the key of danger is offered here too.
    """
    story = talk.story
    if story.knows("old-place"):
        return
    old = desk.old_call(story, talk.manners.old_place_within)
    if old is None:
        return
    key = await talk.ask_key(*_words(talk, old), patience=talk.manners.language_timeout)
    choice = MENUS["old-place"].value(key) if key is not None else None
    how = "default" if choice is None else "key"
    if choice == ANEW:
        story.learn("old-place", None, how=how)
        return
    for fact in old.facts:
        how_known = f"old-call {old.call_id}"
        story.learn(fact.kind, fact.value, how=how_known, private=fact.private)
    if choice == DANGER:
        story.learn("reason", DANGER, how="key")
    story.learn("old-place", old.call_id, how=how)


def _words(talk: Talk, old: OldCall) -> list[str]:
    """Name the prompts in the language that the caller had chosen."""
    known = {fact.kind: fact.value for fact in old.facts}
    kept = "old-place.kept" if "place-since" in known else "old-place.goes-on"
    language = known.get("language")
    keys = ("old-place.greeting", kept, *MENUS["old-place"].sounds())
    return [f"{language}:{key}" for key in keys] if language in talk.manners.languages else [*keys]
