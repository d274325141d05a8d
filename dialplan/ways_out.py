"""The ways out of the line, as they stand open for one waiting caller, and what their keys mean.

Which were shown last and what was chosen are facts, so keys mean the same after a restart. Nobody
loses the place by listening, by pressing a key, or by pressing none.
"""

from typing import Final

from dialplan.conversation import Reply, WaitEnd
from dialplan.menus import MENUS, Menu
from dialplan.talk import Talk

CALL_BACK: Final = "call-back"
CHATBOT: Final = "chatbot"
STAY: Final = "stay"


class WaysOutOfLine:
    """The ways that this caller is shown while they wait."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._story = talk.story

    def show(self) -> tuple[str, ...]:
        """Name the prompts that show the ways there are, perhaps none; their keys count now."""
        menu = self._menu()
        if not menu.choices:
            return ()
        self._story.learn("ways-out", [choice.value for choice in menu.choices])
        return (*menu.sounds(), "callback.keeps-place")

    def take(self, key: str) -> Reply | None:
        """Answer a key; None if it means nothing at this moment."""
        if self._is_confirming():
            return self._confirmed() if MENUS["call-back"].value(key) else self._declined()
        if not self._story.knows("ways-out"):
            return None
        match self._menu().value(key):
            case "call-back":
                return self._confirm()
            case "chatbot":
                self._story.learn("way-out", CHATBOT, how="key")
                return self._chatbot("chatbot.number")
        return None

    def heard(self) -> Reply:
        """Go on when the caller has heard the last reply: the chatbot's number comes twice."""
        last = self._story.newest("ways-out", "way-out", "served")
        if last is None or last.kind != "way-out" or last.value != CHATBOT:
            return Reply()
        self._story.learn("served", CHATBOT)
        return self._chatbot("chatbot.again", "ways-out.enough")

    def waits_on(self) -> None:
        """Note that a caller who heard the chatbot's number was not content with it."""
        if self._story.text("served"):
            self._story.learn("served", None)

    def _menu(self) -> Menu:
        menu, ways = MENUS["ways-out"], self._talk.manners.ways_out
        if not ways.call_back or not call_back_number(self._talk):
            menu = menu.without(CALL_BACK)
        if not ways.chatbot or not chatbot_number(self._talk):
            menu = menu.without(CHATBOT)
        return menu

    def _is_confirming(self) -> bool:
        last = self._story.newest("ways-out", "way-out")
        return last is not None and last.kind == "way-out" and last.value == CALL_BACK

    def _confirm(self) -> Reply:
        self._story.learn("way-out", CALL_BACK, how="key")
        then = (*MENUS["call-back"].sounds(), "ways-out.stay")
        values = {"number": call_back_number(self._talk)}
        return Reply(self._talk.telling("callback.number", values, *then, private=True))

    def _confirmed(self) -> Reply:
        self._story.learn(CALL_BACK, self._story.text("caller"), how="key", private=True)
        return Reply(end=WaitEnd.CALL_BACK)

    def _declined(self) -> Reply:
        self._story.learn("way-out", STAY, how="key")
        return Reply(self._talk.saying("ways-out.go-on"))

    def _chatbot(self, prompt: str, *then: str) -> Reply:
        return Reply(self._talk.telling(prompt, {"number": chatbot_number(self._talk)}, *then))


def call_back_number(talk: Talk) -> str | None:
    """Give the caller's number as people say it, if it can be called; it is private.

    A number in E.164 is only known of Indian mobiles and landlines of Uttar Pradesh.
    """
    caller = talk.story.fact("caller")
    if caller is None or not isinstance(caller.value, str):
        return None
    national = caller.value.removeprefix("+91")
    return f"0{national}" if caller.how == "landline" else national


def chatbot_number(talk: Talk) -> str | None:
    """Give the number of the caller's discom's chatbot, if it has one."""
    return talk.manners.chatbots.get(talk.story.text("discom") or "")
