"""The scripted consumer: which prompt a step waits for, and its diary."""

import pytest

from ivr.phone.consumer import Diary, Kind, Step


@pytest.mark.parametrize(
    ("prompt", "sound", "answers"),
    [
        ("pin.ask", "hi/pin.ask", True),
        ("pin.ask", "en/pin.ask", True),
        ("hi/pin.ask", "hi/pin.ask", True),
        ("hi/pin.ask", "en/pin.ask", False),
        ("pin", "hi/pin.ask", False),
    ],
)
def test_a_step_waits_for_its_prompt(prompt, sound, answers):
    assert Step(prompt, "1").answers(sound) is answers


async def test_the_diary_is_in_order_whenever_it_was_written():
    told = []
    diary = Diary(since=100.0, tell=told.append)
    diary.note("caller", Kind.KEYED, "1", at=102.5)
    diary.note("helpline", Kind.HEARD, "hi/greeting", at=100.25)
    assert [(moment.after, moment.what) for moment in diary.moments] == [
        (0.25, "hi/greeting"),
        (2.5, "1"),
    ]
    assert [moment.what for moment in told] == ["1", "hi/greeting"]
