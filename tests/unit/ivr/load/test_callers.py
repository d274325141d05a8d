import re
from xml.etree import ElementTree as ET

import pytest

from ivr.load.callers import Row, callers, sip_call_id
from ivr.load.sounds import SILENCE, VOICE, Sound

ROW = Row("05120000001", 1_795_353_092.5, 9.25, 2, 3.0, "11")


@pytest.mark.parametrize("keys", [0, 1, 8])
@pytest.mark.parametrize("sound", [SILENCE, VOICE])
def test_every_jump_has_its_label_and_every_field_its_place(keys: int, sound: Sound) -> None:
    text = callers(keys, 1.0, sound)
    tree = ET.fromstring(text.split("\n", 2)[2])
    labels = [each.get("id") for each in tree.iter("label")]
    assert len(set(labels)) == len(labels)
    assert {step.get("next") for step in tree if step.get("next")} <= set(labels)
    fields = {int(field) for field in re.findall(r"\[field(\d+)\]", text)}
    assert fields == set(range(len(ROW.fields(keys)) if keys > 1 else 6 + keys))


def test_sipp_takes_no_variable_that_is_used_only_once() -> None:
    tree = ET.fromstring(callers(0, 1.0, VOICE).split("\n", 2)[2])
    used: dict[str, int] = {}
    for element in tree.iter():
        for name in ("assign_to", "variable", "variables", "test"):
            for variable in (element.get(name) or "").split(","):
                used[variable] = used.get(variable, 0) + 1
    assert min(used.values()) > 1


def test_the_caller_speaks_first_or_sipp_would_take_itself_for_a_server() -> None:
    tree = ET.fromstring(callers(1, 1.0, VOICE).split("\n", 2)[2])
    first = next(step for step in tree if step.tag in ("send", "recv"))
    assert first.tag == "send"
    assert "INVITE" in (first.text or "")


def test_times_are_in_milliseconds_and_no_pause_is_endless() -> None:
    assert ROW.fields(3) == (
        *("05120000001", "1795353092500", "9250", "2", "3000", "2"), *("1", "1", " "),
    )  # fmt: skip
    assert Row("1", 5.0, 0.0, 0, 0.0, "").fields(0)[2:5] == ("1", "0", "1")


def test_each_attempt_is_a_sip_call_of_its_own() -> None:
    assert sip_call_id(2, "load-7@127.0.0.1") == "2.000000///load-7@127.0.0.1"
