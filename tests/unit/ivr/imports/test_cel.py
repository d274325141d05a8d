from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.imports.cel import COLUMNS, EVENTS, Cel
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.records import Side
from tests.unit.ivr.imports.helpers import calls_in, lines_of, only_its_own_problem

IST = ZoneInfo("Asia/Kolkata")
BEGIN = 1795321800
CALLER, AGENT = "PJSIP/trunk-00000001", "PJSIP/102-00000002"


def event(
    seconds: float, kind: str, *, channel: str = CALLER, app: str = "", data: str = "",
    extra: str = "", unique: str | None = None, linked: str = "1795321800.1",
) -> str:  # fmt: skip
    """Write a line in the columns of the sample configuration, all quoted as Asterisk does."""
    unique = unique or ("1795321800.1" if channel == CALLER else "1795321803.2")
    fields = [
        kind, f"{BEGIN + seconds:.6f}", "", "9876543210", "9876543210", "", "1912", "1912", "in",
        channel, app, data, "3", "", unique, linked, "", "", "", extra,
    ]  # fmt: skip
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields)


def hangup(seconds: float, cause: int, source: str) -> str:
    extra = f'{{"hangupcause":{cause},"hangupsource":"{source}","dialstatus":"ANSWER"}}'
    return event(seconds, "HANGUP", extra=extra)


WAITING = [
    event(0, "CHAN_START"),
    event(2, "ANSWER"),
    event(8, "APP_START", app="Queue", data="kesco,t,,,300"),
]
TALKING = [
    *WAITING,
    event(10, "CHAN_START", channel=AGENT),
    event(20, "ANSWER", channel=AGENT),
    event(20.1, "BRIDGE_ENTER", channel=AGENT),
    event(20.2, "BRIDGE_ENTER"),
    event(100, "BRIDGE_EXIT"),
    event(100.1, "BRIDGE_EXIT", channel=AGENT),
]


def after(seconds: float) -> datetime:
    return datetime.fromtimestamp(BEGIN, UTC) + timedelta(seconds=seconds)


def only(*events: str) -> ForeignCall:
    [call] = calls_in(Cel(IST), "\n".join(events))
    return call


def test_the_events_of_a_call_make_one_call() -> None:
    tail = [event(101.1, "CHAN_END"), event(101.2, "LINKEDID_END")]
    assert only(*TALKING, hangup(101, 16, CALLER), *tail) == ForeignCall(
        call_id="1795321800.1", caller="9876543210", called="1912", queue="kesco",
        agent="PJSIP/102", offered=after(0), queued=after(8), answered=after(20.2),
        parted=after(100), ended=after(101), outcome=Outcome.ANSWERED, side=Side.CALLER, cause=16,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "side"), [(CALLER, Side.CALLER), (AGENT, Side.AGENT), ("", Side.HELPLINE)]
)
def test_who_hung_up(source: str, side: Side) -> None:
    assert only(*TALKING, hangup(101, 16, source)).side is side


def test_who_gave_up_waiting_and_who_left_before() -> None:
    waited = only(*WAITING, hangup(30, 16, CALLER))
    assert (waited.queued, waited.answered, waited.outcome) == (after(8), None, None)
    assert only(*WAITING[:2], hangup(5, 16, CALLER)).queued is None


def test_a_network_that_failed_dropped_the_call() -> None:
    call = only(*TALKING, hangup(50, 41, ""))
    assert (call.outcome, call.drop, call.side) == (Outcome.DROPPED, "network", Side.NETWORK)


def test_without_a_queue_a_dialled_phone_is_what_one_waits_for() -> None:
    dialled = event(3, "APP_START", app="Dial", data="PJSIP/102,30")
    call = only(event(0, "CHAN_START"), dialled, hangup(30, 16, CALLER))
    assert (call.queued, call.queue) == (after(3), None)


def test_without_hangup_events_the_end_of_the_channel_is_the_end() -> None:
    call = only(*WAITING, event(31, "CHAN_END"))
    assert (call.ended, call.cause) == (after(31), None)


def test_two_calls_at_once_are_kept_apart() -> None:
    other = [
        event(1, "CHAN_START", unique="9.9", linked="9.9"),
        event(9, "HANGUP", unique="9.9", linked="9.9"),
    ]
    first, second = calls_in(
        Cel(IST), "\n".join([WAITING[0], other[0], *WAITING[1:], other[1], hangup(30, 16, CALLER)])
    )
    assert (first.call_id, first.queued) == ("9.9", None)
    assert (second.call_id, second.queued) == ("1795321800.1", after(8))


def test_newer_samples_have_a_fixed_text_in_the_second_column() -> None:
    lines = [line.replace('",', '","My Literal",', 1) for line in (WAITING[0], event(9, "HANGUP"))]
    assert only(*lines).ended == after(9)


def test_other_columns_and_written_times() -> None:
    reader = Cel(IST, columns=["EventType", "EventTime", "UniqueID", "LinkedID"])
    [call] = calls_in(
        reader,
        "CHAN_START,2026-11-22 10:00:00.250,7.1,7.1\nHANGUP,2026-11-22 10:00:09,7.1,7.1",
    )
    assert (call.offered, call.ended) == (after(0.25), after(9))
    with pytest.raises(ImportFault, match="linkedid is missing"):
        Cel(IST, columns=["eventtype", "eventtime", "uniqueid"])


def test_only_the_trunk_is_wanted() -> None:
    reader = Cel(IST, "PJSIP/operator")
    assert calls_in(reader, "\n".join([*WAITING, hangup(30, 16, CALLER)])) == []
    [line] = lines_of(WAITING[0])
    with pytest.raises(NotACall, match="another channel than PJSIP/operator"):
        list(reader.read(line))


def test_calls_at_both_ends_of_a_log_are_told_with_their_lines() -> None:
    reader = Cel(IST)
    end, begin = lines_of(hangup(1, 16, CALLER) + "\n" + event(2, "CHAN_START"))
    with pytest.raises(BadLine, match="began before this log"):
        list(reader.read(end))
    assert list(reader.read(begin)) == []
    assert list(reader.rest()) == [(begin, "its call does not end in this log")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b", "it has 2 fields, not 20"),
        (event(0, "HANGUP").replace(f"{BEGIN}.", "soon"), "is no time like iso"),
        ('"', "no row of CSV"),
    ],
)
def test_a_bad_line_says_why(text: str, reason: str) -> None:
    [line] = lines_of(text)
    with pytest.raises(BadLine, match=reason):
        list(Cel(IST).read(line))


FIELD = st.sampled_from(["", "1", "1795321800.5", "Queue", '{"hangupcause":[]}', "{"]) | st.text()


@given(
    st.lists(
        st.text()
        | st.tuples(
            st.sampled_from(sorted(EVENTS)),
            st.lists(FIELD, min_size=len(COLUMNS) - 1, max_size=len(COLUMNS) - 1),
        ).map(
            lambda parts: ",".join(
                '"' + field.replace('"', '""') + '"'
                for field in (parts[0], "1795321800", *parts[1][1:])
            )
        )
    )
)
def test_garbage_is_called_so(texts: list[str]) -> None:
    reader = Cel(IST)
    for text in texts:
        only_its_own_problem(reader, text)
    list(reader.rest())
