"""A helpline on which the key for a person (0) asks for a call-back once the caller is in line.

Run as a program it is `helpline`; it stands in for whatever offers call-backs to callers.
"""

import pytest

from dialplan import flow
from dialplan.conversation import Desk
from dialplan.talk import Talk

AT_THE_DESK = flow.get_a_person


async def ask_for_call_back(talk: Talk, desk: Desk) -> None:
    """Let callers ask as soon as they would wait."""
    story = talk.story
    if story.text("reason") != "agent":
        return await AT_THE_DESK(talk, desk)
    if not story.knows("call-back"):
        story.learn("priority", desk.standing(story.text("caller")))
        story.learn("queued", story.text("discom") or "any")
        story.learn("call-back", story.text("caller"), private=True)
    return await talk.say("callback.confirmed")


def use(patch: pytest.MonkeyPatch) -> None:
    """Let this process's helpline do so."""
    patch.setattr(flow, "get_a_person", ask_for_call_back)


if __name__ == "__main__":
    from ivr.cli import main

    use(pytest.MonkeyPatch())
    main()
