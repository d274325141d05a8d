"""The course of a drill: people call, the service is killed and comes back, people hang up."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from ivr.load.agents import agents_answering
from ivr.load.sipp import Group, Target, sipp
from ivr.load.sounds import SILENCE
from tests.asterisk.instance import TOOLS
from tests.drill.books import Books
from tests.drill.findings import Findings, Restart
from tests.drill.node import Node, Seen
from tests.drill.party import Party
from tests.drill.plan import CallerGroup, Plan, mobiles
from tests.drill.scenarios import caller
from tests.drill.telling import Tell
from tests.waiting import until

SETTLES_WITHIN: Final = 20.0
"""Seconds within which what was begun must have come about."""

SHORT_CALL: Final = 2500
"""Milliseconds for which newcomers listen, which is less than the service is away."""

REACHED: Final = {"talking": "answered", "waiting": "queued", "menus": "said"}
"""The fact that tells that callers are where they are meant to be."""


@dataclass
class Drill:
    """One drill under way; what it starts is ended with ``stack``."""

    plan: Plan
    node: Node
    folder: Path
    tell: Tell
    stack: AsyncExitStack
    books: Books
    findings: Findings
    parties: list[Party] = field(default_factory=list)
    newcomers: list[Group] = field(default_factory=list)

    async def run(self) -> None:
        """Have everybody call, kill the service again and again, and see everybody off."""
        await self.node.start()
        await self.node.connected()
        await self._register_agents()
        for group in self.plan.groups():
            await self._call(group)
        for number in range(1, self.plan.kills + 1):
            self.findings.restarted(await self._kill(number))
            await self.tell.pause(f"calls go on after restart {number}", self.plan.between)
        await self._free_agents()
        await self._see_off()
        await self._audit()

    async def _register_agents(self) -> None:
        asterisk = self.node.asterisk
        agents = {a.id: asterisk.agent_password(a.id) for a in asterisk.settings.agents}
        await self.stack.enter_async_context(
            agents_answering(self._target, agents, self.folder, sound=SILENCE)
        )
        await self.tell.until(
            "agents registered", self.node.phones, len(agents), within=SETTLES_WITHIN
        )

    async def _call(self, group: CallerGroup) -> None:
        rows = [(number,) for number in group.numbers]
        calls = ("-m", str(len(rows)), "-l", str(len(rows)), "-r", str(self.plan.rate))
        running = await self._sipp(group.name, caller(*group.keys), rows, *calls)
        party = Party(group, running, list(group.calls))
        self.parties.append(party)
        kind, ids = REACHED[group.place], party.ids
        least = len(group.keys) + 1 if group.place == "menus" else 1
        await self._known(
            f"callers {group.place} ({group.name})",
            lambda: sum(len(self.books.times(i, kind)) >= least for i in ids),
            len(ids),
            within=SETTLES_WITHIN + len(ids) / self.plan.rate,
        )

    async def _kill(self, number: int) -> Restart:
        """Kill the service, have some people leave and others call, and start it again."""
        before = await self.node.look()
        await self._newcomers_begin(number)
        await self.node.end(signal.SIGKILL)
        killed = datetime.now(UTC)
        self.tell(f"service killed ({number} of {self.plan.kills})")
        left = await self._some_leave()
        await self.tell.pause("the service is away", self.plan.away)
        await self.node.start()
        return await self._watch_return(before, killed, left)

    async def _newcomers_begin(self, number: int) -> None:
        """Let some begin to call, each for a moment; returns when the first is known."""
        count = self.plan.newcomers
        options = ("-m", str(count), "-l", str(count), "-r", str(self.plan.rate))
        rows = [(caller_number,) for caller_number in mobiles(9, count)]
        group = await self._sipp(f"new-{number}", caller(stays=SHORT_CALL), rows, *options)
        self.newcomers.append(group)

        def begun() -> bool:
            self.books.read()
            return group.call_id(1) in self.books.ids

        await until(begun, within=SETTLES_WITHIN)

    async def _some_leave(self) -> set[str]:
        """Let some of each kind hang up."""
        left = set[str]()
        for party in self.parties:
            left |= await party.leave(self.plan.leavers, last=party.plan.place == "waiting")
        return left

    async def _watch_return(self, before: Seen, killed: datetime, left: set[str]) -> Restart:
        started = self.node.starts[-1]
        connected, worked = await self.node.connected(), self.node.worked
        live = [i for party in self.parties for i in party.ids]
        asked = [i for p in self.parties if p.plan.place == "menus" for i in p.ids]
        await self._known(
            "calls taken up", lambda: len(self._since(live, "taken-up", started)), len(live)
        )
        await self._known(
            "questions asked again", lambda: len(self._since(asked, "said", started)), len(asked)
        )
        await self._known(
            "calls closed that ended meanwhile",
            lambda: sum(self.books.recorded(i) for i in left),
            len(left),
        )
        lines, after = await self.node.levels(), await self.node.look()
        return Restart(
            before,
            after,
            left={self.books.ids[i] for i in left},
            started=started,
            connected=connected,
            worked=worked,
            taken_up=self._since(live, "taken-up", started),
            asked_again=self._since(asked, "said", started),
            asked_otherwise=sum(
                self.books.said(i, before=killed) != self.books.said(i) for i in asked
            ),
            lines=lines,
            failed=sum(party.sipp.counts().failed for party in self.parties),
        )

    async def _free_agents(self) -> None:
        """Let some conversations end, so that the next in line are answered."""
        self.books.read()
        talks, waits = self.parties[:2]
        answered = self.books.count(waits.ids, "answered")
        freed = len(await talks.leave(max(1, self.plan.talking // 5)))
        await self._known(
            "next in line answered",
            lambda: self.books.count(waits.ids, "answered") - answered,
            freed,
        )

    async def _see_off(self) -> None:
        """Let everybody hang up; who talks goes last, or others would be put through."""
        for party in reversed(self.parties):
            self.tell(f"{len(party.there)} callers hang up ({party.plan.name})")
            await party.leave(len(party.there), last=True)
        ends = [asyncio.create_task(group.process.wait()) for group in self._all_callers()]
        await asyncio.wait(ends, timeout=SETTLES_WITHIN)
        await self._known("calls closed", lambda: len(self.books.records), len(self.books.facts))
        seen, lines = await self.node.look(), await self.node.levels()
        self.findings.check("at the end: lines held", lines, 0)
        self.findings.check("at the end: channels in Asterisk", len(seen.channels), 0)
        self.findings.check("at the end: bridges in Asterisk", seen.bridges, 0)

    async def _audit(self) -> None:
        """End the service in good order, and compare the books with what SIPp did."""
        self.tell("the service is ended")
        await self.node.end(signal.SIGTERM)
        self.books.read()
        check, books = self.findings.check, self.books
        ids = [party.sipp.call_id(n) for party in self.parties for n in party.plan.calls]
        new = [
            group.call_id(n) for group in self.newcomers for n in range(1, self.plan.newcomers + 1)
        ]
        known = [*ids, *(sip_id for sip_id in new if sip_id in books.ids)]
        stored = books.in_database()
        check("calls without a record", sum(books.recorded(i) == 0 for i in known), 0)
        check("calls with two records", sum(books.recorded(i) > 1 for i in known), 0)
        check("calls not in the database", sum(books.ids.get(i) not in stored for i in known), 0)
        check("records of calls that nobody made", len(books.facts) - len(known), 0)
        check("callers served out of turn", books.out_of_turn(ids), 0)
        counts = [group.counts() for group in self._all_callers()]
        check("calls that went as SIPp expects", sum(c.succeeded for c in counts), self._made)
        check("faults in the service's logs", self.node.faults(), 0)

    @property
    def _made(self) -> int:
        return self.plan.callers + self.plan.kills * self.plan.newcomers

    def _all_callers(self) -> list[Group]:
        return [*(party.sipp for party in self.parties), *self.newcomers]

    def _since(self, ids: Iterable[str], kind: str, since: datetime) -> list[datetime]:
        """For each call that has one, give the first time of such a fact since then."""
        later = ((at for at in self.books.times(i, kind) if at > since) for i in ids)
        return [at for times in later for at in islice(times, 1)]

    async def _known(
        self, what: str, count: Callable[[], int], wanted: int, *, within: float = SETTLES_WITHIN
    ) -> None:
        """Follow the journal until it tells this of as many calls as wanted, or time is over."""

        async def counted() -> int:
            self.books.read()
            return count()

        await self.tell.until(what, counted, wanted, within=within)

    async def _sipp(
        self, name: str, scenario: str, rows: Sequence[Sequence[str]], *options: str
    ) -> Group:
        return await self.stack.enter_async_context(
            sipp(name, scenario, rows, options=options, to=self._target, folder=self.folder)
        )

    @property
    def _target(self) -> Target:
        address, port = self.node.asterisk.sip
        return Target(address, port, "1912", address, TOOLS / "bin" / "sipp")
