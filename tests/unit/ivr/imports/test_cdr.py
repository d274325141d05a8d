# ruff: noqa: E501 - rows as Asterisk writes them
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.imports.cdr import Cdr
from ivr.imports.faults import BadLine, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.records import Side
from tests.unit.ivr.imports.helpers import calls_in, lines_of, only_its_own_problem

IST = ZoneInfo("Asia/Kolkata")
TEN = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)

# The first agent did not answer, the second did: two rows of one call.
RANG_TWICE = '''
"","9876543210","1912","queues","""A. Singh"" <9876543210>","PJSIP/trunk-00000001","PJSIP/101-00000002","Queue","kesco,t,,,300","2026-11-22 10:00:00","2026-11-22 10:00:02","2026-11-22 10:00:30",30,28,"NO ANSWER","DOCUMENTATION","1795321800.1",""
"","9876543210","1912","queues","""A. Singh"" <9876543210>","PJSIP/trunk-00000001","PJSIP/102-00000003","Queue","kesco,t,,,300","2026-11-22 10:00:30","2026-11-22 10:00:42","2026-11-22 10:02:00",90,78,"ANSWERED","DOCUMENTATION","1795321800.1",""
'''


def row(app: str, disposition: str, *, other: str = "", answer: str = "2026-11-22 10:00:02") -> str:
    """Write a row without the unique id, as Asterisk does by default."""
    return (
        f'"","9876543210","1912","in","","PJSIP/trunk-00000001","{other}","{app}","x",'
        f'"2026-11-22 10:00:00",{answer and chr(34) + answer + chr(34)},"2026-11-22 10:01:00",'
        f'60,58,"{disposition}","DOCUMENTATION"'
    )


def after(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


def only(text: str) -> ForeignCall:
    [call] = calls_in(Cdr(IST), text)
    return call


def test_the_rows_of_one_call_make_one_call() -> None:
    assert only(RANG_TWICE) == ForeignCall(
        call_id="1795321800.1", caller="9876543210", called="1912", queue="kesco",
        agent="PJSIP/102", offered=TEN, queued=after(2), answered=after(42), parted=after(120),
        ended=after(120), outcome=Outcome.ANSWERED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "outcome", "queued", "drop"),
    [
        (row("Queue", "ANSWERED"), None, after(2), None),
        (row("Playback", "ANSWERED"), None, None, None),
        (row("Dial", "NO ANSWER", answer=""), None, TEN, None),
        (row("Busy", "BUSY", answer=""), Outcome.BLOCKED, None, None),
        (row("Congestion", "CONGESTION", answer=""), Outcome.BLOCKED, None, None),
        (row("Dial", "FAILED", answer=""), Outcome.DROPPED, TEN, "network"),
        (row("Dial", "ANSWERED", other="SIP/7-1"), Outcome.ANSWERED, after(2), None),
    ],
)
def test_how_calls_end(
    text: str, outcome: Outcome | None, queued: datetime | None, drop: str | None
) -> None:
    call = only(text)
    assert (call.outcome, call.queued, call.drop) == (outcome, queued, drop)
    assert call.side == (Side.NETWORK if drop else Side.CALLER)
    assert call.call_id == "PJSIP/trunk-00000001@1795321800"


def test_a_call_is_given_when_its_rows_are_long_over() -> None:
    reader = Cdr(IST)
    first, second = lines_of(
        row("Queue", "ANSWERED") + "\n" + row("Queue", "ANSWERED").replace(" 10:", " 11:")
    )
    assert list(reader.read(first)) == []
    [call] = reader.read(second)
    assert call.offered == TEN
    assert [call.offered for call in reader.rest()] == [after(3600)]


def test_only_the_trunk_is_wanted() -> None:
    [line] = lines_of(row("Dial", "ANSWERED"))
    with pytest.raises(NotACall, match="another channel than PJSIP/operator"):
        list(Cdr(IST, "PJSIP/operator").read(line))
    assert list(Cdr(IST, "PJSIP/trunk-").read(line)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b,c", "no row of a CDR"),
        (row("Dial", "MAYBE"), "no row of a CDR"),
        (row("Dial", "ANSWERED", answer="noon"), "'noon' is no time like iso"),
        (row("Dial", "BUSY").replace('"2026-11-22 10:01:00"', ""), "when the call began and ended"),
        ('"', "no row of CSV"),
    ],
)
def test_a_bad_line_says_why(text: str, reason: str) -> None:
    [line] = lines_of(text)
    with pytest.raises(BadLine, match=reason):
        list(Cdr(IST).read(line))


FIELD = st.sampled_from(["", "2026-11-22 10:00:00", "0001-01-01", "ANSWERED", "7.1"]) | st.text()


@given(
    st.lists(
        st.text()
        | st.lists(FIELD, min_size=16, max_size=21).map(
            lambda fields: ",".join([*fields[:14], "ANSWERED", *fields[15:]])
        )
    )
)
def test_garbage_is_called_so(texts: list[str]) -> None:
    reader = Cdr(IST)
    for text in texts:
        only_its_own_problem(reader, text)
    list(reader.rest())
