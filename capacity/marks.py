"""As what each call counts: for every number of a report the calls that it counts.

Numbers and the lists of their calls both come from here, so they cannot differ.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import numpy as np

from capacity.book import UNKNOWN, Book
from capacity.call_log import OUTCOMES, CallLog, Codes, Flags
from capacity.distribution import Floats
from capacity.outcomes import DROPS, IN_VAIN, LEFT_THE_LINE, Outcome
from capacity.seizures import BY_PERSON
from capacity.thresholds import Thresholds


class Mark(StrEnum):
    """What a call can count as; docs/measures.md says what is meant."""

    OFFERED = "offered"
    BLOCKED = "blocked"
    LANDED = "landed"
    LEFT = "left"
    SELF_SERVED = "self_served"
    ABANDONED = "abandoned"
    SHORT_ABANDONED = "short_abandoned"
    ANSWERED = "answered"
    CALL_BACK = "call_back"
    TICKET = "ticket"
    DROPPED = "dropped"
    QUEUED = "queued"
    REACHED = "reached"
    IN_TIME = "in_time"
    GONE_IN_TIME = "gone_in_time"
    CALLED_BACK = "called_back"
    UNREACHED = "unreached"
    REDIALS = "redials"
    NAMELESS = "nameless"
    WRAPPED_UP = "wrapped_up"
    LOST_BY_PERSON = "lost_by_person"
    LOST_BY_NETWORK = "lost_by_network"
    DROPPED_SYSTEM = "dropped_system"
    DROPPED_MEDIA = "dropped_media"
    DROPPED_NETWORK = "dropped_network"
    DROPPED_OVERFLOW = "dropped_overflow"
    DROPPED_CLOSING = "dropped_closing"
    DROPPED_TOO_LONG = "dropped_too_long"
    DROPPED_ORDERED = "dropped_ordered"
    DROPPED_OTHER = "dropped_other"


ENDS: Final[Mapping[Mark, Outcome]] = {
    Mark[outcome.name]: outcome for outcome in Outcome if outcome is not Outcome.UNREACHED
}
"""The outcomes of calls to us: each of those has one, so they add up to the offered."""

CAUSES: Final[Mapping[Mark, str]] = {
    Mark[f"DROPPED_{drop.upper().replace('-', '_')}"]: drop for drop in DROPS
}

Marks = Mapping[Mark, Flags]


def marks_of(log: CallLog, thresholds: Thresholds) -> Marks:
    """Tell of each call as what it counts, as far as any log says it.

    Whether an abandon was short is decided anew. Who was not blocked has landed.
    """
    offered, outcome = ~log.outgoing, outcomes(log, thresholds)
    asked = log.outgoing | log.ended_as(Outcome.CALL_BACK)
    queued = ~np.isnan(log.queued) & (~np.isnan(log.answered) | ~asked)
    talked = queued & ~np.isnan(log.answered)
    in_time = queued & (_exact(log.waited) <= thresholds.service_level)
    ends = {mark: offered & (outcome == OUTCOMES.index(end)) for mark, end in ENDS.items()}
    return {
        Mark.OFFERED: offered,
        Mark.LANDED: offered & ~ends[Mark.BLOCKED],
        **ends,
        Mark.QUEUED: queued,
        Mark.REACHED: talked,
        Mark.IN_TIME: in_time & talked,
        Mark.GONE_IN_TIME: in_time & ~talked & log.ended_as(*LEFT_THE_LINE),
        Mark.CALLED_BACK: log.outgoing & talked,
        Mark.UNREACHED: log.outgoing & log.ended_as(Outcome.UNREACHED),
    }


def marks_of_book(book: Book, thresholds: Thresholds) -> Marks:
    """Tell of each call as what it counts, with all that our own records say besides."""
    marks = marks_of(book.log, thresholds)
    lost = marks[Mark.OFFERED] & ~book.landed
    by_person = np.isin(book.cause, list(BY_PERSON)) & ~marks[Mark.BLOCKED]
    return {
        **marks,
        Mark.LANDED: marks[Mark.OFFERED] & book.landed,
        Mark.LOST_BY_PERSON: lost & by_person,
        Mark.LOST_BY_NETWORK: lost & ~by_person,
        Mark.REDIALS: _redials(book, thresholds),
        Mark.NAMELESS: marks[Mark.OFFERED] & (book.caller == UNKNOWN),
        Mark.WRAPPED_UP: marks[Mark.REACHED] & ~np.isnan(book.wrapped),
        **_drops(book, marks[Mark.DROPPED]),
    }


def outcomes(log: CallLog, thresholds: Thresholds) -> Codes:
    """Give the outcomes as places in `OUTCOMES`, with short abandons decided anew."""
    left = log.ended_as(*LEFT_THE_LINE) & ~np.isnan(log.queued)
    short = _exact(log.waited) < thresholds.short_abandon
    codes = [OUTCOMES.index(each) for each in (Outcome.SHORT_ABANDONED, Outcome.ABANDONED)]
    return np.where(left, np.where(short, *codes), log.outcome)


def _drops(book: Book, dropped: Flags) -> Marks:
    named = {mark: dropped & book.drop.are(drop) for mark, drop in CAUSES.items()}
    return {**named, Mark.DROPPED_OTHER: dropped & ~np.any(list(named.values()), axis=0)}


def _redials(book: Book, thresholds: Thresholds) -> Flags:
    """Find calls to us whose caller's last one had ended in vain, a short while before.

    A call that comes while that one goes on is none.
    """
    log, found = book.log, np.zeros(len(book), bool)
    known = np.flatnonzero(~log.outgoing & (book.caller != UNKNOWN))
    known = known[np.argsort(book.caller[known], kind="stable")]  # of each caller by time
    before, call = known[:-1], known[1:]
    pause = _exact(log.offered[call] - log.ended[before])
    soon = (book.caller[before] == book.caller[call]) & (pause >= 0) & (pause <= thresholds.redial)
    vain = [OUTCOMES.index(outcome) for outcome in IN_VAIN]
    found[call] = soon & np.isin(outcomes(log, thresholds)[before], vain)
    return found


def _exact(seconds: Floats) -> Floats:
    """Round to microseconds: differences of seconds since the epoch are off by less."""
    return np.round(seconds, 6)
