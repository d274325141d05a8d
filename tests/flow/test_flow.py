"""Scripted calls through the real flow: every path, and every way of being wrong or silent."""

import pytest

from dialplan.conversation import WaitEnd
from dialplan.flow import RECORDING_TOLD
from dialplan.menus import MENUS
from dialplan.ticket import ticket_of
from prompts.spoken import digits
from routing.discoms import DISCOMS
from tests.flow.script import HANG_UP, MANNERS, ScriptedDesk, play_call

LUCKNOW = {"pin.ask": ["226001"]}
TRIES = MANNERS.tries


async def test_silence_at_the_language_menu_means_hindi_at_once():
    call = await play_call(LUCKNOW | {"reason.menu": ["1"]})
    assert call.story.text("language") == "hi"
    assert call.caller.heard.count("hi/greeting") == 1
    assert call.desk.needs[0].language == "hi"


async def test_each_language_is_offered_in_its_own_words():
    call = await play_call(LUCKNOW)
    heard = call.caller.heard
    at = heard.index("en/language.choice")
    assert heard[at + 1] == "en/press.2"
    assert "hi/language.choice" in heard[:at]


async def test_english_holds_for_the_rest_of_the_call():
    call = await play_call({"greeting": ["2"]} | LUCKNOW)
    after = call.caller.heard[call.caller.heard.index("en/pin.ask") :]
    assert all(sound.startswith("en/") for sound in after)


async def test_a_wrong_language_key_is_told_and_bounded():
    call = await play_call(LUCKNOW | {"greeting": ["7"] * (TRIES + 2)})
    assert call.caller.heard_keys().count("wrong-key") == TRIES
    assert call.story.text("language") == "hi"


@pytest.mark.parametrize(
    "key", [c.key for c in MENUS["reason"].choices if c.value not in ("change-discom", "chatbot")]
)
async def test_every_reason_leads_to_a_person(key):
    call = await play_call(LUCKNOW | {"reason.menu": [key]})
    assert call.story.text("reason") == MENUS["reason"].value(key)
    assert call.desk.needs[0].discom == "MVVNL"
    assert call.desk.needs[0].priority == (0 if key == "9" else 3)
    assert call.caller.heard_keys()[-1] == "thanks"


@pytest.mark.parametrize(("key", "priority"), [("2", 1), ("9", 0)])
async def test_who_calls_decides_unless_it_is_danger(key, priority):
    desk = ScriptedDesk(listed=frozenset({"+919415012345"}))
    call = await play_call(LUCKNOW | {"reason.menu": [key]}, desk=desk)
    assert call.desk.needs[0].priority == priority


async def test_danger_at_the_greeting_skips_every_question():
    call = await play_call({"greeting": ["9"]})
    assert call.desk.needs[0].priority == 0
    assert "pin.ask" not in call.caller.heard_keys()
    assert "danger.advice" in call.caller.heard_keys()


async def test_a_landline_tells_the_discom():
    call = await play_call({"reason.menu": ["2"]}, std="0522")
    assert (call.story.text("discom"), call.story.fact("discom").how) == ("MVVNL", "area-code")
    assert "pin.ask" not in call.caller.heard_keys()


@pytest.mark.parametrize(("std", "key", "discom"), [("0120", "1", "PVVNL"), ("0512", "1", "KESCO")])
async def test_an_ambiguous_area_code_asks_between_its_companies(std, key, discom):
    call = await play_call({"discom.which": [key], "reason.menu": ["2"]}, std=std)
    assert "pin.ask" not in call.caller.heard_keys()
    assert call.story.text("discom") == discom
    assert call.story.fact("discom").how == "menu"


async def test_an_earlier_call_tells_the_discom():
    desk = ScriptedDesk(earlier={"+919415012345": "KESCO"})
    call = await play_call({"reason.menu": ["2"]}, desk=desk)
    assert (call.story.text("discom"), call.story.fact("discom").how) == ("KESCO", "earlier-call")


async def test_an_earlier_call_settles_an_ambiguous_area_but_never_contradicts_one():
    desk = ScriptedDesk(earlier={"+91": "KESCO"})
    call = await play_call({"reason.menu": ["2"]}, caller="+91", std="0512", desk=desk)
    assert call.story.text("discom") == "KESCO"
    call = await play_call(
        {"discom.which": ["1"], "reason.menu": ["2"]}, caller="+91", std="0120", desk=desk
    )
    assert call.story.fact("discom").how == "menu"


async def test_a_pin_of_two_companies_asks():
    call = await play_call({"pin.ask": ["201008"], "discom.which": ["1"], "reason.menu": ["2"]})
    assert call.story.text("discom") == "PVVNL"


async def test_wrong_pins_end_in_the_menu_of_companies():
    call = await play_call({"pin.ask": ["999999", "12#", "888888"], "discom.menu": ["2"]})
    heard = call.caller.heard_keys()
    assert heard.count("pin.unknown") == 2
    assert heard.count("pin.short") == 1
    assert call.story.text("discom") == "MVVNL"


async def test_no_pin_leads_to_the_menu_of_companies():
    call = await play_call({"pin.ask": ["#"], "discom.menu": ["5"], "reason.menu": ["1"]})
    assert call.story.text("discom") == tuple(DISCOMS)[4] == "KESCO"


async def test_someone_who_keys_nothing_at_all_still_reaches_a_person():
    call = await play_call({})
    assert not call.hung_up
    need = call.desk.needs[0]
    assert (need.discom, need.reason, need.language) == (None, "agent", "hi")
    heard = call.caller.heard_keys()
    assert (heard.count("discom.menu"), heard.count("reason.menu")) == (1, 0)
    assert call.story.fact("reason").how == "silence"


async def test_someone_who_can_key_is_asked_several_times():
    call = await play_call({"greeting": ["1"]})
    heard = call.caller.heard_keys()
    assert (heard.count("discom.menu"), heard.count("reason.menu")) == (TRIES, TRIES)
    assert heard.count("no-key") == 2 * (TRIES - 1)
    assert heard.count("give-up") == 2
    assert call.desk.needs[0].reason == "agent"


async def test_a_wrong_company_can_be_changed_once():
    call = await play_call(LUCKNOW | {"reason.menu": ["*", "1"], "discom.menu": ["1"]})
    assert call.story.text("discom") == "PuVVNL"
    menus = [s for s in call.caller.heard_keys() if s == "reason.change-discom.choice"]
    assert len(menus) == 1


async def test_a_company_with_its_own_helpline_is_referred():
    call = await play_call({"pin.ask": [None], "discom.menu": ["6"]})
    heard = call.caller.heard_keys()
    assert heard[heard.index("referral.number.part-1") + 1] == "digit-rising.0"
    assert call.story.text("served") == "referral"
    assert call.desk.needs == []
    assert heard[-1] == "thanks"


async def test_a_company_without_a_known_number_is_referred_too():
    call = await play_call({"pin.ask": [None], "discom.menu": ["7"]})
    assert "discom.TORRENT-AGRA.referral" in call.caller.heard_keys()
    assert "referral.number.part-1" not in call.caller.heard_keys()


async def test_the_chatbot_number_is_spoken_twice():
    call = await play_call(LUCKNOW | {"reason.menu": ["8"]})
    heard = call.caller.heard_keys()
    first, second = heard.index("chatbot.number.part-1"), heard.index("chatbot.again.part-1")
    assert heard[first + 1 : second] == list(digits("8010924203"))
    assert heard[second + 1 : -1] == list(digits("8010924203"))
    assert call.story.text("served") == "chatbot"


async def test_a_chatbot_is_offered_only_where_there_is_one():
    call = await play_call(
        {"pin.ask": ["208001"], "discom.which": ["1"], "reason.menu": ["8", "1"]}
    )
    assert "reason.chatbot.choice" not in call.caller.heard_keys()
    assert "wrong-key" in call.caller.heard_keys()
    assert call.story.text("reason") == "supply"


async def test_nobody_comes():
    call = await play_call(LUCKNOW, desk=ScriptedDesk(end=WaitEnd.TOO_LONG))
    heard = call.caller.heard_keys()
    assert heard.index("wait.too-long") < heard.index("chatbot.number.part-1")
    assert heard[-1] == "thanks"
    assert heard.index("ticket.number.part-1") < heard.index("ticket.keep")
    assert call.story.text("ticket") == ticket_of("call-1")
    assert not call.story.knows("call-back"), "it is not offered by these settings"


@pytest.mark.parametrize(
    "prompt", ["greeting", "pin.ask", "reason.menu", "wait.start", "no-key", "thanks"]
)
async def test_a_hang_up_anywhere_ends_the_call_there(prompt):
    script = LUCKNOW | {"reason.menu": [None, "1"]}
    call = await play_call(script | {prompt: [HANG_UP]})
    assert call.hung_up
    assert prompt in call.caller.heard_keys()


async def test_known_facts_are_never_asked_again():
    before = await play_call(LUCKNOW | {"greeting": ["2"], "reason.menu": ["3"]})
    facts = [
        f for f in before.story.facts if f.kind not in ("announced", "queued", "answered", "parted")
    ]
    again = await play_call({}, known=facts)
    assert not again.caller.landed
    assert again.caller.heard == ["en/wait.start", "en/thanks"]
    assert again.desk.needs == before.desk.needs


async def test_who_will_be_recorded_is_told_before_the_line_and_only_once():
    desk = ScriptedDesk(recorded=frozenset({"MVVNL"}))
    call = await play_call(LUCKNOW | {"reason.menu": ["1"]}, desk=desk)
    heard = call.caller.heard_keys()
    assert heard[heard.index("recording.notice") + 1] == "wait.start"
    assert call.story.knows(RECORDING_TOLD)
    known = [fact for fact in call.story.facts if fact.kind not in ("queued", "answered", "parted")]
    again = await play_call({}, desk=desk, known=known)
    assert "recording.notice" not in again.caller.heard_keys()


async def test_others_hear_nothing_of_recordings():
    desk = ScriptedDesk(recorded=frozenset({"KESCO"}))
    call = await play_call(LUCKNOW | {"reason.menu": ["1"]}, desk=desk)
    assert "recording.notice" not in call.caller.heard_keys()
    assert not call.story.knows(RECORDING_TOLD)
