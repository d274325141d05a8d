"""How agents stand after what they did, or what became of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.agents import acts
from ivr.agents.acts import Act, DutyRefused, DutyRules, Presence, Refusal
from ivr.journal import AgentChanged

EIGHT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
NOON = EIGHT + timedelta(hours=4)
RULES = DutyRules(misses=3, pauses={"1": "lunch", "2": "tea"}, dispositions={"1": "solved"})
MUST_LOG_IN = replace(RULES, log_in=True)
NEW = acts.newcomer("asha", EIGHT)
TALKED = acts.after_talk(NEW, "c-1", until=NOON + timedelta(seconds=60))


def does(was: AgentChanged, act: Act, argument: str = "", rules: DutyRules = RULES) -> AgentChanged:
    return acts.after(was, act, argument, rules, at=NOON, who="phone")


def test_who_never_told_is_there_unless_agents_must_log_in() -> None:
    assert acts.presence_of(NEW, RULES) is Presence.READY
    assert acts.presence_of(NEW, MUST_LOG_IN) is Presence.LOGGED_OUT


@pytest.mark.parametrize(
    ("act", "argument", "what", "presence", "reason"),
    [
        (Act.LOGIN, "", "logged-in", "ready", ""),
        (Act.LOGOUT, "", "logged-out", "logged-out", ""),
        (Act.READY, "", "ready", "ready", ""),
        (Act.PAUSE, "lunch", "paused", "paused", "lunch"),
        (Act.PAUSE, "2", "paused", "paused", "tea"),
    ],
)
def test_each_act_says_how_the_agent_stands_since_when_and_by_whom(
    act: Act, argument: str, what: str, presence: str, reason: str
) -> None:
    stands = does(NEW, act, argument)
    assert (stands.what, stands.presence, stands.reason) == (what, presence, reason)
    assert (stands.agent, stands.since, stands.who) == ("asha", NOON, "phone")
    again = acts.after(stands, act, argument, RULES, at=NOON + timedelta(hours=1), who="api")
    assert again.since == NOON, "who stands like this already stands so since then"


@pytest.mark.parametrize("act", [Act.READY, Act.PAUSE])
def test_who_is_logged_out_can_only_log_in(act: Act) -> None:
    with pytest.raises(DutyRefused) as caught:
        does(NEW, act, "lunch", MUST_LOG_IN)
    assert caught.value.refusal is Refusal.NOT_LOGGED_IN
    assert does(does(NEW, Act.LOGIN), act, "lunch", MUST_LOG_IN).what in ("ready", "paused")


@pytest.mark.parametrize("act", [Act.LOGIN, Act.LOGOUT, Act.READY])
def test_a_wrap_up_is_ended_by_what_ends_it(act: Act) -> None:
    assert TALKED.until is not None
    assert does(TALKED, act).until is None


def test_a_pause_leaves_the_wrap_up_as_it_is() -> None:
    assert does(TALKED, Act.PAUSE, "tea").until == TALKED.until


@pytest.mark.parametrize("said", ["solved", "1"])
def test_what_came_of_the_last_call_is_kept_with_it(said: str) -> None:
    stands = does(TALKED, Act.DISPOSITION, said)
    assert (stands.call, stands.disposition, stands.until) == ("c-1", "solved", None)
    assert stands.presence == TALKED.presence
    next_talk = acts.after_talk(stands, "c-2", until=NOON)
    assert (next_talk.call, next_talk.disposition) == ("c-2", None)


def test_who_logged_out_before_the_talk_was_known_to_be_over_does_not_wrap_up() -> None:
    gone = acts.after_talk(does(NEW, Act.LOGOUT), "c-1", until=NOON)
    assert (gone.until, gone.presence, gone.call) == (None, Presence.LOGGED_OUT, "c-1")


def test_what_was_said_during_the_talk_holds_after_it() -> None:
    said = does(replace(NEW, call="c-1"), Act.DISPOSITION, "solved")
    assert acts.after_talk(said, "c-1", until=NOON).disposition == "solved"


@pytest.mark.parametrize(
    ("was", "act", "argument", "refusal"),
    [
        (NEW, Act.DISPOSITION, "solved", Refusal.NO_CALL),
        (TALKED, Act.DISPOSITION, "7", Refusal.NO_SUCH_DISPOSITION),
        (NEW, Act.PAUSE, "", Refusal.NO_SUCH_REASON),
        (NEW, Act.PAUSE, "missed", Refusal.NO_SUCH_REASON),
    ],
)
def test_what_makes_no_sense_is_refused(
    was: AgentChanged, act: Act, argument: str, refusal: Refusal
) -> None:
    with pytest.raises(DutyRefused) as caught:
        does(was, act, argument)
    assert caught.value.refusal is refusal


def test_so_many_misses_in_a_row_are_a_pause() -> None:
    first = acts.after_miss(NEW, RULES, at=NOON)
    second = acts.after_miss(first, RULES, at=NOON)
    third = acts.after_miss(second, RULES, at=NOON)
    assert [(each.what, each.misses) for each in (first, second, third)] == [
        ("missed", 1),
        ("missed", 2),
        ("paused", 3),
    ]
    assert (third.reason, third.since, third.who) == ("missed", NOON, "helpline")
    assert does(third, Act.READY).misses == 0


def test_a_talk_between_two_misses_makes_a_new_row() -> None:
    second = acts.after_miss(acts.after_miss(NEW, RULES, at=NOON), RULES, at=NOON)
    talked = acts.after_talk(second, "c-1", until=NOON)
    assert acts.after_miss(talked, RULES, at=NOON).what == "missed"


@given(misses=st.integers(0, 100))
def test_without_a_number_of_misses_nobody_is_paused(misses: int) -> None:
    was = replace(NEW, misses=misses)
    assert acts.after_miss(was, replace(RULES, misses=0), at=NOON).what == "missed"


def test_who_is_on_pause_already_keeps_the_reason() -> None:
    was = replace(does(NEW, Act.PAUSE, "tea"), misses=7)
    after = acts.after_miss(was, RULES, at=NOON)
    assert (after.what, after.reason, after.misses) == ("missed", "tea", 8)


def test_a_phone_that_comes_and_goes_changes_nothing_else() -> None:
    gone = acts.after_reach(TALKED, reachable=False, at=NOON)
    assert (gone.what, gone.unreachable_since) == ("unreachable", NOON)
    back = acts.after_reach(gone, reachable=True, at=NOON)
    assert back == replace(TALKED, what="reachable")
