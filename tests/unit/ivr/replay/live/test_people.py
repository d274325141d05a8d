import pytest

from ivr.phone.consumer import Step
from ivr.replay.live.people import AREA_CODES, PIN_CODES, person, pin_for
from routing.areas import by_pincode, by_std
from routing.discoms import DISCOMS
from routing.numbers import read_caller


@pytest.mark.parametrize("discom", DISCOMS)
def test_a_consumer_of_each_discom_calls_from_its_area(discom: str) -> None:
    who = person(1234, discom=discom, key="2", reason="supply", pin="")
    area = by_std(read_caller(who.number).std or "")
    assert area is not None
    which = [step for step in who.steps if step.prompt == "discom.which"]
    assert discom == (area.discoms[int(which[0].keys) - 1] if which else area.certain)
    assert who.steps[0] == Step("greeting", "2")
    assert who.steps[-1] == Step("reason.menu", "1")


def test_no_number_can_be_anybodys_and_no_two_are_the_same() -> None:
    discoms = [*AREA_CODES, None]
    numbers = [
        person(place, discom=discom, key="1", reason="supply", pin="226001").number
        for place in (0, 7, 99_999)
        for discom in discoms
    ]
    assert len(set(numbers)) == len(numbers)
    for number, discom in zip(numbers, discoms * 3, strict=True):
        subscriber = number.removeprefix(AREA_CODES[discom]) if discom else number
        assert subscriber.startswith("0")
        assert discom or read_caller(number).kind == "unknown"


def test_who_has_no_discom_keys_a_pin_code_and_who_is_in_danger_nothing_else() -> None:
    asked = person(1, discom=None, key="1", reason="chatbot", pin="250001")
    assert asked.steps == (
        Step("greeting", "1"),
        Step("pin.ask", "250001"),
        Step("reason.menu", "8"),
    )
    assert person(1, discom=None, key="1", reason="danger", pin="").steps == (
        Step("greeting", "9"),
    )


def test_queues_of_another_system_go_round_the_pin_codes() -> None:
    areas = [by_pincode(pin) for pin in PIN_CODES.values()]
    assert [area and area.certain for area in areas] == list(PIN_CODES)
    queues = ("PS", "NE", "NW", "IN", "TT")
    pins = [pin_for(queue, queues) for queue in queues]
    assert pins == [*PIN_CODES.values(), pins[0]]
    assert pin_for(None, queues) == pins[0]
