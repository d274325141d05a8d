"""Every story gets exactly one outcome, and the right one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from dialplan.story import Story
from ivr.calls.closing import close_call
from ivr.calls.leg import EndedBy, Ending
from ivr.records import CallRecord, Side

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
BY_CALLER, BY_US = Ending(EndedBy.FAR_END, 16), Ending(EndedBy.US, 16)


def closed(*facts: tuple[str, object], ending: Ending = BY_CALLER, after: float = 60) -> CallRecord:
    """Close a story whose facts became known one second after the other."""
    seconds = iter(range(1_000))
    story = Story("c", now=lambda: START + timedelta(seconds=next(seconds)))
    story.learn("offered", "1912")
    for kind, value in facts:
        story.learn(kind, value)
    return close_call(
        story, ending, node="n", now=START + timedelta(seconds=after), short_abandon=5
    )


QUEUED = (("landed", None), ("language", "hi"), ("reason", "bill"), ("queued", "MVVNL"))


@pytest.mark.parametrize(
    ("facts", "ending", "after", "expected"),
    [
        ((("refused", "no line free"),), BY_US, 1, (Outcome.BLOCKED, "ringing", Side.HELPLINE)),
        ((), BY_CALLER, 1, (Outcome.LEFT, "ringing", Side.CALLER)),
        ((("landed", None),), BY_CALLER, 9, (Outcome.LEFT, "language", Side.CALLER)),
        (
            (("landed", None), ("language", "hi")),
            BY_CALLER,
            9,
            (Outcome.LEFT, "discom", Side.CALLER),
        ),
        (
            (("landed", None), ("language", "hi"), ("discom", "KESCO")),
            BY_CALLER,
            9,
            (Outcome.LEFT, "reason", Side.CALLER),
        ),
        (QUEUED, BY_CALLER, 8, (Outcome.SHORT_ABANDONED, "waiting", Side.CALLER)),
        (QUEUED, BY_CALLER, 60, (Outcome.ABANDONED, "waiting", Side.CALLER)),
        (
            (*QUEUED, ("answered", "asha")),
            BY_CALLER,
            60,
            (Outcome.ANSWERED, "talking", Side.CALLER),
        ),
        (
            (*QUEUED, ("answered", "asha"), ("parted", "agent")),
            BY_US,
            60,
            (Outcome.ANSWERED, "goodbye", Side.AGENT),
        ),
        (
            (("landed", None), ("language", "hi"), ("reason", "chatbot"), ("served", "chatbot")),
            BY_CALLER,
            30,
            (Outcome.SELF_SERVED, "service", Side.CALLER),
        ),
        (
            (("landed", None), ("language", "hi"), ("served", "outage"), ("served", None)),
            BY_CALLER,
            30,
            (Outcome.LEFT, "discom", Side.CALLER),
        ),
        (
            (*QUEUED, ("answered", "asha")),
            Ending(EndedBy.SOUND_LOST),
            60,
            (Outcome.DROPPED, "talking", Side.NETWORK),
        ),
        (
            (*QUEUED, ("served", "chatbot")),
            BY_CALLER,
            60,
            (Outcome.SELF_SERVED, "waiting", Side.CALLER),
        ),
        (
            (*QUEUED, ("served", "chatbot"), ("answered", "asha")),
            Ending(EndedBy.SOUND_LOST),
            60,
            (Outcome.DROPPED, "talking", Side.NETWORK),
        ),
        (
            (*QUEUED, ("call-back", "+919415012345"), ("cut-off", "closing")),
            BY_US,
            60,
            (Outcome.CALL_BACK, "goodbye", Side.HELPLINE),
        ),
        (
            (*QUEUED, ("ticket", "483921"), ("call-back", "+919415012345")),
            Ending(EndedBy.FAR_END, 41),
            900,
            (Outcome.TICKET, "goodbye", Side.CALLER),
        ),
        (
            (*QUEUED, ("cut-off", "overflow")),
            BY_US,
            900,
            (Outcome.DROPPED, "waiting", Side.HELPLINE),
        ),
    ],
)
def test_outcome_stage_and_side(facts, ending, after, expected):
    record = closed(*facts, ending=ending, after=after)
    assert (record.outcome, record.stage, record.side) == expected


@pytest.mark.parametrize(
    ("by", "outcome", "drop"),
    [
        (EndedBy.TIME_LIMIT, Outcome.DROPPED, "too-long"),
        (EndedBy.ORDER, Outcome.DROPPED, "ordered"),
        (EndedBy.CRASH, Outcome.DROPPED, "system"),
        (EndedBy.UNSEEN, Outcome.ABANDONED, None),
    ],
)
def test_other_ends(by, outcome, drop):
    record = closed(*QUEUED, ending=Ending(by))
    assert (record.outcome, record.drop) == (outcome, drop)


def test_what_a_call_goes_on_with_and_the_ticket_are_recorded():
    record = closed(*QUEUED, ("old-place", "n-1"), ("ticket", "483921"))
    assert (record.continues, record.ticket) == ("n-1", "483921")


def test_of_a_discom_known_from_the_call_before_only_that_is_recorded():
    story = Story("c", now=lambda: START)
    story.learn("discom", "KESCO", how="old-call node-1-7.1")
    record = close_call(story, BY_CALLER, node="n", now=START, short_abandon=5)
    assert record.discom_how == "old-call"


@pytest.mark.parametrize("fact", [("served", "chatbot"), ("parted", "agent")])
def test_a_line_that_dies_after_the_purpose_was_met_is_no_drop(fact):
    record = closed(*QUEUED, ("answered", "asha"), fact, ending=Ending(EndedBy.SOUND_LOST))
    assert record.drop is None


def test_the_times_of_each_stage_are_kept():
    record = closed(*QUEUED, ("answered", "asha"), ("parted", "caller"))
    stages = [record.offered_at, record.landed_at, record.queued_at, record.answered_at]
    assert stages == [START + timedelta(seconds=n) for n in (0, 1, 4, 5)]
    assert record.parted_at == START + timedelta(seconds=6)
    assert record.agent == "asha"


@pytest.mark.parametrize("cause", [27, 38, 41, 42])
def test_a_fault_of_the_network_is_a_drop_with_its_cause(cause):
    record = closed(*QUEUED, ending=Ending(EndedBy.FAR_END, cause))
    assert (record.outcome, record.drop, record.cause) == (Outcome.DROPPED, "network", cause)


KINDS = (
    "landed", "language", "discom", "reason", "queued", "answered", "parted", "served",
    "call-back", "ticket", "old-place",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from((*KINDS, "refused", "cut-off")), st.text())),
    st.builds(Ending, st.sampled_from(EndedBy), st.none() | st.integers(0, 200)),
)
def test_any_story_can_be_closed(facts, ending):
    record = closed(*facts, ending=ending)
    assert record.outcome in Outcome
    if record.outcome is not Outcome.BLOCKED:
        assert (record.outcome is Outcome.DROPPED) == (record.drop is not None)


ASKED = (*QUEUED, ("call-back", "+919415012345"))
CALLED = (("asked-in", "c-0"), ("caller", "+919415012345"), ("queued", "MVVNL"))
TRIED = (*CALLED, ("dialled", 1))


@pytest.mark.parametrize(
    ("facts", "ending", "expected"),
    [
        (ASKED, BY_CALLER, (Outcome.CALL_BACK, None, "goodbye")),
        (ASKED, Ending(EndedBy.CRASH), (Outcome.CALL_BACK, None, "goodbye")),
        ((*ASKED, ("cut-off", "closing")), BY_US, (Outcome.CALL_BACK, None, "goodbye")),
        (CALLED, BY_US, (Outcome.UNREACHED, None, "waiting")),
        (TRIED, Ending(EndedBy.FAR_END, 41), (Outcome.UNREACHED, None, "calling")),
        ((*TRIED, ("served", "not-needed")), BY_US, (Outcome.SELF_SERVED, None, "calling")),
        ((*TRIED, ("answered", "asha")), BY_CALLER, (Outcome.ANSWERED, None, "talking")),
        (
            (*TRIED, ("answered", "asha"), ("cut-off", "closing")),
            BY_US,
            (Outcome.DROPPED, "closing", "talking"),
        ),
    ],
)
def test_who_asks_for_a_call_back_and_who_is_called_back(facts, ending, expected):
    record = closed(*facts, ending=ending)
    assert (record.outcome, record.drop, record.stage) == expected
    assert (record.direction == "outgoing") == (facts[0][0] == "asked-in")


PASSED_ON = (
    *QUEUED,
    ("answered", "asha"),
    ("transfer", ("blind", "agent", "vijay", "asha")),
    ("parted", "transfer"),
)


def test_who_talked_last_is_the_agent_and_the_talk_began_with_the_first():
    record = closed(
        *PASSED_ON,
        ("answered", "vijay"),
        ("transfer-end", "connected"),
        ("parted", "agent"),
        ending=BY_US,
    )
    assert (record.outcome, record.agent, record.side) == (Outcome.ANSWERED, "vijay", Side.AGENT)
    assert record.answered_at == START + timedelta(seconds=5)
    assert record.parted_at == START + timedelta(seconds=10)


def test_who_leaves_the_line_after_a_transfer_was_answered():
    record = closed(*PASSED_ON, ("transfer-end", "in line"))
    assert (record.outcome, record.stage) == (Outcome.ANSWERED, "waiting")


def test_a_talk_with_an_officer_has_no_agent_of_its_own():
    to_officer = ("transfer", ("blind", "officer", "J. K. Singh", "asha"))
    talking = (*QUEUED, ("answered", "asha"), to_officer, ("parted", "transfer"))
    record = closed(*talking, ("transfer-end", "connected"))
    assert (record.agent, record.stage, record.drop) == ("asha", "talking", None)
    over = closed(*talking, ("transfer-end", "connected"), ("parted", "officer"), ending=BY_US)
    assert (over.outcome, over.side, over.stage) == (Outcome.ANSWERED, Side.AGENT, "goodbye")
