from dataclasses import replace

from structlog.testing import capture_logs

from dialplan.story import Fact
from ivr.journal import AgentChanged, LinesChanged, OutageChanged, ServiceChanged, ShareChanged
from ivr.journal.entries import decode, encode
from ivr.storage.rows import rows_of
from tests.unit.ivr.samples import OFFERED, a_record


def entry(n, kind, call, payload):
    return decode(encode(n, OFFERED, kind, call, payload)[:-1])


def test_entries_are_sorted_into_tables() -> None:
    change = LinesChanged(incoming=650, outgoing=300, reason="mela", who="asha")
    rows = rows_of(
        "node-1",
        [
            entry(1, "fact", "c-1", Fact("said", ["a", "b"], OFFERED)),
            entry(2, "record", "c-1", a_record()),
            entry(3, "lines", None, change),
            entry(4, "unheard-of", None, {"x": 1}),
            entry(5, "service", None, ServiceChanged(what="stalled", seconds=2.5)),
            entry(6, "outage", None, OutageChanged(what="ended", outage="o", district="Agra")),
            entry(7, "share", None, ShareChanged(what="opened", discom="KESCO", until=OFFERED)),
        ],
    )
    assert [(row["call_id"], row["n"], row["value"]) for row in rows.facts] == [
        ("c-1", 1, ["a", "b"])
    ]
    assert [row["outcome"] for row in rows.calls] == ["answered"]
    assert [(row["node"], row["n"], row["incoming"]) for row in rows.line_changes] == [
        ("node-1", 3, 650)
    ]
    assert rows.service_changes == [
        {"node": "node-1", "at": OFFERED, "n": 5, "what": "stalled", "seconds": 2.5, "detail": ""}
    ]
    assert [(row["n"], row["what"], row["until"]) for row in rows.outage_changes] == [
        (6, "ended", None)
    ]
    assert [(row["n"], row["discom"], row["until"]) for row in rows.share_changes] == [
        (7, "KESCO", OFFERED)
    ]
    assert rows.unreadable == 0


def test_a_senseless_payload_is_counted_and_told_without_its_values() -> None:
    with capture_logs() as logs:
        rows = rows_of("node-1", [entry(9, "fact", "c-1", {"kind": "keyed", "value": "1234567"})])
    assert (rows.facts, rows.unreadable) == ([], 1)
    assert logs[0]["n"] == 9
    assert "1234567" not in repr(logs)


def test_a_nul_that_a_database_cannot_hold_is_replaced_everywhere() -> None:
    rows = rows_of("node-1", [entry(1, "fact", "c-1", Fact("said", ["a\0"], OFFERED, "b\0"))])
    assert rows.facts[0]["value"] == ["a\N{REPLACEMENT CHARACTER}"]
    assert rows.facts[0]["how"] == "b\N{REPLACEMENT CHARACTER}"


def test_what_is_said_of_a_call_is_a_fact_of_it_and_what_stands_is_no_news() -> None:
    said = AgentChanged(
        what="disposition", agent="asha", presence=None, since=OFFERED, call="c-1",
        disposition="solved",
    )  # fmt: skip
    after = replace(said, what="paused", presence="paused")
    rows = rows_of(
        "node-1",
        [
            entry(1, "agent", "c-1", said),
            entry(2, "agent", None, after),
            entry(3, "agent", None, replace(after, what="stands")),
        ],
    )
    assert [(row["n"], row["what"]) for row in rows.agent_changes] == [
        (1, "disposition"),
        (2, "paused"),
    ]
    (fact,) = rows.facts
    assert (fact["call_id"], fact["kind"], fact["value"], fact["how"]) == (
        "c-1",
        "disposition",
        "solved",
        "asha",
    )
