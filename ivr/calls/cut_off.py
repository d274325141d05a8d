"""Calls that broke off a short while ago, until their callers call again or it is too late."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from capacity.outcomes import CUT_OFF
from dialplan.conversation import OldCall
from dialplan.old_place import what_holds
from dialplan.story import Fact, Story
from ivr.records import CallRecord

LONGEST: Final = timedelta(minutes=10)
"""After this time no call is taken up again, whatever is set."""

BROKE_OFF: Final = frozenset({None, "system", "media", "network", "closing"})
"""Why a call is dropped whose caller may go on in the next one; None if it was not."""


@dataclass(frozen=True, slots=True)
class _Broken:
    """A call that broke off, and the call that was offered to go on with it."""

    call: OldCall
    given_to: str | None = None


class CutOffCalls:
    """The last call of each number, in E.164, if it broke off."""

    def __init__(self) -> None:
        self._broken: dict[str, _Broken] = {}

    def note(self, record: CallRecord, facts: Iterable[Fact]) -> None:
        """Remember a call that is over, if it broke off and anything is known that holds.

        Who did not hear to its end that they may go on with an older one, still may.
        """
        if record.caller is None:
            return
        before = self._broken.pop(record.caller, None)
        if record.outcome in CUT_OFF and record.drop in BROKE_OFF:
            holds = what_holds(facts)
            if holds:
                call = OldCall(record.call_id, record.ended_at, holds)
                self._broken[record.caller] = _Broken(call)
            elif before is not None and before.given_to == record.call_id:
                call = replace(before.call, ended=record.ended_at)
                self._broken[record.caller] = _Broken(call)
        self._forget_before(record.ended_at - LONGEST)

    def fill(self, calls: Iterable[tuple[CallRecord, Iterable[Fact]]]) -> None:
        """Take over calls from the records, in the order of their ends, under what is known."""
        known, self._broken = self._broken, {}
        for record, facts in calls:
            self.note(record, facts)
        self._broken |= known

    def find(self, story: Story, within: float) -> OldCall | None:
        """Give the call that broke off at most so many seconds before this one was offered."""
        number, offered = story.text("caller"), story.fact("offered")
        broken = self._broken.get(number or "")
        if number is None or broken is None or offered is None:
            return None
        passed = (offered.at - broken.call.ended).total_seconds()
        if not 0 <= passed <= within or broken.given_to not in (None, story.call_id):
            return None
        self._broken[number] = replace(broken, given_to=story.call_id)
        return broken.call

    def _forget_before(self, moment: datetime) -> None:
        """Forget the oldest; they stand in the order of their ends, or nearly so."""
        for number in list(self._broken):
            if self._broken[number].call.ended >= moment:
                break
            del self._broken[number]
