"""The helpline service of one node: its parts, joined, and ended in the right order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog

from dialplan.asked import ASKED_IN
from dialplan.story import Fact, Story
from ivr.agents import Roster
from ivr.agents.code_calls import CodeCalls
from ivr.agents.phones import Phones
from ivr.agents.roster import READ_BACK
from ivr.ari import AriClient
from ivr.ari.messages import DeviceStateChanged, Event, StasisStart
from ivr.backoff import backoff
from ivr.calls.call_backs import CallBacks
from ivr.calls.comparing import Comparison
from ivr.calls.desk import AgentDesk
from ivr.calls.earlier import MOST, EarlierCalls
from ivr.calls.leg import Leg
from ivr.calls.reception import Reception, last_sign
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone
from ivr.calls.trunk import Trunk
from ivr.diary import Diary
from ivr.house import (
    agent_cards,
    call_back_rules,
    desk_rules,
    destinations,
    duty_rules,
    house_rules,
    supervision_rules,
    trunk_rules,
)
from ivr.http import Metrics, Parts, build_app, serving
from ivr.http.queue_metrics import QueueCollector
from ivr.journal import Journal
from ivr.journal.agent_changes import newest_changes
from ivr.journal.unfinished import unfinished_calls
from ivr.journal.upkeep import Upkeep
from ivr.line_control import LineControl
from ivr.oldest import OldestCallBack
from ivr.outage_board import OutageBoard
from ivr.outside import Outside, opened
from ivr.prompt_book import PromptBook
from ivr.pulse import Pulse
from ivr.queue_control import QueueControl
from ivr.recordings import Recordings
from ivr.records import CallRecord
from ivr.settings import Settings, SettingsError
from ivr.settings.secrets import API_TOKEN, ARI_PASSWORD, Secrets, phone_passwords
from ivr.settings.watching import edits
from ivr.share_board import ShareBoard
from ivr.sound_watch import SoundWatch
from ivr.storage import STORAGE_FAULTS, CallQueries, Projector
from prompts.library import SoundLibrary

log = structlog.get_logger()

LAST_PROJECTION: Final = 5.0
"""Seconds that the database gets at the end; what it does not take then, it takes at next start."""

AFTER_LONGEST: Final = timedelta(minutes=10)
"""How much longer than the longest call one may last until it has its record."""

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
"""Seconds after which a part that failed is run again."""

AT_START_ONLY: Final = (
    "run",
    "sip",
    "outgoing",
    "ari",
    "state",
    "database",
    "journal",
    "api",
    "prompts",
)
"""Tables of helpline.toml whose changes wait for the next start."""


@asynccontextmanager
async def running_service(
    settings: Settings, secrets: Secrets, *, file: Path
) -> AsyncIterator["Service"]:
    """Run the helpline against an Asterisk for the length of the block.

    ``file`` is the settings file to follow; it need not exist yet.
    """
    async with opened(settings, secrets) as outside:
        service = Service(settings, outside, ari_password=secrets.get(ARI_PASSWORD))
        await service.begin(file)
        app = build_app(service.shown(secrets.get(API_TOKEN)))
        try:
            async with service.ari, serving(app, settings.api.bind, settings.api.port):
                try:
                    yield service
                finally:
                    await service.finish_calls()
        finally:
            await service.end()


@dataclass(frozen=True, slots=True)
class Records:
    """Journals what becomes known about calls, and counts the calls that are over."""

    journal: Journal
    metrics: Metrics
    queue: QueueControl

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact of a call."""
        self.journal.fact(call_id, fact)

    def record(self, record: CallRecord) -> None:
        """Keep the record of a call that is over."""
        self.journal.record(record)
        self.metrics.call_ended(record)
        self.queue.note(record)


class Service:
    """The parts of a running helpline."""

    def __init__(self, settings: Settings, outside: Outside, *, ari_password: str) -> None:
        self.settings = settings
        self.lines = outside.lines
        self.control = LineControl(
            outside.lines, outside.overrides, outside.journal, settings.lines
        )
        self.journal = outside.journal
        self.projector = Projector(outside.engine, outside.journal)
        self.upkeep = Upkeep(
            outside.journal,
            keep_days=settings.journal.keep_days,
            taken=lambda: self.projector.taken,
        )
        self.pulse = Pulse(settings.run.folder, self._knows_calls, self._stalled)
        self.diary = Diary(outside.journal, self.projector, self.pulse.last_life)
        self.queries = CallQueries(outside.engine)
        library = SoundLibrary(settings.run.sounds)
        self.sounds = SoundWatch(library.absent)
        self.metrics = Metrics(outside.journal, self.projector, self.sounds)
        self.outages = OutageBoard(outside.journal, self.queries)
        self.earlier = EarlierCalls()
        self.switchboard = Switchboard(self._take_call, self._take_stray)
        self.ari = self._ari(ari_password)
        telephone = Telephone(self.ari, settings.ari.app)
        self.comparison = Comparison(self.switchboard, telephone, self.pulse.last_life)
        self.desk = AgentDesk(
            agent_cards(settings), desk_rules(settings), telephone, self.switchboard
        )
        self.desk.talks.destinations = destinations(settings)
        self.desk.talks.trunk = Trunk(
            self.lines, telephone, self.switchboard, trunk_rules(settings)
        )
        self.desk.talks.media = library.media
        self.shares = ShareBoard(outside.journal, self.queries, self.desk.waiting.share)
        self.queue = QueueControl(
            self.desk.waiting,
            self.shares,
            self.queries,
            node=settings.run.node,
            languages=settings.call.languages,
        )
        self.metrics.registry.register(QueueCollector(self.queue))
        self.roster = Roster(
            self.desk.waiting, outside.journal, settings.agents, duty_rules(settings)
        )
        self.phones = Phones(telephone, self.roster)
        self.codes = CodeCalls(self.roster, telephone, self.switchboard, library.media)
        self.recordings = Recordings(
            settings.recording.place(settings.run.folder), keep_days=settings.recording.keep_days
        )
        self.desk.beside.change(*supervision_rules(settings))
        self.desk.beside.recorder.room = self.recordings.has_room
        records = Records(outside.journal, self.metrics, self.queue)
        self.oldest_call_back = OldestCallBack(settings.run.folder)
        self.call_backs = CallBacks(
            rules=call_back_rules(settings),
            desk=self.desk,
            trunk=Trunk(self.lines, telephone, self.switchboard, trunk_rules(settings)),
            keeper=records,
            earlier=self.earlier,
            serve=self._serve,
            on_phone=self._talks_with,
            note_oldest=self.oldest_call_back.note,
        )
        self.reception = Reception(
            rules=house_rules(settings),
            lines=self.lines,
            telephone=telephone,
            switchboard=self.switchboard,
            desk=self.desk,
            earlier=self.earlier,
            outages=self.outages.open,
            call_backs=self.call_backs,
            keeper=records,
            media=library.media,
        )
        self._phones = set(phone_passwords(settings))
        self._background: set[asyncio.Task[None]] = set()

    async def begin(self, file: Path) -> None:
        """Bring the lines to their sizes, take up calls, and start what runs beside them."""
        await self.control.begin()
        await self._restore_agents()
        await self._resume_calls()
        endless: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "pulse": self.pulse.beat,
            "comparison": self.comparison.keep,
            "phones": self.phones.keep,
            "roster": self.roster.repeat,
            "projector": self.projector.run,
            "journal": self.upkeep.run,
            "diary": self.diary.watch,
            "lines": self.control.run,
            "sounds": self.sounds.run,
            "outages": self.outages.follow,
            "shares": self.shares.follow,
            "recordings": self.recordings.run,
            "settings": lambda: self._follow(file),
        }
        for name, work in endless.items():
            self._spawn(name, self._kept_up(name, work))
        self._spawn("earlier callers", self._remember_callers())

    async def finish_calls(self) -> None:
        """Let calls finish within the drain time; without Asterisk, leave them as they are."""
        self.diary.stopping(len(self.reception))
        await self.codes.close()
        drain = self.settings.run.drain
        if self.ari.connected.is_set():
            await asyncio.gather(self.reception.close(drain), self.call_backs.close(drain))

    async def end(self) -> None:
        """Give the database its last records, then end what runs beside the calls."""
        await self.reception.leave()
        await self.call_backs.leave()
        self.diary.stopped()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_PROJECTION):
                await self.projector.catch_up()
        for task in self._background:
            task.cancel()
        if self._background:
            await asyncio.wait(self._background)

    def shown(self, token: str) -> Parts:
        """Give what the HTTP server shows and steers."""
        return Parts(
            token=token,
            lines=self.control,
            calls=self.queries,
            metrics=self.metrics,
            checks={
                "asterisk": self._asterisk_problem,
                "journal": self._journal_problem,
                "storage": self._storage_problem,
            },
            prompts=PromptBook(
                self.settings.run.sounds, recordings=self.settings.prompts.recordings
            ),
            outages=self.outages,
            queue=self.queue,
            agents=self.roster,
            supervisors=self.desk.beside.supervising,
            recordings=self.recordings,
            call_backs=self.call_backs,
            talks=self.desk.talks,
        )

    def _ari(self, password: str) -> AriClient:
        ari = self.settings.ari
        return AriClient(
            f"http://{ari.host}:{ari.port}",
            user=ari.user,
            password=password,
            app=ari.app,
            on_event=self._receive,
            on_change=self._connection_changed,
            transport=ari.transport,
            timeout=ari.request_timeout,
        )

    def _receive(self, event: Event) -> None:
        if isinstance(event, DeviceStateChanged):
            self.phones.receive(event)
        else:
            self.switchboard.receive(event)

    async def _serve(self, leg: Leg, story: Story) -> None:
        await self.reception.serve(leg, story)

    def _talks_with(self, number: str) -> bool:
        return self.reception.talks_with(number)

    def _take_call(self, start: StasisStart, leg: Leg) -> None:
        self.reception.take(start, leg)

    def _take_stray(self, channel: str) -> None:
        self._spawn(f"stray {channel}", self.comparison.sweep(channel))

    async def _restore_agents(self) -> None:
        """Let agents be on duty, on pause or in their wrap-up as before this process."""
        since = (self.pulse.last_life or datetime.now(UTC)) - READ_BACK
        known = await asyncio.to_thread(newest_changes, self.journal.folder, since=since)
        self.roster.restore(known)

    async def _resume_calls(self) -> None:
        """Go on with the calls that no process has closed: it was killed, or lost its machine."""
        last = self.pulse.last_life or datetime.now(UTC)
        longest = timedelta(seconds=self.settings.sip.longest_call)
        since = min(last - longest, self.oldest_call_back.moment or last) - AFTER_LONGEST
        calls = await asyncio.to_thread(
            unfinished_calls, self.journal.folder, since=since, keys=self.journal.keys
        )
        call_backs = {each: f for each, f in calls.items() if f[0].kind == ASKED_IN}
        for call_id, facts in calls.items():
            if call_id not in call_backs:
                self.comparison.legs_known_at(last_sign(facts))
                self.reception.resume(call_id, facts)
        for call_id, facts in call_backs.items():
            if self.call_backs.resume(call_id, facts):
                self.comparison.legs_known_at(last_sign(facts))
        if calls:
            log.warning("calls.unfinished", calls=len(calls), since=last.isoformat())

    def _knows_calls(self) -> bool:
        return self.comparison.holds

    def _stalled(self, seconds: float) -> None:
        self.diary.stalled(seconds)
        self.comparison.soon()

    def _connection_changed(self, up: bool) -> None:
        self.diary.connection(up)
        self.comparison.holds = False
        if up:
            self.comparison.soon()
            self.phones.soon()

    async def _follow(self, file: Path) -> None:
        """Take over edits of the settings file as they come; a bad edit changes nothing."""
        async for edit in edits(file):
            if isinstance(edit, SettingsError):
                self.control.refused_edit = str(edit)
                for problem in edit.problems:
                    log.error("settings.refused", problem=str(problem))
            else:
                self.control.refused_edit = None
                await self._apply(edit)

    async def _apply(self, settings: Settings) -> None:
        late = [n for n in AT_START_ONLY if getattr(settings, n) != getattr(self.settings, n)]
        if new := set(phone_passwords(settings)) - self._phones:
            log.warning("settings.need_restart_of_asterisk", phones=sorted(new))
        if settings.call.languages != self.settings.call.languages:
            late.append("call.languages")
        if late:
            log.warning("settings.need_restart", tables=late)
        kept = {name: getattr(self.settings, name) for name in AT_START_ONLY}
        # A language without its sounds would end every call that it is offered in.
        languages = {"languages": self.settings.call.languages}
        kept["call"] = settings.call.model_copy(update=languages)
        self.settings = settings = settings.model_copy(update=kept)
        await self.control.follow_file(settings.lines)
        self.desk.change(agent_cards(settings), desk_rules(settings))
        self.roster.change(settings.agents, duty_rules(settings))
        self.desk.beside.change(*supervision_rules(settings))
        self.recordings.keep_days = settings.recording.keep_days
        self.desk.talks.destinations = destinations(settings)
        self.reception.rules = house_rules(settings)
        self.call_backs.rules = call_back_rules(settings)
        log.info("settings.taken_over")

    async def _remember_callers(self) -> None:
        """Fill the memory of earlier callers from the records, however long that takes.

        First of those who may call again at any moment.
        """
        await self.projector.catch_up()
        with suppress(*STORAGE_FAULTS):
            within = timedelta(seconds=self.settings.ways_out.old_place_within)
            cut_off = await self.queries.cut_off_calls(datetime.now(UTC) - within)
            self.earlier.cut_off.fill((each.record, each.facts) for each in cut_off if each.record)
            log.info("callers.cut_off_remembered", calls=len(cut_off))
            since = datetime.now(UTC) - timedelta(seconds=self.settings.waiting.repeated_within)
            self.earlier.fill_in_vain(await self.queries.ended_in_vain(since))
            begin = self.queue.counted_since()
            self.queue.fill(await self.queries.ended_in_line(self.settings.run.node, begin))
            self.earlier.fill(await self.queries.earlier_discoms(limit=MOST))

    async def _asterisk_problem(self) -> str | None:
        return None if self.ari.connected.is_set() else "there is no connection to Asterisk"

    async def _journal_problem(self) -> str | None:
        return self.journal.problem

    async def _storage_problem(self) -> str | None:
        return self.projector.problem

    def _spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the calls; its failure is logged and disturbs none of them."""
        task = asyncio.create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._ended)

    async def _kept_up(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part that has no end, and again when it failed, ever later."""
        waits = backoff(FIRST_WAIT, LONGEST_WAIT)
        while True:
            try:
                return await work()
            except Exception:
                log.exception("background.failed", part=name)
            await asyncio.sleep(next(waits))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background.failed", part=task.get_name(), exc_info=error)
