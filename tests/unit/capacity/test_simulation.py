import math
import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.call_log import NOBODY, OUTCOMES, CallLog, names_of
from capacity.demand import Demand
from capacity.figures import spread_of
from capacity.house import House, Presence
from capacity.lines import Sizes
from capacity.outcomes import Outcome
from capacity.simulation import simulate
from routing.agents import AgentCard

PLENTY = Sizes(10_000, 0)
ALWAYS = -math.inf


def demand(*callers: dict[str, Any], **common: Any) -> Demand:
    """Callers with the properties that matter; the rest is as uneventful as can be."""
    usual = {"at": 0.0, "menus": 0.0, "instead": None, "queue": "MVVNL", "priority": 2}
    usual |= {"patience": math.inf, "handling": 60.0, "after": 0.0, "wrap_up": 0.0} | common
    every = [usual | caller for caller in callers]

    def column(name: str, kind: type = float) -> Any:
        return np.array([caller[name] for caller in every], kind)

    codes = [caller["instead"] and OUTCOMES.index(caller["instead"]) for caller in every]
    return Demand(
        offered=column("at"),
        menus=column("menus"),
        instead=np.array([NOBODY if code is None else code for code in codes], np.int32),
        queue=names_of(caller["queue"] for caller in every),
        language=names_of("hi" for _ in every),
        priority=column("priority", int),
        patience=column("patience"),
        handling=column("handling"),
        after=column("after"),
        wrap_up=column("wrap_up"),
    )


def house(*queues: str, sizes: Any = PLENTY, **rules: Any) -> House:
    """One agent for each of ``queues``, there all the time."""
    cards = [
        AgentCard(f"a{place}", frozenset(each.split()), frozenset({"hi"}))
        for place, each in enumerate(queues)
    ]
    present = [Presence(ALWAYS, card.id, present=True) for card in cards]
    changes = [(ALWAYS, sizes)] if isinstance(sizes, Sizes) else sizes
    return House(**{"sizes": changes, "cards": cards, "presence": present} | rules)


def outcomes(log: CallLog) -> list[Outcome]:
    return [OUTCOMES[code] for code in log.outcome]


def test_a_small_day_by_hand() -> None:
    """One agent, 60 s of talk and 10 s after it; the third caller has no patience left at 100."""
    log = simulate(
        demand({"at": 0}, {"at": 5}, {"at": 20, "patience": 80}, {"at": 50}, wrap_up=10.0),
        house("MVVNL"),
    )
    answered, abandoned = Outcome.ANSWERED, Outcome.ABANDONED
    assert outcomes(log) == [answered, answered, abandoned, answered]
    assert log.answered.tolist()[:2] == [0, 70]
    assert math.isnan(log.answered[2])
    assert log.answered[3] == 140
    assert log.ended.tolist() == [60, 130, 100, 200]
    assert log.waited.tolist() == [0, 65, 80, 90]
    assert [log.agent[call] for call in range(4)] == ["a0", "a0", None, "a0"]


def test_who_gives_up_within_the_threshold_is_short() -> None:
    callers = demand({"patience": 4.9}, {"patience": 5.0}, {"patience": 0.0})
    gone = [Outcome.SHORT_ABANDONED, Outcome.ABANDONED, Outcome.SHORT_ABANDONED]
    assert outcomes(simulate(callers, house())) == gone


def test_without_a_free_line_a_call_is_blocked_and_lines_come_back() -> None:
    log = simulate(
        demand({"at": 0}, {"at": 10}, {"at": 62}, {"at": 63}, after=3.0),
        house("MVVNL", "MVVNL", sizes=Sizes(1, 0)),
    )
    blocked, answered = Outcome.BLOCKED, Outcome.ANSWERED
    assert outcomes(log) == [answered, blocked, blocked, answered]
    assert log.ended.tolist() == [63, 10, 62, 126]


def test_lines_change_when_they_are_to() -> None:
    log = simulate(
        demand({"at": 0}, {"at": 1}, {"at": 11}, {"at": 12}),
        house("MVVNL", "MVVNL", sizes=[(ALWAYS, Sizes(1, 0)), (10.0, Sizes(2, 0))]),
    )
    blocked, answered = Outcome.BLOCKED, Outcome.ANSWERED
    assert outcomes(log) == [answered, blocked, answered, blocked]


def test_who_wants_no_agent_ends_after_the_menus() -> None:
    log = simulate(demand({"menus": 30.0, "instead": Outcome.SELF_SERVED}), house("MVVNL"))
    assert outcomes(log) == [Outcome.SELF_SERVED]
    assert log.ended.tolist() == [30]
    assert np.isnan(log.queued).all()


def test_a_phone_rings_before_it_is_answered() -> None:
    callers = demand({"patience": 3.0}, {"at": 1.0}, {"at": 2.0})
    log = simulate(callers, house("MVVNL", pick_up=4.0))
    # The first gives up while it rings; the agent's phone then rings for the next at once.
    assert outcomes(log)[0] is Outcome.SHORT_ABANDONED
    assert log.answered.tolist()[1:] == [7, 71]


def test_who_waits_too_long_is_turned_away() -> None:
    callers = demand({"handling": 500.0}, {"patience": 300.0}, {"patience": 299.0})
    log = simulate(callers, house("MVVNL", longest_wait=299.5))
    assert outcomes(log)[1:] == [Outcome.DROPPED, Outcome.ABANDONED]
    assert log.ended.tolist()[1:] == [299.5, 299]


def test_priority_goes_first_and_an_agent_answers_only_for_their_own() -> None:
    log = simulate(
        demand(
            {"at": 0, "queue": "KESCO"},
            {"at": 1, "queue": "KESCO"},
            {"at": 2, "queue": "KESCO", "priority": 0},
            {"at": 3, "queue": "MVVNL"},
        ),
        house("KESCO", "MVVNL"),
    )
    assert log.answered.tolist() == [0, 120, 60, 3]


def test_agents_answer_while_they_are_there_and_finish_their_call() -> None:
    there = [Presence(10.0, "a0", present=True), Presence(80.0, "a0", present=False)]
    log = simulate(demand({"at": 0}, {"at": 20}, {"at": 90}), house("MVVNL", presence=there))
    assert log.answered.tolist()[:2] == [10, 70]
    assert log.parted.tolist()[:2] == [70, 130]
    # Nobody will ever come for the last one.
    assert outcomes(log)[2] is Outcome.DROPPED


def test_progress_is_told() -> None:
    told: list[int] = []
    simulate(demand(*({"at": at, "patience": 1.0} for at in range(2_500))), house(), told.append)
    assert told == [0, 1_000, 2_000]


lengths = st.integers(0, 40).map(float)
callers = st.lists(
    st.fixed_dictionaries(
        {
            "at": lengths,
            "menus": st.sampled_from([0.0, 3.0]),
            "instead": st.sampled_from([None, None, None, Outcome.LEFT]),
            "queue": st.sampled_from(["MVVNL", "KESCO"]),
            "priority": st.sampled_from([0, 2]),
            "patience": lengths | st.just(math.inf),
            "handling": lengths,
            "after": st.sampled_from([0.0, 2.0]),
            "wrap_up": st.sampled_from([0.0, 7.0]),
        }
    ),
    min_size=1,
    max_size=25,
).map(lambda every: sorted(every, key=lambda caller: caller["at"]))
agents = st.lists(st.sampled_from(["MVVNL", "KESCO", "MVVNL KESCO"]), min_size=1, max_size=3)


@given(callers, agents, st.integers(0, 12))
def test_what_always_holds(every: list[dict[str, Any]], queues: list[str], lines: int) -> None:
    brought, tried = demand(*every), house(*queues, sizes=Sizes(lines, 0))
    log = simulate(brought, tried)
    each_call_ends_once_and_as_it_must(brought, log)
    assert lines_held_at_most(log) <= lines
    assert_in_turn(brought, log)
    assert_nobody_idle_beside_a_caller(brought, tried, log)


def each_call_ends_once_and_as_it_must(brought: Demand, log: CallLog) -> None:
    assert len(log.outcome) == len(brought)
    assert (log.ended >= log.offered).all()
    answered = log.ended_as(Outcome.ANSWERED)
    assert (answered == ~np.isnan(log.answered)).all()
    assert log.handled[answered].tolist() == brought.handling[answered].tolist()
    gone = log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)
    assert log.waited[gone].tolist() == brought.patience[gone].tolist()
    assert (log.waited[answered] <= brought.patience[answered]).all()


def lines_held_at_most(log: CallLog) -> int:
    landed = ~log.ended_as(Outcome.BLOCKED)
    starts, ends = log.offered[landed], log.ended[landed]
    return max((int(((starts <= at) & (at < ends)).sum()) for at in starts), default=0)


def assert_in_turn(brought: Demand, log: CallLog) -> None:
    """Of two callers of a queue and priority, the later in line is not answered first."""
    calls = np.flatnonzero(~np.isnan(log.queued))
    for one in calls:
        for other in calls:
            alike = brought.queue[one] == brought.queue[other]
            alike = alike and brought.priority[one] == brought.priority[other]
            if alike and log.queued[one] < log.queued[other]:
                still_there = log.queued[one] + log.waited[one]
                assert not log.answered[other] < still_there


def assert_nobody_idle_beside_a_caller(brought: Demand, tried: House, log: CallLog) -> None:
    moments = np.unique(np.concatenate((log.offered, log.queued, log.ended, log.parted)))
    for at in moments[~np.isnan(moments)] + 0.25:
        waits = (log.queued <= at) & (at < log.queued + log.waited)
        for card in tried.cards:
            theirs = [log.agent[call] == card.id for call in range(len(log))]
            busy = theirs & (log.answered <= at) & (at < log.parted + brought.wrap_up)
            if not busy.any():
                assert not any(card.serves(brought.queue[call]) for call in np.flatnonzero(waits))


def erlang_b(load: float, lines: int) -> float:
    blocked = 1.0
    for count in range(1, lines + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def stationary(calls: int, *, gap: float, talk: float, seed: int) -> Demand:
    """Poisson arrivals every ``gap`` seconds, exponential talks."""
    chance = np.random.default_rng(seed)
    every = demand(*({} for _ in range(calls)))
    offered = np.cumsum(chance.exponential(gap, calls))
    handling = chance.exponential(talk, calls)
    return Demand(**{**vars_of(every), "offered": offered, "handling": handling})


def vars_of(brought: Demand) -> dict[str, Any]:
    return {name: getattr(brought, name) for name in Demand.__slots__}


def test_blocking_is_erlangs_first_formula() -> None:
    lines, load = 6, 5.0
    tried = house(*["MVVNL"] * lines, sizes=Sizes(lines, 0))
    blocked = [
        float(simulate(stationary(4_000, gap=60 / load, talk=60.0, seed=seed), tried)
        .ended_as(Outcome.BLOCKED).mean())
        for seed in range(8)
    ]  # fmt: skip
    found = spread_of(blocked)
    assert found.low < erlang_b(load, lines) < found.high
    assert found.high - found.low < 0.03


def test_waiting_is_erlangs_second_formula() -> None:
    agents_there, load, talk = 6, 4.8, 60.0
    blocking = erlang_b(load, agents_there)
    must_wait = blocking / (1 - load / agents_there * (1 - blocking))
    expected = must_wait * talk / (agents_there - load)
    tried = house(*["MVVNL"] * agents_there)
    waits = [
        float(simulate(stationary(4_000, gap=talk / load, talk=talk, seed=seed), tried)
        .waited.mean())
        for seed in range(8)
    ]  # fmt: skip
    found = spread_of(waits)
    assert found.low < expected < found.high
    assert found.high - found.low < expected


def test_a_pool_that_has_to_wait_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    @types.coroutine
    def a_moment() -> Iterator[None]:
        yield

    class Slow:
        def __init__(self, _sizes: Sizes) -> None: ...

        async def resize(self, _sizes: Sizes) -> None:
            await a_moment()

    monkeypatch.setattr("capacity.simulation.MemoryLinePool", Slow)
    with pytest.raises(RuntimeError, match="waits"):
        simulate(demand({}), house())
