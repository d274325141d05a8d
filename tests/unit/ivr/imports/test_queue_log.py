from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.queue_log import QueueLog
from ivr.records import Side
from tests.unit.ivr.imports.helpers import calls_in, lines_of, only_its_own_problem

BEGIN = 1795321800
DAY = """\
1795321700|NONE|NONE|NONE|QUEUESTART|
1795321710|MANAGER|kesco|PJSIP/101|ADDMEMBER|
1795321720|NONE|kesco|PJSIP/102|PAUSE|lunch
1795321800|1795321795.10|kesco|NONE|ENTERQUEUE||9876543210|1
1795321801|1795321801.11|kesco|NONE|ENTERQUEUE||05222345678|2
1795321815|1795321795.10|kesco|PJSIP/102|RINGNOANSWER|14000
1795321820|1795321795.10|kesco|PJSIP/101|CONNECT|20|1795321816.12|4
1795321831|1795321801.11|kesco|NONE|ABANDON|1|2|30
1795321900|1795321795.10|kesco|PJSIP/101|COMPLETECALLER|20|80|1
1795321905|NONE|kesco|PJSIP/102|UNPAUSE|
"""


def after(seconds: float) -> datetime:
    return datetime.fromtimestamp(BEGIN, UTC) + timedelta(seconds=seconds)


def only(text: str) -> ForeignCall:
    [call] = calls_in(QueueLog(), text)
    return call


def test_an_ordinary_day() -> None:
    abandoned, answered = calls_in(QueueLog(), DAY)
    assert answered == ForeignCall(
        call_id="1795321795.10", caller="9876543210", queue="kesco", agent="PJSIP/101",
        offered=after(0), queued=after(0), answered=after(20), parted=after(100), ended=after(100),
        outcome=Outcome.ANSWERED, side=Side.CALLER,
    )  # fmt: skip
    assert abandoned == ForeignCall(
        call_id="1795321801.11", caller="05222345678", queue="kesco",
        offered=after(1), queued=after(1), ended=after(31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "side"),
    [
        ("COMPLETEAGENT|20|80|1", Side.AGENT),
        ("COMPLETECALLER|20|80|1", Side.CALLER),
        ("TRANSFER|200|from-internal|20|80|1", Side.AGENT),
        ("BLINDTRANSFER|200|from-internal|20|80|1", Side.AGENT),
        ("ATTENDEDTRANSFER|BRIDGE|0b51c8b2|20|80|1", Side.AGENT),
    ],
)
def test_a_call_that_began_before_the_log_is_told_by_its_end(line: str, side: Side) -> None:
    call = only(f"{BEGIN + 100}|7.1|kesco|PJSIP/101|{line}")
    assert (call.queued, call.answered, call.parted) == (after(0), after(20), after(100))
    assert (call.agent, call.side, call.outcome) == ("PJSIP/101", side, Outcome.ANSWERED)


def test_a_connected_call_that_began_before_the_log() -> None:
    call = only(
        f"{BEGIN + 20}|7.1|kesco|PJSIP/101|CONNECT|20|7.2|4\n"
        f"{BEGIN + 100}|7.1|kesco|PJSIP/101|COMPLETEAGENT|20|80|1"
    )
    assert (call.queued, call.answered, call.parted) == (after(0), after(20), after(100))


def test_an_abandoned_call_that_began_before_the_log() -> None:
    assert only(f"{BEGIN + 30}|7.1|kesco|NONE|ABANDON|1|2|30").queued == after(0)


@pytest.mark.parametrize(
    ("line", "outcome", "drop"),
    [
        ("EXITWITHTIMEOUT|1|3|60", Outcome.DROPPED, "overflow"),
        ("EXITEMPTY|1|3|60", Outcome.DROPPED, "overflow"),
        ("EXITWITHKEY|1|1|3|60", None, None),
    ],
)
def test_out_of_line_without_an_agent(line: str, outcome: Outcome | None, drop: str | None) -> None:
    call = only(f"{BEGIN + 60}|7.1|kesco|NONE|{line}\n{BEGIN + 700}|NONE|NONE|NONE|CONFIGRELOAD|")
    assert (call.outcome, call.drop) == (outcome, drop)
    assert (call.queued, call.ended) == (after(0), after(60))


def test_from_one_queue_into_another_is_one_call_that_waited_in_both() -> None:
    call = only(
        f"{BEGIN}|7.1|kesco|NONE|ENTERQUEUE||9876543210|1\n"
        f"{BEGIN + 60}|7.1|kesco|NONE|EXITWITHTIMEOUT|1|1|60\n"
        f"{BEGIN + 70}|7.1|others|NONE|ENTERQUEUE||9876543210|1\n"
        f"{BEGIN + 90}|7.1|others|PJSIP/9|CONNECT|20|7.2|4\n"
        f"{BEGIN + 99}|7.1|others|PJSIP/9|COMPLETEAGENT|20|9|1\n"
    )
    assert (call.queue, call.queued, call.answered) == ("others", after(0), after(90))
    assert (call.outcome, call.drop, call.caller) == (Outcome.ANSWERED, None, "9876543210")


def test_who_comes_back_later_makes_another_call() -> None:
    exit_, again = calls_in(
        QueueLog(),
        f"{BEGIN + 60}|7.1|kesco|NONE|EXITWITHTIMEOUT|1|1|60\n"
        f"{BEGIN + 900}|7.1|kesco|NONE|ENTERQUEUE||1|1\n"
        f"{BEGIN + 910}|7.1|kesco|NONE|ABANDON|1|1|10\n",
    )
    assert (exit_.call_id, exit_.ended) == ("7.1", after(60))
    assert (again.call_id, again.queued) == ("7.1-2", after(900))


def test_who_is_transferred_into_another_queue_is_served_twice() -> None:
    first, second = calls_in(
        QueueLog(),
        f"{BEGIN + 100}|7.1|kesco|PJSIP/1|BLINDTRANSFER|others|queues|20|80|1\n"
        f"{BEGIN + 101}|7.1|others|NONE|ENTERQUEUE||1|1\n"
        f"{BEGIN + 105}|7.1|others|PJSIP/2|CONNECT|4|7.3|1\n"
        f"{BEGIN + 150}|7.1|others|PJSIP/2|COMPLETEAGENT|4|45|1\n",
    )
    assert [(c.call_id, c.agent) for c in (first, second)] == [
        ("7.1", "PJSIP/1"), ("7.1-2", "PJSIP/2"),
    ]  # fmt: skip


def test_an_end_whose_seconds_are_unreadable_ends_a_call_that_is_known_all_the_same() -> None:
    call = only(
        f"{BEGIN}|7.1|kesco|NONE|ENTERQUEUE||1|1\n"
        f"{BEGIN + 5}|7.1|kesco|PJSIP/9|CONNECT|5|7.2|4\n"
        f"{BEGIN + 9}|7.1|kesco|PJSIP/9|COMPLETECALLER|five|four|1\n"
    )
    assert (call.answered, call.parted) == (after(5), after(9))


def test_when_asterisk_begins_anew_its_calls_were_dropped_with_the_last_event() -> None:
    calls = calls_in(
        QueueLog(),
        f"{BEGIN}|7.1|kesco|NONE|ENTERQUEUE||1|1\n"
        f"{BEGIN + 5}|7.1|kesco|PJSIP/9|CONNECT|5|7.2|4\n"
        f"{BEGIN + 9}|7.3|kesco|NONE|ENTERQUEUE||1|1\n"
        f"{BEGIN + 500}|NONE|NONE|NONE|QUEUESTART|\n",
    )
    assert {(call.drop, call.ended, call.outcome) for call in calls} == {
        ("system", after(9), Outcome.DROPPED)
    }
    assert len(calls) == 2


def test_an_agent_who_hangs_up_on_a_caller() -> None:
    call = only(
        f"{BEGIN}|7.1|kesco|NONE|ENTERQUEUE||1|1\n{BEGIN + 5}|7.1|kesco|PJSIP/9|AGENTDUMP|\n"
    )
    assert (call.outcome, call.drop, call.side) == (Outcome.DROPPED, "ordered", Side.AGENT)


def test_a_call_that_goes_on_at_the_end_is_told_with_its_line() -> None:
    log = QueueLog()
    for line in lines_of(f"{BEGIN}|7.1|kesco|NONE|ENTERQUEUE||1|1"):
        assert list(log.read(line)) == []
    [(line, reason)] = log.rest()
    assert (line.place, reason) == ("log:1", "its call does not end in this log")


@pytest.mark.parametrize("event", ["ADDMEMBER", "REMOVEMEMBER", "PAUSE", "CONFIGRELOAD", "DID"])
def test_what_is_about_agents_is_no_call(event: str) -> None:
    [line] = lines_of(f"{BEGIN}|NONE|kesco|PJSIP/9|{event}|")
    with pytest.raises(NotACall, match=event):
        list(QueueLog().read(line))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", "it is not time"),
        ("1|2|3|4|hello", "it is not time"),
        ("now|7.1|kesco|NONE|ABANDON|1|1|5", "'now' is no time like unix"),
        (f"{BEGIN}|7.1|kesco|NONE|ABANDON|1|1|soon", "ABANDON has no number of seconds"),
        (f"{BEGIN}|7.1|kesco|NONE|COMPLETEAGENT|9", "COMPLETEAGENT has no number of seconds"),
        (f"{BEGIN}|7.1|kesco|NONE|ABANDON|1|1|1e9", "ABANDON has no number of seconds"),
    ],
)
def test_a_bad_line_says_why(text: str, reason: str) -> None:
    [line] = lines_of(text)
    with pytest.raises(BadLine, match=reason):
        list(QueueLog().read(line))


FIELDS = st.sampled_from(["1795321800", "1", "7.1", "", "nan", "-1", "1e400", "NONE"]) | st.text()
EVENTS = st.sampled_from(
    ["ENTERQUEUE", "CONNECT", "COMPLETEAGENT", "TRANSFER", "ABANDON", "EXITEMPTY", "QUEUESTART"]
)


@given(
    st.lists(
        st.text()
        | st.tuples(st.lists(FIELDS, min_size=4, max_size=4), EVENTS, st.lists(FIELDS)).map(
            lambda parts: "|".join([*parts[0], parts[1], *parts[2]])
        )
    )
)
def test_garbage_is_called_so(texts: list[str]) -> None:
    log = QueueLog()
    for text in texts:
        only_its_own_problem(log, text)
    list(log.rest())


@given(st.data())
def test_no_call_is_lost_or_doubled_whatever_is_between(data: st.DataObject) -> None:
    """Calls whose events are mixed with each other and with noise come out once each."""
    events: list[tuple[float, str]] = []
    for number in range(data.draw(st.integers(0, 8))):
        at = BEGIN + data.draw(st.integers(0, 600))
        waited, talked = data.draw(st.integers(0, 300)), data.draw(st.integers(0, 300))
        events.append((at, f"{at}|{number}|q|NONE|ENTERQUEUE||1|1"))
        if data.draw(st.booleans()):
            at += waited
            events.append((at, f"{at}|{number}|q|A|CONNECT|{waited}|x|1"))
            at += talked
            events.append((at + 0.5, f"{at}|{number}|q|A|COMPLETEAGENT|{waited}|{talked}|1"))
        else:
            at += waited
            events.append((at + 0.5, f"{at}|{number}|q|NONE|ABANDON|1|1|{waited}"))
        events.append((at, f"{at}|NONE|q|A|PAUSE|"))
    text = "\n".join(line for _, line in sorted(events, key=lambda event: event[0]))
    calls = calls_in(QueueLog(), text)
    entered = [line for _, line in events if "ENTERQUEUE" in line]
    assert sorted(call.call_id for call in calls) == sorted(line.split("|")[1] for line in entered)
    assert sum(call.answered is not None for call in calls) == text.count("CONNECT")
