"""The waiting room: who is answered next, and by whom.

It knows no clock and no telephone: times are arguments, in seconds of one monotonic clock, and
what happens on the telephones is told to it. After each telling its owner takes pairs out with
`WaitingRoom.next_pair` until there is none, and looks at `WaitingRoom.next_change` to know when
to try again if nothing else happens.
"""

import math
from collections.abc import Iterable, Mapping

from routing.agents import AgentAtWork, AgentCard, Duty, Matter
from routing.estimate import Estimator, Expectation
from routing.floor import Floor
from routing.help import Help
from routing.line import Line, Place, Queue, Waiter
from routing.matching import Pair, next_pair, ring
from routing.order import Order
from routing.outlook import outlook, outlook_behind
from routing.overview import LineState, Standing, overview, standings
from routing.promise import Prospect

__all__ = ["AgentCard", "Duty", "Pair", "Queue", "Waiter", "WaitingRoom"]


class WaitingRoom:
    """Callers who wait and agents who answer.

    Callers go by `Order`, each to one of their own agents (`routing.able`) whose turn it is. An
    agent for whom no own caller waits helps those of other discoms who have waited long enough.
    Danger asks everyone at once.

    ``wrap_up`` is the time in seconds that an agent has after each call. What cannot happen, such
    as an answer where no phone rings or a time before the last one told, raises ValueError.
    """

    def __init__(
        self, agents: Iterable[AgentCard], *, wrap_up: float, order: Order | None = None
    ) -> None:
        self.wrap_up = wrap_up
        self._help = Help(order or Order())
        self._floor = Floor(self._help.order.strategy)
        self._line = Line(self._help.order.head_start)
        self._places: dict[str, Place] = {}
        self._matched = -math.inf
        self._talking: dict[str, tuple[Queue, float]] = {}
        self._last: dict[str, Queue] = {}
        self._estimator = Estimator()
        self._floor.replace(agents, -math.inf)

    def join(self, waiter: Waiter) -> None:
        """Put a caller in line, at the place that their priority and time give them."""
        if waiter.call_id in self._places or waiter.call_id in self._talking:
            raise ValueError(f"call {waiter.call_id} waits or talks already")
        self._places[waiter.call_id] = self._line.join(waiter)

    def resume(self, waiter: Waiter, agent_id: str, now: float) -> bool:
        """Put a caller back in line for whom this agent's phone was ringing before a restart.

        An agent who stands in the settings no more finishes this call. False, and nothing is
        changed, when the agent has another call.
        """
        self._floor.advance(now)
        agent = self._floor.agents.get(agent_id)
        if agent is not None and agent.duty is not Duty.FREE:
            return False
        self.join(waiter)
        ring(self._floor.summon(agent_id), self._places[waiter.call_id])
        return True

    def leave(self, call_id: str, now: float, *, gave_up: bool = True) -> None:
        """Take out a caller who hung up or gave up; the agent who was rung keeps their turn.

        Does nothing for a caller who is not in line, be it that they were answered or left.
        Nobody ``gave_up`` who is to be called back.
        """
        self._floor.advance(now)
        if call_id not in self._places:
            return
        place = self._take_out(call_id)
        self._waited(place, now, gave_up=gave_up)
        if place.agent is not None:
            place.agent.stop_ringing()
            self._floor.changed(place.agent)

    def ask_others(self, call_id: str) -> None:
        """Let agents of other discoms help a caller, and all in the same line, from now on.

        Until the caller is in line no more. Those ahead of them are helped first, as always.
        """
        self._help.ask(self._waits(call_id))

    def hold(self, call_id: str, now: float) -> None:
        """Keep a caller's place, but let others go first; an agent reserved for them is free."""
        self._floor.advance(now)
        place = self._waits(call_id)
        place.held = True
        agent, place.agent = place.agent, None
        if agent is not None:
            agent.stop_ringing()
            self._floor.changed(agent)

    def go_on(self, call_id: str) -> None:
        """Let a caller whose place was held have their turn again."""
        self._waits(call_id).held = False

    def came(self, call_id: str) -> None:
        """Note that who was to be called is on the phone; the agent reserved for them is rung."""
        place = self._waits(call_id)
        place.absent = place.held = False
        if place.agent is not None and place.agent.duty is Duty.RESERVED:
            place.agent.ring(call_id)

    def waits(self, call_id: str) -> bool:
        """Tell whether a caller is in line; an agent's phone may be ringing for them."""
        return call_id in self._places

    def agent_for(self, call_id: str) -> str | None:
        """Name the agent who is reserved or rung for somebody in line, if one is."""
        place = self._places.get(call_id)
        return place.agent.card.id if place and place.agent else None

    def next_pair(self, now: float) -> Pair | None:
        """Choose the next caller and their agent, who is rung or reserved from here on."""
        self._floor.advance(now)
        pair = next_pair(self._line, self._floor, self._help, now)
        if pair is None:
            self._matched = now
        return pair

    def answered(self, call_id: str, now: float) -> None:
        """Let the caller go out of the line, to the agent who picked up."""
        self._floor.advance(now)
        agent = self._rung(call_id)
        agent.talk()
        self._floor.changed(agent)
        place = self._take_out(call_id)
        queue = place.waiter.queue
        self._talking[call_id] = queue, now
        self._waited(place, now, gave_up=False)
        self._estimator.answered(queue, helped=place.helped)

    def missed(self, call_id: str, now: float, rest: float) -> None:
        """Let the agent who did not pick up rest for ``rest`` seconds; the caller waits on."""
        self._floor.advance(now)
        agent = self._rung(call_id)
        agent.rest(now + rest)
        self._places[call_id].agent = None
        self._floor.changed(agent)

    def parted(self, agent_id: str, now: float, *, wrap_up: float | None = None) -> None:
        """Begin the wrap-up of an agent whose talk is over; None takes the usual time."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        call_id = agent.call_id
        wrap_up = self.wrap_up if wrap_up is None else wrap_up
        agent.wrap_up(now + wrap_up)
        if call_id in self._talking:
            queue, since = self._talking.pop(call_id)
            self._estimator.handled(queue, now - since + wrap_up)
            self._last[agent_id] = queue
        self._floor.changed(agent)

    def change(self, waiter: Waiter, now: float) -> None:
        """Let a caller in line have another priority or stand in another line.

        An agent who is being rung for them stays.
        """
        self._floor.advance(now)
        place = self._waits(waiter.call_id)
        self._help.moves(place, waiter)
        self._line.change(place, waiter)

    def share(self, discoms: Iterable[str], now: float) -> None:
        """Let agents of all discoms help callers of these at once, and of no others."""
        self._floor.advance(now)
        self._help.share(discoms)

    def waiter(self, call_id: str) -> Waiter | None:
        """Give a caller in line, also while a phone rings for them; None if they are not."""
        place = self._places.get(call_id)
        return place.waiter if place else None

    def lines(self, queues: Iterable[Queue], now: float) -> list[LineState]:
        """Tell how it stands with these waiting lines and all others that somebody is in."""
        self._floor.advance(now)
        talking = [queue for queue, _ in self._talking.values()]
        return overview(
            self._line,
            self._floor,
            talking=talking,
            queues=queues,
            expect=self._expect_behind,
            now=now,
        )

    def standings(self) -> list[Standing]:
        """List everyone in line with their place, the next to be answered first."""
        return standings(self._line)

    def resume_wrap_up(self, agent_id: str, now: float, until: float) -> None:
        """Go on with an agent's wrap-up that began before a restart; not if they have a call."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        if agent.duty is Duty.FREE and until > now:
            self._floor.summon(agent_id).resume_wrap_up(until)
            self._floor.changed(agent)

    def release(self, agent_id: str, now: float) -> bool:
        """End an agent's wrap-up or rest at once; false where there is none."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        queue = self._last.get(agent_id)
        if agent.duty is Duty.WRAP_UP and agent.until is not None and queue is not None:
            self._estimator.spared(queue, agent.until - now)
        return self._floor.release(agent)

    def engage(self, agent_id: str, call_id: str, now: float) -> bool:
        """Let a certain agent's phone ring for somebody who is not in line.

        False, and nothing is changed, when the agent is not there or not free.
        """
        self._floor.advance(now)
        agent = self._floor.agents.get(agent_id)
        if agent is None or not agent.is_free:
            return False
        self._floor.summon(agent_id).ring(call_id)
        return True

    def engaged_talks(self, agent_id: str, now: float) -> None:
        """Let an agent talk for whom `engage` rang, until `parted`; telling it twice is no harm."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        if agent.duty is not Duty.TALKING:
            agent.talk()

    def disengage(self, agent_id: str, now: float, *, rest: float) -> None:
        """End what `engage` began without a talk; who did not answer has a ``rest`` (seconds)."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        if rest:
            agent.rest(now + rest)
        else:
            agent.stop_ringing()
        self._floor.changed(agent)

    def position(self, call_id: str) -> int:
        """Count a caller's place in their own waiting line; 1 is next, or being rung for."""
        place = self._waits(call_id)
        return 1 + sum(
            other.waiter.queue == place.waiter.queue for other in self._line.ahead(place)
        )

    def prospect(self, call_id: str, now: float) -> Prospect:
        """Tell what a caller can expect: the place, and how long they will still wait."""
        position, wait = self.position(call_id), self.expected_wait(call_id, now)
        return Prospect(position, wait, nobody_there=not self._floor.anyone_there)

    def expected_wait(self, call_id: str, now: float) -> Expectation | None:
        """Reckon how long a caller will still wait; None while nobody is there to answer."""
        self._floor.advance(now)
        place = self._waits(call_id)
        of_all = self._help.is_wanted_of_all(place)
        help_in = 0.0 if of_all else self._help.due_in(place, now)
        return self._estimator.expect(outlook(place, self._line, self._floor, help_in))

    def next_change(self, now: float) -> float | None:
        """Give the earliest time at which the clock alone gives someone an agent.

        It frees an agent, or it lets agents of other discoms help. ``now`` if one is due.
        """
        due = [each for each in (self._floor.next_change, self._next_opening()) if each is not None]
        return max(now, min(due)) if due else None

    def agents(self, now: float) -> dict[str, Duty]:
        """Tell what each agent is doing, by agent's id."""
        return {agent_id: agent.duty_at(now) for agent_id, agent in self._floor.agents.items()}

    def busy_seconds(self, now: float) -> float:
        """Give the time for which agents were reserved, rung, talking or wrapping up so far."""
        self._floor.advance(now)
        return self._floor.busy_seconds

    def at_work(self, agent_id: str, now: float) -> AgentAtWork:
        """Give what is known of an agent's work, to be read only."""
        self._floor.advance(now)
        return self._known(agent_id)

    def replace_agents(self, cards: Iterable[AgentCard], now: float) -> None:
        """Take over changed settings; whoever stands there no more finishes the present call."""
        self._floor.replace(cards, now)

    def set_away(self, agent_id: str, now: float, *, away: bool) -> None:
        """Ring an agent no more, until they are back; the present call goes on."""
        self._floor.advance(now)
        self._floor.set_away(self._known(agent_id), away=away)

    def change_order(self, order: Order) -> None:
        """Take over changed rules, for those too who wait already."""
        self._help.order = order
        self._floor.set_strategy(order.strategy)
        self._line.reorder(order.head_start)

    def _next_opening(self) -> float | None:
        if not self._floor.anyone_free or not self._help.order.shares:
            return None
        later = self._line.since(self._matched, self._help.opens)
        alone = (each for each in later if each.asks and not self._help.is_open(each))
        return next(map(self._help.opens, alone), None)

    def _expect_behind(self, ahead: Mapping[Matter, int], matter: Matter) -> Expectation | None:
        """Reckon the wait of a caller who joined behind so many others."""
        behind = outlook_behind(ahead, matter, self._floor, self._help.due_behind(matter))
        return self._estimator.expect(behind)

    def _waits(self, call_id: str) -> Place:
        place = self._places.get(call_id)
        if place is None:
            raise ValueError(f"call {call_id} does not wait")
        return place

    def _known(self, agent_id: str) -> AgentAtWork:
        agent = self._floor.agents.get(agent_id)
        if agent is None:
            raise ValueError(f"no agent is called {agent_id}")
        return agent

    def _rung(self, call_id: str) -> AgentAtWork:
        place = self._places.get(call_id)
        if place is None or place.agent is None:
            raise ValueError(f"no agent is rung for call {call_id}")
        return place.agent

    def _waited(self, place: Place, now: float, *, gave_up: bool) -> None:
        """Learn from a wait; that of who is called back has shown nothing of people's patience."""
        if not place.waiter.to_be_called:
            self._estimator.waited(place.waiter.queue, now - place.waiter.since, gave_up=gave_up)

    def _take_out(self, call_id: str) -> Place:
        place = self._places.pop(call_id)
        self._line.leave(place)
        self._help.left(place)
        return place
