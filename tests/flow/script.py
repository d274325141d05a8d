"""Plays the caller and the agents from a script: flow tests without telephones or time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dialplan.conversation import Announcer, CallerHungUp, Need, OldCall, WaitEnd
from dialplan.flow import helpline_call
from dialplan.story import Fact, Story
from dialplan.talk import Manners
from prompts.library import all_sounds
from routing.order import Priority
from routing.outages import Outage
from routing.promise import Prospect

HANG_UP = "hang up"
SILENCE = None
SOUNDS = set(all_sounds())


class ScriptedCaller:
    """Answers by what was asked: the script maps a prompt key to what is keyed, each time anew."""

    def __init__(self, script: Mapping[str, Iterable[str | None]]) -> None:
        self._script = {prompt: list(answers) for prompt, answers in script.items()}
        self.heard: list[str] = []
        self.landed = False

    async def answer(self) -> None:
        self.landed = True

    async def say(self, *sounds: str) -> None:
        assert self._answer(sounds) is None, f"a statement asks for no key: {sounds}"

    async def ask_key(self, *sounds: str, patience: float) -> str | None:
        assert patience > 0
        return self._answer(sounds)

    async def ask_number(self, *sounds: str, digits: int, patience: float) -> str | None:
        assert patience > 0
        keyed = self._answer(sounds)
        return keyed[:digits].partition("#")[0] if keyed else None

    def _answer(self, sounds: tuple[str, ...]) -> str | None:
        assert set(sounds) <= SOUNDS, f"not worded: {set(sounds) - SOUNDS}"
        self.heard += sounds
        keys = [sound.partition("/")[2] for sound in sounds]
        for prompt in keys:
            if self._script.get(prompt):
                answer = self._script[prompt].pop(0)
                if answer == HANG_UP:
                    raise CallerHungUp
                return answer
        return None

    def heard_keys(self) -> list[str]:
        return [sound.partition("/")[2] for sound in self.heard]


@dataclass
class ScriptedDesk:
    """Knows earlier calls, and ends each wait as it was told."""

    earlier: Mapping[str, str] = field(default_factory=dict)
    end: WaitEnd | Callable[[], WaitEnd] = WaitEnd.TALKED
    listed: frozenset[str] = frozenset()
    needs: list[Need] = field(default_factory=list)
    caller: ScriptedCaller | None = None
    notices: Sequence[Outage] = ()
    prospect: Prospect | None = None
    old: OldCall | None = None
    recorded: frozenset[str] = frozenset()

    def standing(self, caller_number: str | None) -> Priority:
        return Priority.LISTED if caller_number in self.listed else Priority.ORDINARY

    def earlier_discom(self, caller_number: str) -> str | None:
        return self.earlier.get(caller_number)

    def old_call(self, story: Story, within: float) -> OldCall | None:
        return self.old

    def outages(self) -> Sequence[Outage]:
        return self.notices

    def records(self, discom: str | None) -> bool:
        return discom in self.recorded

    async def wait_and_talk(self, need: Need, story: Story, announcer: Announcer) -> WaitEnd:
        self.needs.append(need)
        if self.caller is not None:
            await self.caller.say(*announcer.lead())
            if self.prospect:
                await self.caller.say(*announcer.announce(self.prospect).sounds)
        story.learn("queued", need.discom or "any")
        if self.end is WaitEnd.TALKED:
            story.learn("answered", "asha")
            story.learn("parted", "agent")
        return self.end if isinstance(self.end, WaitEnd) else self.end()


@dataclass
class Played:
    """What came of a scripted call."""

    caller: ScriptedCaller
    desk: ScriptedDesk
    story: Story
    hung_up: bool


MANNERS = Manners(chatbots={"MVVNL": "8010924203"}, other_helplines={"NPCL": "01206226666"})


async def play_call(
    script: Mapping[str, Iterable[str | None]],
    *,
    caller: str | None = "+919415012345",
    std: str | None = None,
    desk: ScriptedDesk | None = None,
    known: Iterable[Fact] = (),
) -> Played:
    """Run one call through the real flow."""
    story = Story("call-1", now=lambda: datetime.now(UTC), known=known)
    if not story.knows("offered"):
        story.learn("offered", "1912")
        story.learn("caller", caller)
        if std:
            story.learn("caller-std", std)
    person, desk = ScriptedCaller(script), desk or ScriptedDesk()
    desk.caller = person
    try:
        await helpline_call(person, desk, story, MANNERS)
    except CallerHungUp:
        return Played(person, desk, story, hung_up=True)
    return Played(person, desk, story, hung_up=False)
