"""Holding and passing on, in words."""

from dialplan.story import Fact
from ivr.transfer_words import seconds_held, transfer_in_words, transfers_in_words
from tests.unit.ivr.samples import after

TO_OFFICER = ("attended", "officer", "J. K. Singh", "asha")
TO_LINE = ("blind", "line", "KESCO", "vijay")


def test_who_passed_whom_on_where_and_how() -> None:
    words = transfer_in_words(TO_OFFICER)
    assert words == "by asha to field officer J. K. Singh, after they had talked"
    assert transfer_in_words(TO_LINE) == "by vijay to the waiting line of KESCO, at once"
    assert transfer_in_words("edited") == "edited"


def test_each_transfer_with_how_it_went() -> None:
    facts = [
        Fact("transfer", TO_OFFICER, after(1)),
        Fact("transfer-end", "the phone is busy", after(2)),
        Fact("transfer", TO_LINE, after(3)),
    ]
    assert [line.rpartition(": ")[2] for line in transfers_in_words(facts)] == [
        "the phone is busy",
        "still under way",
    ]


def test_seconds_on_hold_are_added_up() -> None:
    facts = [Fact("held", 2.5, after(1)), Fact("held", None, after(2)), Fact("held", 4, after(3))]
    assert seconds_held(facts) == 6.5
