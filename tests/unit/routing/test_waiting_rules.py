"""Plays random hours at the desk and checks after each step what must always hold.

The model keeps only who is with whom, and finds out anew from the cards who may serve whom.
"""

import math
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from routing.order import FRONT, Order, Priority, Strategy
from routing.waiting import AgentCard, Duty, Pair, Queue, Waiter, WaitingRoom

discoms = st.sampled_from(["MVVNL", "PVVNL"])
languages = st.sampled_from(["hi", "en"])
reasons = st.sampled_from(["bill", "supply"])
cards = st.lists(
    st.builds(
        AgentCard,
        id=st.sampled_from(["a1", "a2", "a3", "a4"]),
        discoms=st.frozensets(discoms),
        languages=st.frozensets(languages, min_size=1),
        reasons=st.frozensets(reasons, max_size=1),
        level=st.sampled_from([0, 1]),
    ),
    max_size=4,
    unique_by=lambda card: card.id,
)
steps = st.sampled_from([0.0, 1.0, 4.0, 11.0])
orders = st.builds(
    Order,
    head_start=st.sampled_from([(20.0, 8.0, 3.0, 0.0), (1000.0, 0.0, 0.0, 0.0)]),
    share_after=st.sampled_from([0.0, 5.0, math.inf]),
    strategy=st.sampled_from(Strategy),
)


class AtTheDesk(RuleBasedStateMachine):
    @initialize(cards=cards, wrap_up=steps, order=orders)
    def open(self, cards: list[AgentCard], wrap_up: float, order: Order) -> None:
        self.now = self.matched = 0.0
        self.order = order
        self.wrap_up = wrap_up
        self.room = WaitingRoom(cards, wrap_up=wrap_up, order=order)
        self.cards = {card.id: card for card in cards}
        self.waiting: list[Waiter] = []
        self.rung: dict[str, str] = {}
        self.talking: dict[str, str] = {}
        self.busy_until: dict[str, float] = {}
        self.away: set[str] = set()
        self.shared: set[str] = set()
        self.asking: set[str] = set()
        self.calls = 0
        self.busy = 0.0

    @invariant()
    def the_busy_time_of_agents_never_falls(self) -> None:
        before, self.busy = self.busy, self.room.busy_seconds(self.now)
        assert self.busy >= before - 1e-9

    @rule(step=steps)
    def time_passes(self, step: float) -> None:
        self.now += step

    @rule(
        discom=st.none() | discoms,
        language=languages,
        reason=st.none() | reasons,
        priority=st.sampled_from(Priority),
        earlier=st.sampled_from([0.0, 0.0, 5.0]),
    )
    def joins(
        self, discom: str | None, language: str, reason: str | None, priority: int, earlier: float
    ) -> None:
        self.calls += 1
        since = self.now - earlier
        waiter = Waiter(f"c{self.calls}", discom, language, priority, since, reason)
        self.room.join(waiter)
        self.waiting.append(waiter)
        self.waiting.sort(key=self.turn)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leaves(self, data: st.DataObject) -> None:
        waiter = data.draw(st.sampled_from(self.waiting))
        self.room.leave(waiter.call_id, self.now)
        self.waiting.remove(waiter)
        self.rung.pop(waiter.call_id, None)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), priority=st.sampled_from(Priority), discom=st.none() | discoms)
    def is_steered(self, data: st.DataObject, priority: Priority, discom: str | None) -> None:
        """Supervisors change priorities and lines, also while a phone rings."""
        waiter = data.draw(st.sampled_from(self.waiting))
        changed = replace(waiter, priority=priority, discom=discom)
        self.room.change(changed, self.now)
        self.waiting.remove(waiter)
        self.waiting.append(changed)
        self.waiting.sort(key=self.turn)

    @rule(shared=st.sets(discoms))
    def lines_are_shared(self, shared: set[str]) -> None:
        self.room.share(shared, self.now)
        self.shared = shared

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def asks_others(self, data: st.DataObject) -> None:
        waiter = data.draw(st.sampled_from(self.waiting))
        self.room.ask_others(waiter.call_id)
        self.asking.add(waiter.call_id)

    @precondition(lambda self: self.rung)
    @rule(data=st.data())
    def answers(self, data: st.DataObject) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.rung)))
        self.room.answered(call_id, self.now)
        self.waiting = [waiter for waiter in self.waiting if waiter.call_id != call_id]
        self.talking[call_id] = self.rung.pop(call_id)

    @precondition(lambda self: self.rung)
    @rule(data=st.data(), rest=steps)
    def misses(self, data: st.DataObject, rest: float) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.rung)))
        self.room.missed(call_id, self.now, rest)
        self.is_busy(self.rung.pop(call_id), self.now + rest)

    @precondition(lambda self: self.talking)
    @rule(data=st.data())
    def parts(self, data: st.DataObject) -> None:
        call_id = data.draw(st.sampled_from(sorted(self.talking)))
        agent = self.talking.pop(call_id)
        self.room.parted(agent, self.now)
        self.is_busy(agent, self.now + self.wrap_up)

    @rule(cards=cards)
    def settings_change(self, cards: list[AgentCard]) -> None:
        self.away &= self.room.agents(self.now).keys()  # who is gone for good begins anew
        self.room.replace_agents(cards, self.now)
        self.cards = {card.id: card for card in cards}
        self.busy_until = {a: t for a, t in self.busy_until.items() if a in self.cards}
        self.away &= self.room.agents(self.now).keys()

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def goes_or_comes(self, data: st.DataObject) -> None:
        agent = data.draw(st.sampled_from(sorted(self.cards)))
        self.away ^= {agent}
        self.room.set_away(agent, self.now, away=agent in self.away)

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def is_done(self, data: st.DataObject) -> None:
        agent = data.draw(st.sampled_from(sorted(self.cards)))
        ended = self.room.release(agent, self.now)
        assert ended == (self.busy_until.pop(agent, self.now) > self.now)

    @rule(order=orders)
    def rules_change(self, order: Order) -> None:
        self.room.change_order(order)
        self.order = order
        self.waiting.sort(key=self.turn)

    @rule()
    def everybody_is_matched(self) -> None:
        while (pair := self.room.next_pair(self.now)) is not None:
            self.check_fair(pair)
            self.rung[pair.call_id] = pair.agent_id
        self.matched = self.now
        free = self.free()
        for waiter in self.unserved():
            assert not self.may_serve_now(waiter) & free
        coming = [until for until in self.busy_until.values() if until > self.now]
        if free:
            opening = (self.opens(each) for each in self.unserved() if not self.is_open(each))
            coming += [at for at in opening if self.now < at < math.inf]
        assert self.room.next_change(self.now) == min(coming, default=None)

    @precondition(lambda self: self.cards and self.order.share_after < math.inf)
    @rule()
    def the_next_change_is_the_next_that_matters(self) -> None:
        """Between two looks that `next_change` asks for, time alone gives nobody an agent."""
        self.everybody_is_matched()
        change = self.room.next_change(self.now)
        self.now += 7.0 if change is None else (change - self.now) / 2
        assert self.room.next_pair(self.now) is None

    def is_busy(self, agent: str, until: float) -> None:
        if agent in self.cards:
            self.busy_until[agent] = until

    def turn(self, waiter: Waiter) -> float:
        first = waiter.priority is Priority.FIRST
        return waiter.since - (FRONT if first else self.order.head_start[waiter.priority])

    def opens(self, waiter: Waiter) -> float:
        return self.turn(waiter) + self.order.share_after

    def in_danger(self, waiter: Waiter) -> bool:
        shared = self.order.share_after < math.inf or self.is_shared(waiter)
        return waiter.priority <= Priority.DANGER and shared

    def is_shared(self, waiter: Waiter) -> bool:
        return waiter.discom in self.shared

    def is_open(self, waiter: Waiter) -> bool:
        asked = any(
            each.queue == waiter.queue and each.call_id in self.asking for each in self.waiting
        )
        return asked or self.is_shared(waiter)

    def unserved(self) -> list[Waiter]:
        return [waiter for waiter in self.waiting if waiter.call_id not in self.rung]

    def check_fair(self, pair: Pair) -> None:
        chosen = next(waiter for waiter in self.waiting if waiter.call_id == pair.call_id)
        free = self.free()
        assert chosen in self.unserved()
        assert pair.agent_id in free & self.may_serve_now(chosen)
        if own := free & self.own(chosen):
            assert pair.agent_id in own
        elif not self.in_danger(chosen):  # who helps others has no own caller who waits
            assert not any(pair.agent_id in self.own(waiter) for waiter in self.unserved())
        for ahead in self.unserved()[: self.unserved().index(chosen)]:
            assert not self.own(ahead) & free
            if ahead.priority == chosen.priority and not own:
                assert pair.agent_id not in self.may_serve_now(ahead)
        if self.order.strategy is Strategy.MOST_SKILLED_FIRST:
            able = (own or self.anyone(chosen)) & free
            level = max(self.cards[each].level for each in able)
            assert self.cards[pair.agent_id].level == level

    def own(self, waiter: Waiter) -> set[str]:
        agents = {
            card.id
            for card in self.cards.values()
            if not card.discoms or waiter.discom is None or waiter.discom in card.discoms
        } or set(self.cards)
        return self.fitting(agents, waiter)

    def anyone(self, waiter: Waiter) -> set[str]:
        return self.fitting(self.cards.keys() - self.away, waiter)

    def may_serve_now(self, waiter: Waiter) -> set[str]:
        opened = self.opens(waiter) <= self.now or self.is_open(waiter)
        shared = opened or self.in_danger(waiter)
        return self.own(waiter) | (self.anyone(waiter) if shared else set())

    def fitting(self, agents: set[str], waiter: Waiter) -> set[str]:
        agents = {
            each for each in agents if waiter.language in self.cards[each].languages
        } or agents
        knowing = {
            each
            for each in agents
            if not self.cards[each].reasons
            or waiter.reason is None
            or waiter.reason in self.cards[each].reasons
        }
        return knowing or agents

    def free(self) -> set[str]:
        busy = {*self.rung.values(), *self.talking.values()}
        busy |= {agent for agent, until in self.busy_until.items() if until > self.now}
        return self.cards.keys() - busy - self.away

    @invariant()
    def each_agent_is_with_one_caller_and_as_the_model_says(self) -> None:
        with_callers = [*self.rung.values(), *self.talking.values()]
        assert len(with_callers) == len(set(with_callers))
        duties = self.room.agents(self.now)
        self.away &= duties.keys()  # who has left the settings comes back as anybody else
        assert duties.keys() == self.cards.keys() | set(with_callers)
        assert {each for each, duty in duties.items() if duty is Duty.FREE} == self.free()
        ringing = {each for each, duty in duties.items() if duty is Duty.RINGING}
        talking = {each for each, duty in duties.items() if duty is Duty.TALKING}
        assert (ringing, talking) == (set(self.rung.values()), set(self.talking.values()))

    @invariant()
    def positions_count_up_in_each_waiting_line(self) -> None:
        lines: dict[Queue, int] = {}
        for waiter in self.waiting:
            lines[waiter.queue] = lines.get(waiter.queue, 0) + 1
            assert self.room.position(waiter.call_id) == lines[waiter.queue]
        places = [(each.waiter, each.position, each.agent) for each in self.room.standings()]
        assert [waiter for waiter, _, _ in places] == self.waiting
        for waiter, position, agent in places:
            assert self.room.position(waiter.call_id) == position
            assert self.rung.get(waiter.call_id) == agent
        counted = {state.queue: state.waiting for state in self.room.lines((), self.now)}
        assert {queue: waiting for queue, waiting in counted.items() if waiting} == lines


AtTheDesk.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAtTheDesk = AtTheDesk.TestCase
