import math
from datetime import timedelta
from pathlib import Path

import pytest

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.load import books
from ivr.load.books import Books, read_books
from tests.unit.ivr.load.samples import BEGAN, RESULT, sip_id
from tests.unit.ivr.replay.journals import journal_in
from tests.unit.ivr.samples import a_record


def times(landed: float | None, ended: float) -> dict[str, object]:
    up = None if landed is None else BEGAN + timedelta(seconds=landed)
    rest = dict.fromkeys(("queued_at", "answered_at", "parted_at"))
    return {
        "offered_at": BEGAN,
        "landed_at": up,
        "ended_at": BEGAN + timedelta(seconds=ended),
    } | rest


RECORDS = {
    sip_id(0): a_record("c-0", outcome=Outcome.LEFT, **times(0.01, 4.01)),
    sip_id(1): a_record("c-1", outcome=Outcome.DROPPED, **times(0.51, 2.51)),
    sip_id(2): a_record("c-2", outcome=Outcome.BLOCKED, **times(None, 1.0)),
    sip_id(2, 2): a_record("c-3", outcome=Outcome.BLOCKED, **times(None, 1.6)),
}
STRANGER = a_record("c-9", **times(0.2, 5.0))


async def test_records_are_found_by_the_call_id_and_strangers_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "RECORDED_WITHIN", 0.0)  # one call never reached the helpline
    with journal_in(tmp_path) as journal:
        for name, record in {**RECORDS, "else@127.0.0.1": STRANGER}.items():
            journal.fact(record.call_id, Fact("sip-call-id", name, BEGAN))
            journal.record(record)
        assert (await read_books(tmp_path, RESULT)).records == RECORDS


def test_lines_are_held_by_landed_calls_alone() -> None:
    found = Books(RECORDS)
    assert found.outcomes == {Outcome.LEFT: 1, Outcome.DROPPED: 1, Outcome.BLOCKED: 2}
    assert (found.landed, found.most_at_once) == (2, 2)
    assert found.mean_hold == pytest.approx(3.0)


def test_where_nobody_landed_nothing_was_held() -> None:
    assert Books({}).most_at_once == 0
    assert math.isnan(Books({}).mean_hold)
