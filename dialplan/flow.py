"""A call to 1912, from the greeting to the goodbye.

Each step looks first whether the story knows its answer, and asks only when it does not. So the
same coroutine, run again after a crash, takes the caller up where they were.
"""

from dialplan.conversation import Caller, Desk, Need, WaitEnd
from dialplan.discom import (
    chosen_by_caller,
    find_discom,
    has_own_helpline,
    recognise,
    reject_discom,
)
from dialplan.menus import MENUS
from dialplan.old_place import give_old_place
from dialplan.outages import SUPPLY, is_content, tell_outage
from dialplan.story import Story
from dialplan.talk import Manners, Talk
from dialplan.ticket import give_ticket, tell_ticket
from dialplan.waiting import Waiting
from dialplan.ways_out import CHATBOT, chatbot_number
from routing.order import Priority

DANGER = "danger"
CHANGE_DISCOM = "change-discom"

RECORDING_TOLD = "recording-told"
"""The fact that the caller was told that the talk is recorded; without it, it is not."""


async def helpline_call(caller: Caller, desk: Desk, story: Story, manners: Manners) -> None:
    """Lead one caller through the call. Raises `CallerHungUp` as soon as they are gone."""
    talk = Talk(caller, story, manners)
    await pick_up(talk)
    await give_old_place(talk, desk)
    recognise(story, desk)
    await choose_language(talk)
    while not story.knows("reason"):
        await find_discom(talk)
        if has_own_helpline(story):
            await refer(talk)
            continue
        await tell_outage(talk, desk)
        if not story.knows("reason"):
            await ask_reason(talk)
    if story.text("reason") == SUPPLY:
        await tell_outage(talk, desk, ask_area=True)
    match story.text("reason"):
        case _ if is_content(story):
            pass
        case "referral":
            pass
        case "chatbot":
            await tell_chatbot(talk)
        case _:
            await get_a_person(talk, desk)
    await say_goodbye(talk)


async def pick_up(talk: Talk) -> None:
    """Answer, unless the caller was answered before."""
    if not talk.story.knows("landed"):
        await talk.caller.answer()
        talk.story.learn("landed")


async def choose_language(talk: Talk) -> None:
    """Greet and offer the languages; the first one is taken when nothing is keyed.

    Danger can be keyed here already, so that nobody at a fallen wire has to listen to menus.
    """
    languages = talk.manners.languages
    menu = MENUS["language"].numbered(languages)
    sounds = language_sounds(menu.sounds(), languages)
    for _ in range(talk.manners.tries):
        if talk.story.knows("language"):
            return
        key = await talk.ask_key(*sounds, patience=talk.manners.language_timeout)
        value = menu.value(key) if key is not None else languages[0]
        if value == DANGER:
            talk.story.learn("reason", DANGER, how="key")
            value = languages[0]
        if value is not None:
            talk.story.learn("language", value, how="key" if key else "default")
            return
        await talk.say("wrong-key")
    talk.story.learn("language", languages[0], how="default")


def language_sounds(sounds: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    """Let each language be offered in its own words, with its own "press KEY" after it."""
    own = {f"language.{code}.choice": code for code in languages}
    spoken, code = [], ""
    for sound in sounds:
        if sound in own:
            code = own[sound]
            spoken.append(f"{code}:language.choice")
        elif code:
            spoken.append(f"{code}:{sound}")
            code = ""
        else:
            spoken.append(sound)
    return tuple(spoken)


async def ask_reason(talk: Talk) -> None:
    """Ask what the call is about; whoever keys nothing of use gets a person."""
    discom, menu = talk.story.text("discom"), MENUS["reason"]
    if chosen_by_caller(talk.story):
        menu = menu.without(CHANGE_DISCOM)
        if not talk.keys_work:  # a menu was offered already, in vain
            talk.story.learn("reason", "agent", how="silence")
            return
    if discom not in talk.manners.chatbots:
        menu = menu.without("chatbot")
    lead = ("discom.found", f"discom.{discom}.name") if discom else ()
    reason = await talk.choose(menu, *lead)
    if reason == CHANGE_DISCOM:
        reject_discom(talk.story)
    else:
        talk.story.learn("reason", reason or "agent", how="key" if reason else "default")


async def refer(talk: Talk) -> None:
    """Send the caller of a company that runs its own helpline there."""
    discom = talk.story.text("discom")
    await talk.say(f"discom.{discom}.referral")
    number = talk.manners.other_helplines.get(discom or "")
    if number:
        await talk.tell("referral.number", number=number)
    talk.story.learn("reason", "referral")
    talk.story.learn("served", "referral")


async def tell_chatbot(talk: Talk) -> None:
    """Speak the number of the discom's chatbot; `say_goodbye` does so once more."""
    number = chatbot_number(talk)
    if number is not None:
        await talk.tell("chatbot.number", number=number)
        talk.story.learn("served", CHATBOT)


async def say_goodbye(talk: Talk) -> None:
    """Thank the caller; whom the chatbot's number was told hears it again before, in one go."""
    number = chatbot_number(talk)
    if number is not None and talk.story.text("served") == CHATBOT:
        await talk.tell("chatbot.again", "thanks", number=number)
    else:
        await talk.say("thanks")


def priority_of(story: Story, desk: Desk) -> Priority:
    """Give the caller's priority; who has an old place in line has it as it was, not better."""
    known = story.fact("priority")
    if known is not None and isinstance(known.value, int):
        return Priority(known.value)
    return desk.standing(story.text("caller"))


async def get_a_person(talk: Talk, desk: Desk) -> None:
    """Wait in line for an agent and talk; danger goes to the front."""
    story = talk.story
    reason = story.text("reason") or "agent"
    danger = reason == DANGER
    priority = Priority.DANGER if danger else priority_of(story, desk)
    need = Need(story.text("discom"), talk.language, reason, priority)
    if not story.knows("call-back") and not story.knows("ticket"):
        lead = await before_the_line(talk, desk, danger=danger)
        call_backs = desk.call_backs_possible
        waiting = Waiting(talk, *lead, danger=danger, call_backs=call_backs)
        match await desk.wait_and_talk(need, story, waiting):
            case WaitEnd.TALKED:
                return
            case WaitEnd.TOO_LONG:
                give_ticket(talk, call_back=call_backs())
    if story.knows("ticket"):
        await tell_ticket(talk)
    else:
        await talk.say("callback.confirmed")
    if not story.knows("call-back"):
        await tell_chatbot(talk)


async def before_the_line(talk: Talk, desk: Desk, *, danger: bool) -> tuple[str, ...]:
    """Tell that the talk will be recorded, if it will; name the prompts with which the wait begins.

    In danger nothing comes before the line: it is told while the agent's phone rings.
    """
    begin = "danger.advice" if danger else "wait.start"
    if talk.story.knows(RECORDING_TOLD) or not desk.records(talk.story.text("discom")):
        return (begin,)
    if not danger:
        await talk.say("recording.notice")
    talk.story.learn(RECORDING_TOLD)
    return ("recording.notice", begin) if danger else (begin,)
