"""How the numbers of a report are called and written for people; docs/measures.md explains them."""

from collections.abc import Mapping, Sequence
from typing import Final

from capacity.marks import Mark
from ivr.report.rows import Value

IN_WORDS: Final[Mapping[str, str]] = {
    Mark.OFFERED: "offered",
    Mark.BLOCKED: "blocked",
    "blocked_share": "blocked, %",
    Mark.LANDED: "landed",
    "busy_hour_offered": "offered in the busiest hour",
    "busy_hour_landed": "landed in the busiest hour",
    "hold": "mean holding time of the landed, s",
    Mark.LEFT: "left in the menus",
    Mark.SELF_SERVED: "self-served",
    Mark.ABANDONED: "abandoned",
    Mark.SHORT_ABANDONED: "short-abandoned",
    Mark.ANSWERED: "answered",
    Mark.CALL_BACK: "asked for a call-back",
    Mark.TICKET: "given a ticket",
    Mark.DROPPED: "dropped",
    Mark.DROPPED_SYSTEM: "dropped: system",
    Mark.DROPPED_MEDIA: "dropped: media",
    Mark.DROPPED_NETWORK: "dropped: network",
    Mark.DROPPED_OVERFLOW: "dropped: overflow",
    Mark.DROPPED_CLOSING: "dropped: closing",
    Mark.DROPPED_TOO_LONG: "dropped: too long",
    Mark.DROPPED_ORDERED: "dropped: ordered",
    Mark.DROPPED_OTHER: "dropped: other",
    Mark.CALLED_BACK: "called back",
    Mark.UNREACHED: "call-back unreached",
    Mark.QUEUED: "queued",
    Mark.REACHED: "reached an agent",
    Mark.IN_TIME: "answered in time",
    Mark.GONE_IN_TIME: "gave up in that time",
    "abandonment": "abandoned of the queued, %",
    "service_level": "service level, %",
    "service_level_of_answered": "… of the answered alone, %",
    "service_level_without_early": "… without early abandons, %",
    "service_level_of_all": "… early abandons as missed, %",
    "asa": "ASA, s",
    "wait_p50": "wait of the answered, 50 % at most, s",
    "wait_p90": "wait of the answered, 90 % at most, s",
    "wait_p95": "wait of the answered, 95 % at most, s",
    "wait_p99": "wait of the answered, 99 % at most, s",
    "wait_p100": "longest wait of the answered, s",
    "talk": "mean talk, s",
    "acw": "mean wrap-up (ACW), s",
    Mark.WRAPPED_UP: "talks whose wrap-up is known",
    "aht": "AHT, s",
    "asr": "ASR, %",
    "ner": "NER, %",
    Mark.LOST_BY_PERSON: "not landed: the caller gave up",
    Mark.LOST_BY_NETWORK: "not landed: blocked or failed",
    "callers": "different callers",
    Mark.NAMELESS: "without a readable number",
    Mark.REDIALS: "redials",
    "lines_mean": "lines held, mean (erlangs)",
    "lines_peak": "lines held, most",
    "lines_size": "lines there are",
    "lines_occupancy": "lines held, %",
    "agents_on_duty": "agents on duty, mean",
    "agents_busy": "agents busy, mean",
    "agents_occupancy": "agents busy, %",
}
"""In the order in which people read them."""

BASES: Final[Mapping[str, Mark]] = {
    "blocked_share": Mark.OFFERED,
    "busy_hour_offered": Mark.OFFERED,
    "busy_hour_landed": Mark.LANDED,
    "hold": Mark.LANDED,
    "abandonment": Mark.QUEUED,
    **dict.fromkeys((name for name in IN_WORDS if name.startswith("service_level")), Mark.QUEUED),
    "service_level_of_answered": Mark.REACHED,
    **dict.fromkeys((name for name in IN_WORDS if name.startswith("wait_")), Mark.REACHED),
    **dict.fromkeys(("asa", "talk", "aht"), Mark.REACHED),
    "acw": Mark.WRAPPED_UP,
    **dict.fromkeys(("asr", "ner", "callers"), Mark.OFFERED),
}
"""Of which calls a rate or a mean is."""

SHARES: Final = frozenset(name for name, words in IN_WORDS.items() if words.endswith("%"))

BRIEF: Final[Mapping[str, str]] = {
    Mark.OFFERED: "offered",
    Mark.BLOCKED: "blocked",
    Mark.LANDED: "landed",
    Mark.LEFT: "left",
    Mark.SELF_SERVED: "served",
    Mark.ABANDONED: "abandoned",
    Mark.SHORT_ABANDONED: "short",
    Mark.ANSWERED: "answered",
    Mark.CALL_BACK: "back",
    Mark.TICKET: "ticket",
    Mark.DROPPED: "dropped",
    Mark.CALLED_BACK: "called back",
    Mark.UNREACHED: "unreached",
    Mark.QUEUED: "queued",
    Mark.REDIALS: "redials",
    "abandonment": "lost %",
    "service_level": "in time %",
    "asa": "ASA s",
    "aht": "AHT s",
    "wait_p50": "p50 s",
    "wait_p90": "p90 s",
    "wait_p99": "p99 s",
}
"""The columns of a table with a row for each group; more of them do not fit."""

OF_TIME: Final[Mapping[str, str]] = {
    "lines_mean": "lines",
    "lines_peak": "most",
    "agents_occupancy": "busy %",
}
"""More columns, where each row is a stretch of time."""


def columns_of(by: Sequence[str]) -> Mapping[str, str]:
    """Give the columns of a table of groups, with their heads."""
    of_time = len(by) == 1 and by[0] in ("hour", "day")
    return {**BRIEF, **(OF_TIME if of_time else {})}


def in_digits(name: str, value: Value) -> str:
    """Write a number as people read it: shares in percent, what is not known as nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value * 100:.1f}" if name in SHARES else f"{value:.1f}"
    return str(value)


def for_people(moment: Value) -> str:
    """Write a time of ISO 8601 without its zone; nothing if there is none."""
    return str(moment or "")[:19].replace("T", " ")
