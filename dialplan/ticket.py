"""The last place of all: an apology, and a number with which the caller is not forgotten."""

from hashlib import blake2s
from typing import Final

from dialplan.talk import Talk
from dialplan.ways_out import call_back_number

FIRST: Final = 100_000
MANY: Final = 900_000
"""Six digits, the first of which is no zero."""


def ticket_of(call_id: str) -> str:
    """Give the ticket of a call: six digits, the same for the same call on every node.

    Of a thousand tickets two are alike in two cases of five; times and numbers tell them apart.
    """
    digest = blake2s(call_id.encode(), digest_size=8).digest()
    return str(FIRST + int.from_bytes(digest) % MANY)


def give_ticket(talk: Talk) -> None:
    """Note the ticket, and that the caller is to be called back if that can be."""
    story = talk.story
    story.learn("ticket", ticket_of(story.call_id))
    if talk.manners.ways_out.call_back and call_back_number(talk) is not None:
        story.learn("call-back", story.text("caller"), how="ticket", private=True)


async def tell_ticket(talk: Talk) -> None:
    """Apologise, say what comes next, and speak the ticket twice."""
    called_back = talk.story.knows("call-back")
    await talk.say("ticket.called-back" if called_back else "wait.too-long")
    number = talk.story.text("ticket")
    await talk.tell("ticket.number", number=number)
    await talk.tell("chatbot.again", number=number)
    if not called_back:
        await talk.say("ticket.keep")
