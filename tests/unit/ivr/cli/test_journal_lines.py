from datetime import datetime

import pytest

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.cli.journal_lines import Wanted, in_words
from ivr.journal import AgentChanged, OutageChanged, ServiceChanged, ShareChanged
from ivr.journal.entries import Entry, decode, encode
from ivr.records import Side
from tests.unit.ivr.samples import OFFERED, a_record, after


def entry(payload: object, kind: str = "fact", call: str | None = "node-1-5.1", **sealed) -> Entry:
    return decode(encode(1, OFFERED, kind, call, payload, **sealed)[:-1])


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (Fact("discom", "MVVNL", OFFERED, "pin-code"), "discom           MVVNL (pin-code)"),
        (Fact("said", ["a", "b"], OFFERED), "said             a, b"),
        (Fact("discom", None, OFFERED, "none"), "discom           (none)"),
        (Fact("line-level", 41, OFFERED), "line-level       41"),
        (Fact("rtp", {"received": 9, "lost": 1}, OFFERED), "rtp              received 9, lost 1"),
        ({"kind": 5}, 'fact             {"kind":5}'),
    ],
)
def test_a_fact_in_words(payload: object, words: str) -> None:
    line = in_words(entry(payload))
    assert line == f"2026-11-22 10:00:00.000  {'node-1-5.1':28} {words}"


def test_a_record_in_words() -> None:
    dropped = a_record(outcome=Outcome.DROPPED, drop="media", side=Side.NETWORK, cause=None)
    words = in_words(entry(dropped, "record"))
    assert words.endswith("record           dropped: media, ended by network at talking")


def test_an_outage_in_words() -> None:
    told = OutageChanged(what="added", outage="7f3a01", district="Agra", who="asha")
    words = in_words(entry(told, "outage", None))
    assert words.endswith("outage           added 7f3a01 Agra (asha)")


def test_a_line_that_was_opened_in_words() -> None:
    opened = ShareChanged(what="opened", discom="KESCO", until=after(1800), who="asha")
    words = in_words(entry(opened, "share", None))
    assert words.endswith("share            opened KESCO until 10:30 (asha)")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("paused", "agent            asha paused lunch (phone)"),
        ("unreachable", "agent            asha unreachable (phone)"),
        ("disposition", "agent            asha disposition solved (phone)"),
    ],
)
def test_what_becomes_of_an_agent_in_words(what: str, words: str) -> None:
    change = AgentChanged(
        what=what, agent="asha", presence="paused", since=OFFERED, who="phone",
        reason="lunch" if what == "paused" else "", disposition="solved",
    )  # fmt: skip
    assert in_words(entry(change, "agent", None)).endswith(words)


def test_a_change_of_the_service_in_words() -> None:
    started = ServiceChanged(what="started", seconds=17.0, detail="process 9")
    words = in_words(entry(started, "service", None))
    assert words.endswith("service          started after 17.0 s (process 9)")


def test_what_is_sealed_is_not_taken_for_nothing() -> None:
    sealed = entry(Fact("keyed", None, OFFERED, private=True), sealed="id:text")
    assert in_words(sealed).endswith("keyed            (sealed)")


@pytest.mark.parametrize(
    ("call", "since", "holds"),
    [
        (None, None, True),
        ("node-1-5.1", None, True),
        ("5.1", None, True),
        ("node-1-5", None, True),
        ("5.2", None, False),
        (None, OFFERED, True),
        (None, after(1), False),
        ("5.1", after(1), False),
    ],
)
def test_what_is_wanted(call: str | None, since: datetime | None, holds: bool) -> None:
    assert Wanted("node-1", call, since).holds(entry(None)) is holds


def test_what_belongs_to_no_call_is_wanted_only_where_none_is_named() -> None:
    lines = entry(None, "lines", None)
    assert Wanted("node-1", None, None).holds(lines)
    assert not Wanted("node-1", "5.1", None).holds(lines)
