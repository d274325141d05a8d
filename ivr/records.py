"""The record of one offered call: closed once, with exactly one outcome."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from capacity.lines import Direction
from capacity.outcomes import Outcome


class Side(StrEnum):
    """Who ended a call."""

    CALLER = "caller"
    AGENT = "agent"
    HELPLINE = "helpline"
    NETWORK = "network"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call, as it is counted. Times are aware and in UTC; None means it never came to that.

    ``stage`` is the step at which the call ended; ``cause`` the Q.850 cause of the caller's leg;
    ``drop`` says why a dropped call was dropped (``system``, ``media``, ``network``, ``overflow``,
    ``too-long``, ``ordered``, ``closing``), and is ``closing`` for one refused for that reason.
    ``trunk`` is the address that the call came from. ``disposition`` is what the agent said came
    of it; only the database has it, because it is told after the call is closed. It ``continues``
    the call with this id, which had broken off; ``ticket`` is the number that was told to a caller
    whom nobody could answer; ``taken_over_by`` is the supervisor who talked in the agent's place.
    Numbers in it never reach a log message.
    """

    call_id: str
    node: str
    direction: Direction
    offered_at: datetime
    ended_at: datetime
    outcome: Outcome
    stage: str
    side: Side
    cause: int | None = None
    drop: str | None = None
    landed_at: datetime | None = None
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    parted_at: datetime | None = None
    called_raw: str = ""
    called_std: str | None = None
    caller_raw: str = ""
    caller: str | None = None
    caller_kind: str = "unknown"
    language: str | None = None
    discom: str | None = None
    discom_how: str | None = None
    reason: str | None = None
    priority: int | None = None
    agent: str | None = None
    trunk: str | None = None
    line_level: int | None = None
    line_size: int | None = None
    disposition: str | None = None
    continues: str | None = None
    ticket: str | None = None
    taken_over_by: str | None = None
