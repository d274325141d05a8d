"""Talking with the caller in their language, patiently but not for ever.

Each thing that is said or keyed becomes a fact of the story. All questions are bounded: a wrong
key and a silence each get a kind answer, and after the last try the call goes on without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialplan.conversation import Caller
from dialplan.menus import Menu
from dialplan.story import Story
from prompts.sentences import sounds_of
from routing.ways_out import WaysOut


@dataclass(frozen=True, slots=True)
class Manners:
    """How the helpline asks. Times in seconds; numbers as digits, by discom."""

    languages: tuple[str, ...] = ("hi", "en")
    key_timeout: float = 5.0
    language_timeout: float = 3.0
    tries: int = 3
    announce_every: float = 60.0
    chatbots: Mapping[str, str] = field(default_factory=dict)
    other_helplines: Mapping[str, str] = field(default_factory=dict)
    ways_out: WaysOut = field(default_factory=WaysOut)
    old_place_within: float = 60.0


class Talk:
    """One caller, the story so far, and the language that they share with us."""

    def __init__(self, caller: Caller, story: Story, manners: Manners) -> None:
        self.caller = caller
        self.story = story
        self.manners = manners

    @property
    def language(self) -> str:
        """The caller's language; the first of the helpline's until they have chosen."""
        return self.story.text("language") or self.manners.languages[0]

    @property
    def keys_work(self) -> bool:
        """Tell whether the caller has pressed any key yet."""
        return self.story.knows("keyed")

    def sounds(self, *keys: str) -> tuple[str, ...]:
        """Name the sounds of these prompts; ``en:key`` asks for another language's."""
        named = (key.partition(":") for key in keys)
        return tuple(
            f"{before}/{after}" if after else f"{self.language}/{before}"
            for before, _, after in named
        )

    async def say(self, *keys: str) -> None:
        """Speak these prompts."""
        sounds = self.saying(*keys)
        await self.caller.say(*sounds)

    async def tell(self, key: str, /, *then: str, **values: object) -> None:
        """Speak a prompt with the values of its variables, and ``then`` others, in one go."""
        await self.caller.say(*self.telling(key, values, *then))

    async def ask_key(self, *keys: str, patience: float) -> str | None:
        """Speak these prompts and give the key that was pressed, if any."""
        key = await self.caller.ask_key(*self.saying(*keys), patience=patience)
        if key is not None:
            self.story.learn("keyed", key, private=True)
        return key

    async def ask_number(self, *keys: str, digits: int) -> str:
        """Speak these prompts and give the digits that were keyed, perhaps none."""
        keyed = await self.caller.ask_number(
            *self.saying(*keys), digits=digits, patience=self.manners.key_timeout
        )
        if keyed is not None:
            self.story.learn("keyed", keyed or "#", private=True)
        return keyed or ""

    async def choose(self, menu: Menu, *lead: str) -> str | None:
        """Offer a menu until a valid key is pressed; None after the last try.

        The first time the prompts of ``lead`` come before it. Whoever has pressed no key in the
        whole call perhaps cannot, and hears a menu only once.
        """
        for tries_left in reversed(range(self.manners.tries if self.keys_work else 1)):
            key = await self.ask_key(*lead, *menu.sounds(), patience=self.manners.key_timeout)
            lead = ()
            value = menu.value(key) if key is not None else None
            if value is not None:
                return value
            if tries_left:
                await self.say("no-key" if key is None else "wrong-key")
        await self.say("give-up")
        return None

    def saying(self, *keys: str, private: bool = False) -> tuple[str, ...]:
        """Note that these prompts are going to be spoken, and name their sounds."""
        sounds = self.sounds(*keys)
        self.story.learn("said", sounds, private=private)
        return sounds

    def telling(
        self, key: str, values: Mapping[str, object], *then: str, private: bool = False
    ) -> tuple[str, ...]:
        """Note that a prompt is going to be spoken with these values, and ``then`` others."""
        return self.saying(*sounds_of(self.language, key, **values), *then, private=private)
