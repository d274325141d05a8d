"""The facts of a call with the seconds of each, folded so that a long call fits on a screen."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.markup import escape
from rich.table import Table

from dialplan.story import Value
from ivr.calls.transfer_facts import TRANSFER
from ivr.http.calls import ShownFact
from ivr.transfer_words import transfer_in_words
from routing.order import Priority

MOST_ROWS: Final = 14
LAST_ROWS: Final = 9
MOST_PROMPTS: Final = 3
MOST_PHONES: Final = 3

WORDS: Final[Mapping[str, str]] = {
    "offered": "offered to",
    "caller-raw": "from, as sent",
    "caller": "from",
    "caller-std": "area code of caller",
    "called-std": "area code called",
    "sip-call-id": "SIP Call-ID",
    "trunk": "over the trunk",
    "line-level": "lines held",
    "line-size": "lines allowed",
    "landed": "landed: we answered",
    "said": "we began to say",
    "keyed": "caller keyed",
    "language": "language is",
    "discom": "discom is",
    "reason": "reason is",
    "outage": "told of the outage",
    "outage-choice": "caller then chose",
    "served": "served by",
    "priority": "priority",
    "queued": "waits for",
    "sent": "sent to the line of",
    "announced": "told of place and wait",
    "nobody-there": "no agent is there",
    "ways-out": "shown as ways out",
    "way-out": "caller chose",
    "ticket": "given the ticket",
    "old-place": "goes on with call",
    "place-since": "in line since",
    "ringing": "rings agent",
    "missed": "not picked up by",
    "answered": "answered by",
    "supervised": "supervised by",
    "supervised-until": "no more supervised by",
    "taken-over": "taken over by",
    "recording-told": "told that it is recorded",
    "recording": "recorded as",
    "recording-ended": "recording ended",
    "parted": "conversation ended by",
    "hold": "put on hold by",
    "held": "was on hold for (s)",
    "transfer": "passed on",
    "consulted": "who talks there first",
    "transfer-end": "which came to",
    "disposition": "disposition",
    "call-back": "to be called back on",
    "asked-in": "asked for in the call",
    "asked-again": "asked for again in the call",
    "called-back-place": "has the place of",
    "reserved": "agent kept",
    "dialled": "calls them, attempt",
    "not-dialled": "not called",
    "not-reached": "not reached",
    "confirmed": "they chose",
    "called-off": "called off",
    "refused": "refused",
    "cut-off": "cut off",
    "taken-up": "taken up after a restart",
    "order-lost": "order to Asterisk lost",
    "ended-unseen": "its end was not seen",
    "pin-code": "PIN code keyed",
    "sound-lost": "given up after silence of (s)",
    "rtp": "sound of the caller's leg",
    "agent-rtp": "sound of the agent's leg",
    "agent-end": "agent's leg ended",
}
"""How the kinds of facts are worded; others are shown by their own name."""

SOURCES: Final[Mapping[str, str]] = {
    "area-code": "by the caller's area code",
    "earlier-call": "as in an earlier call",
    "pin-code": "by the PIN code keyed",
    "old-call": "as in the call that broke off",
    "ticket": "with the ticket",
    "menu": "chosen from the menu",
    "called-number": "by the number called",
    "key": "by a key",
    "default": "nothing was keyed",
    "outage": "told of an outage, and content",
    "none": "no way was left to find it",
}

PRIORITIES: Final[Mapping[Value, str]] = {each.value: each.name.lower() for each in Priority}

IN_ROWS: Final = frozenset({"said", "ringing", "missed"})
"""Kinds that come again and again while somebody waits."""

IN_THE_HEAD: Final = frozenset({
    "offered", "caller-raw", "caller", "caller-std", "called-std", "sip-call-id", "trunk",
    "line-level", "line-size", "rtp", "agent-rtp", "agent-end", "sound-lost",
})  # fmt: skip
"""Kinds that a folded timeline leaves out, because the head of the story tells them better."""


def timeline(facts: Sequence[ShownFact], *, full: bool) -> Table:
    """Lay out facts; unless ``full``, repetitions are one row, and a long middle is left out."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in _all(facts) if full else _shortened(list(_folded(facts))):
        table.add_row(*map(escape, row))
    return table


def source(how: str) -> str:
    """Say how something became known."""
    return SOURCES.get(how) or SOURCES.get(how.partition(" ")[0], how)


Row = tuple[str, str, str]


def _shortened(rows: list[Row]) -> list[Row]:
    """Leave out prompts first, since answers tell what was asked, and then the middle."""
    if len(rows) <= MOST_ROWS:
        return rows
    kept = [row for row in rows if row[1] != WORDS["said"]]
    first = max(0, min(MOST_ROWS, len(kept)) - LAST_ROWS)
    last = kept[max(first, len(kept) - LAST_ROWS) :]
    left_out = len(rows) - first - len(last)
    return [*kept[:first], ("", f"… {left_out} more steps", "(--full shows all)"), *last]


def _all(facts: Sequence[ShownFact]) -> Iterator[Row]:
    for fact in facts:
        yield (
            _offset(fact),
            WORDS.get(fact.kind, fact.kind),
            _what(fact, _value(fact)),
        )


def _folded(facts: Sequence[ShownFact]) -> Iterator[Row]:
    seen = [fact for fact in facts if fact.kind not in IN_THE_HEAD]
    for repeats, group in groupby(seen, key=lambda fact: fact.kind in IN_ROWS):
        run = list(group)
        if not repeats:
            yield from _all(run)
            continue
        missed = [place for place, fact in enumerate(run) if fact.kind == "missed"]
        tried = missed[-1] + 1 if len(missed) > 1 else 0
        yield from _in_vain(run[:tried])
        yield from _spoken_in_one(run[tried:])


def _in_vain(tried: Sequence[ShownFact]) -> Iterator[Row]:
    """Tell in a row what was said, and in another which phones were rung without success."""
    rings = [fact for fact in tried if fact.kind != "said"]
    rows = [(rings[0].offset, _rings(rings))] if rings else []
    said = [fact for fact in tried if fact.kind == "said"]
    rows += [(said[0].offset, _prompts(said))] if said else []
    yield from (row for _, row in sorted(rows))


def _rings(rings: Sequence[ShownFact]) -> Row:
    missed = [fact for fact in rings if fact.kind == "missed"]
    phones = Counter(_what(fact, value_in_words(fact.value)) for fact in missed)
    named = [f"{phone} {count} times" if count > 1 else phone for phone, count in phones.items()]
    more = len(named) - MOST_PHONES
    told = ", ".join(named[:MOST_PHONES]) + (f" and {more} more" if more > 0 else "")
    return _offset(rings[0]), f"rings {len(missed)} times in vain", f"{told}{_until(rings)}"


def _spoken_in_one(run: Sequence[ShownFact]) -> Iterator[Row]:
    for said, group in groupby(run, key=lambda fact: fact.kind == "said"):
        if said:
            yield _prompts(list(group))
        else:
            yield from _all(list(group))


def _prompts(said: Sequence[ShownFact]) -> Row:
    prompts = [prompt for fact in said for prompt in _texts(fact.value)]
    shown = ", ".join(prompts[:MOST_PROMPTS])
    more = len(prompts) - MOST_PROMPTS
    told = f"{shown} and {more} more{_until(said)}" if more > 0 else shown
    return _offset(said[0]), WORDS["said"], told


def _until(facts: Sequence[ShownFact]) -> str:
    return f", until {_offset(facts[-1])}" if len(facts) > 1 else ""


def _offset(fact: ShownFact) -> str:
    return f"{fact.offset:+.3f} s"


def _value(fact: ShownFact) -> str:
    if fact.kind == "priority" and fact.value in PRIORITIES:
        return PRIORITIES[fact.value]
    return value_in_words(fact.value)


def _what(fact: ShownFact, value: str) -> str:
    if fact.kind == TRANSFER:
        return transfer_in_words(fact.value)
    return f"{value} ({source(fact.how)})".strip() if fact.how else value


def value_in_words(value: Value) -> str:
    """Write the value of a fact."""
    return ", ".join(_texts(value))


def _texts(value: Value) -> list[str]:
    match value:
        case None:
            return []
        case bool():
            return ["yes" if value else "no"]
        case str() | int() | float():
            return [str(value)]
        case Mapping():
            return [f"{name} {number}" for name, number in value.items()]
        case _:
            return list(value)
