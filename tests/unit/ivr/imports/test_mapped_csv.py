import csv
import gzip
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall, record_of
from ivr.imports.importing import Import
from ivr.imports.kinds import mapped
from ivr.imports.lines import Line
from ivr.imports.mapped_csv import MappedCsv
from ivr.imports.mapping import LogMapping, load_mapping
from ivr.logged_calls import logged_calls
from tests.unit.ivr.imports.helpers import only_its_own_problem

LOG = Path("capacity/logs/bank-august-01-20.csv.gz")
BANK = Path("capacity/logs/bank.toml")
HEADER = (
    "vru+line,call_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,"
    "outcome,ser_start,ser_exit,ser_time,server"
)


def line(text: str) -> Line:
    return Line(Path("log"), 2, text)


def bank() -> MappedCsv:
    reader = MappedCsv(load_mapping(BANK))
    assert reader.begin(line(HEADER))
    return reader


def one(reader: MappedCsv, text: str) -> ForeignCall:
    [call] = reader.read(line(text))
    return call


def test_a_call_of_the_bank_that_waited() -> None:
    call = one(
        bank(),
        "AA0208,7582,1,PS,2010-08-02,23:59:23,23:59:23,0,23:59:29,0:00:57,88,AGENT,"
        "0:00:56,0:01:15,19,GELBER",
    )
    assert call == ForeignCall(
        call_id="2010-08-02-AA0208-7582",
        offered=datetime(2010, 8, 2, 20, 59, 23, tzinfo=UTC),
        queued=datetime(2010, 8, 2, 20, 59, 29, tzinfo=UTC),
        answered=datetime(2010, 8, 2, 21, 0, 56, tzinfo=UTC),
        parted=datetime(2010, 8, 2, 21, 1, 15, tzinfo=UTC),
        ended=datetime(2010, 8, 2, 21, 0, 57, tzinfo=UTC),
        outcome=Outcome.ANSWERED,
        queue="PS",
        agent="GELBER",
        priority=3,
    )


def test_a_call_of_the_bank_that_left_in_the_menus() -> None:
    call = one(
        bank(),
        "AA0204,43678,2,NW,2010-08-01,0:10:10,0:10:27,17,0:00:00,0:00:00,0,HANG,"
        "0:00:00,0:00:00,0,NO_SERVER",
    )
    made = record_of(call, node="bank", short_abandon=5)
    assert (made.outcome, made.queued_at, made.answered_at) == (Outcome.LEFT, None, None)
    assert made.ended_at == datetime(2010, 7, 31, 21, 10, 27, tzinfo=UTC)
    assert (made.discom, made.agent, made.priority) == ("NW", None, 2)


def test_the_whole_log_of_the_bank(tmp_path: Path) -> None:
    with gzip.open(LOG, "rt", encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    source = mapped([LOG], BANK)
    bad: list[tuple[str, str]] = []
    with Import(
        tmp_path, source.name, short_abandon=5, on_bad=lambda *wrong: bad.append(wrong)
    ) as work:
        work.run(source.reader, source.lines(lambda *_: None))
    counted = Counter(row["outcome"] for row in rows)
    calls = {call.call_id: call for call in logged_calls(tmp_path)}

    assert bad == []
    assert work.tally.lines == len(rows) == 29_955
    assert work.tally.ignored == {"outcome PHANTOM": counted["PHANTOM"]}
    assert work.tally.outcomes[Outcome.ANSWERED] == counted["AGENT"] == 20_919
    assert work.tally.outcomes.total() == counted["AGENT"] + counted["HANG"] == len(calls)
    assert work.tally.outcomes[Outcome.LEFT] == sum(
        row["outcome"] == "HANG" and row["q_start"] == "0:00:00" for row in rows
    )
    _agrees_with_the_logs_own_sums(rows, calls)


def _agrees_with_the_logs_own_sums(rows, calls) -> None:
    """The log says itself how long each call waited and talked, to a second or two."""
    for row in rows:
        if row["outcome"] == "PHANTOM":
            continue
        call = calls[f"bank-{row['date']}-{row['vru+line']}-{row['call_id']}"]
        if row["outcome"] == "HANG":
            assert (call.waited or 0) == int(row["q_time"])
        else:
            assert call.handled == max(0, int(row["ser_time"]))
            assert call.waited is not None
            assert call.waited <= int(row["q_time"]) + 2


SECONDS = {
    "name": "acd",
    "id": ["Call"],
    "file": {"delimiter": ";", "columns": ["Call", "Start", "IVR", "Wait", "Talk", "Number"]},
    "times": {
        "zone": "Asia/Kolkata",
        "format": "%d/%m/%Y %H:%M:%S",
        "offered": "Start",
        "queued": {"column": "IVR", "after": "offered"},
        "answered": {"column": "Wait", "after": "queued", "unit": "clock"},
        "parted": {"column": "Talk", "after": "answered", "unit": "min"},
        "ended": [{"column": "Talk", "after": "answered", "unit": "min"}, "Start"],
    },
    "columns": {"caller": "Number"},
}


def test_lengths_of_time_instead_of_times_and_no_header() -> None:
    reader = MappedCsv(LogMapping.model_validate(SECONDS))
    assert not reader.begin(line("1;..."))
    call = one(reader, '17; 22/11/2026 10:00:00 ;8;0:00:30;2.5;"98765 43210"')
    assert call.queued == datetime(2026, 11, 22, 4, 30, 8, tzinfo=UTC)
    assert call.answered == datetime(2026, 11, 22, 4, 30, 38, tzinfo=UTC)
    assert call.parted == call.ended == datetime(2026, 11, 22, 4, 33, 8, tzinfo=UTC)
    assert (call.outcome, call.caller) == (Outcome.ANSWERED, "98765 43210")


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(ImportFault) as raised:
        MappedCsv(load_mapping(BANK)).begin(Line(Path("x.csv"), 1, HEADER.replace("server", "who")))
    assert raised.value.problem.place == "x.csv:1"
    assert "has no column server; it has vru+line" in raised.value.problem.wrong


def test_a_header_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ImportFault, match="byte 3 is not utf-8"):
        MappedCsv(load_mapping(BANK)).begin(Line(Path("x"), 1, "", "byte 3 is not utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",PS,", ",P,S,", "it has 17 fields, not 16"),
        ("23:59:29", "25:59:29", "'25:59:29' is no time like %H:%M:%S"),
        ("AGENT", "ROBOT", "the mapping does not say what outcome 'ROBOT' means"),
        ("23:59:23,23", "0:00:00,23", "no time says when it was offered"),
        ("7582,1", "7582,high", "priority: 'high' is no number"),
        ("2010-08-02", "yesterday", "'yesterday' is no time like %Y-%m-%d"),
    ],
)
def test_a_bad_line_says_why(old: str, new: str, reason: str) -> None:
    good = (
        "AA0208,7582,1,PS,2010-08-02,23:59:23,23:59:23,0,23:59:29,0:00:57,88,AGENT,"
        "0:00:56,0:01:15,19,GELBER"
    )
    with pytest.raises(BadLine, match=re.escape(reason)):
        one(bank(), good.replace(old, new))


def test_a_phantom_is_no_call() -> None:
    row = "A,1,1,PS,2010-08-01,1:00:00,1:00:05,5,1:00:05,1:02:00,115,PHANTOM,1:02:00,1:02:09,9,X"
    with pytest.raises(NotACall, match="outcome PHANTOM"):
        one(bank(), row)


@given(
    st.text()
    | st.lists(
        st.sampled_from(["0:00:00", "9:00:00", "2010-08-01", "1", "AGENT", "HANG", ""]) | st.text(),
        min_size=16,
        max_size=16,
    ).map(",".join)
)
def test_garbage_is_called_so(text: str) -> None:
    only_its_own_problem(bank(), text)


@given(
    st.lists(
        st.sampled_from(["1e300", "nan", "-5", "01/01/0001 00:00:00", "1:2:3", "", "x"])
        | st.text(),
        min_size=6,
        max_size=6,
    ).map(";".join)
)
def test_garbage_in_lengths_of_time_is_called_so(text: str) -> None:
    only_its_own_problem(MappedCsv(LogMapping.model_validate(SECONDS)), text)
