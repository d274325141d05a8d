"""Calls in which an agent's idle phone dials a code: it is done, and a word says so.

They hold no line, are no offered calls, and leave no record; what came of them is in the roster.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from dialplan.conversation import CallerHungUp
from ivr.agents.acts import Act, DutyRefused, Refusal
from ivr.agents.codes import read_code
from ivr.agents.roster import Roster
from ivr.ari import AriError
from ivr.ari.messages import StasisStart
from ivr.calls.caller import LineCaller
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone

log = structlog.get_logger()

CODE: Final = "code"
"""First Stasis argument of such a call, before the agent and what was dialled."""

LONGEST: Final = 15.0
"""Seconds after which it is ended, whatever it does."""

BY_PHONE: Final = "phone"
"""Who acted, in the journal."""

UNKNOWN: Final = "duty.unknown-code"
DONE: Final = {
    Act.LOGIN: "duty.logged-in",
    Act.LOGOUT: "duty.logged-out",
    Act.READY: "duty.ready",
    Act.PAUSE: "duty.paused",
    Act.DISPOSITION: "duty.noted",
}
REFUSED: Final = {
    Refusal.NOT_LOGGED_IN: "duty.not-logged-in",
    Refusal.NO_CALL: "duty.no-call",
    Refusal.NO_SUCH_REASON: UNKNOWN,
    Refusal.NO_SUCH_DISPOSITION: UNKNOWN,
}
"""What is spoken, by prompt key."""


class CodeCalls:
    """All such calls of this node, one task each. ``media`` is that of the sound library."""

    def __init__(
        self,
        roster: Roster,
        telephone: Telephone,
        switchboard: Switchboard,
        media: Callable[..., Sequence[str]],
    ) -> None:
        self._roster = roster
        self._telephone = telephone
        self._switchboard = switchboard
        self._media = media
        self._calls: set[asyncio.Task[None]] = set()
        switchboard.takers[CODE] = self.take

    def take(self, start: StasisStart, leg: Leg) -> None:
        """Begin such a call; returns at once."""
        _, agent, dialled = (*start.args, "", "")[:3]
        task = asyncio.create_task(self._run(agent, dialled, leg), name=f"code {leg.id}")
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def close(self) -> None:
        """End those that go on."""
        for task in self._calls:
            task.cancel()
        if self._calls:
            await asyncio.wait(self._calls)

    async def _run(self, agent: str, dialled: str, leg: Leg) -> None:
        try:
            with self._roster.dialling(agent):
                try:
                    async with asyncio.timeout(LONGEST):
                        await self._serve(agent, dialled, leg)
                finally:
                    leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
                    await self._telephone.hang_up(leg.id)
        except (CallerHungUp, TimeoutError):
            log.debug("code.not_heard", agent=agent)
        except KeyError:
            log.warning("code.of_an_unknown_agent", agent=agent)
        except AriError as error:
            log.warning("code.not_answered", agent=agent, error=type(error).__name__)
        except Exception:
            log.exception("code.failed", agent=agent)
        finally:
            self._switchboard.forget(leg)

    async def _serve(self, agent: str, dialled: str, leg: Leg) -> None:
        said = self._obey(agent, dialled)  # first: it is done even if nobody stays to hear it
        caller = LineCaller(leg, self._telephone, self._media)
        await caller.answer()
        await caller.say(f"{self._roster.language(agent)}/{said}")

    def _obey(self, agent: str, dialled: str) -> str:
        """Do what was dialled, and give the key of what is to be said; raises KeyError."""
        code = read_code(dialled)
        if code is None:
            return UNKNOWN
        try:
            self._roster.act(agent, code.act, code.argument, who=BY_PHONE)
        except DutyRefused as refused:
            return REFUSED[refused.refusal]
        return DONE[code.act]
