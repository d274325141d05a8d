from xml.etree import ElementTree as ET

import pytest

from ivr.load.phones import agent_phone, registration
from ivr.load.sounds import SILENCE, VOICE, Sound


def steps(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text.split("\n", 2)[2]))


@pytest.mark.parametrize("sound", [SILENCE, VOICE])
def test_a_phone_rings_for_as_long_as_it_is_told(sound: Sound) -> None:
    found = steps(agent_phone(1.25, sound))
    labels = {step.get("id") for step in found if step.tag == "label"}
    assert {step.get("next") for step in found if step.get("next")} <= labels
    pauses = [step.get("milliseconds") for step in found if step.tag == "pause"]
    assert pauses == ["1250"]
    speaking = [each for step in found for each in step.iter("exec")]
    assert len(speaking) == (sound is VOICE)


def test_a_phone_is_registered_until_the_cue_and_then_signed_off() -> None:
    found = steps(registration(7200))
    sent = [step.text or "" for step in found if step.tag == "send"]
    assert [("Expires: 7200" in text, "Expires: 0" in text) for text in sent] == [
        (True, False), (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert ["[authentication" in text for text in sent] == [False, True, False, True]
    awaited = [step.get("response") or step.get("request") for step in found if step.tag == "recv"]
    assert awaited == ["401", "200", "MESSAGE", "401", "200"]
