from collections.abc import Sequence

import pytest

from capacity.book import book_of
from capacity.lines import Direction
from capacity.seizures import Seizure
from dialplan.story import Fact, Value
from ivr.logged_calls import logged_call
from ivr.report.attempts import Attempts, AttemptsRead
from tests.unit.ivr.samples import OFFERED, a_record, after

BACK = "c-1-back"


def fact(kind: str, at: float, value: Value = None, how: str | None = None) -> Fact:
    return Fact(kind, value, after(at), how)


def attempts(facts: Sequence[Fact], *, ended: float = 900) -> Attempts:
    read = AttemptsRead()
    for each in facts:
        read.fact(BACK, each)
    read.fact("without-a-record-back", fact("dialled", 1))
    record = a_record(BACK, direction=Direction.OUTGOING, ended_at=after(ended))
    return read.result(book_of([logged_call(a_record()), logged_call(record)]))


def became(found: Attempts) -> list[str]:
    return [kind for row in range(len(found.places)) for kind in Seizure
            if found.ended_as(kind)[row]]  # fmt: skip


def test_three_attempts_and_a_talk() -> None:
    found = attempts(
        [
            fact("reserved", 0),
            fact("dialled", 1, 1, "out-1"),
            fact("not-reached", 9, "the phone is busy", "Q.850 17"),
            fact("dialled", 300, 2, "out-2"),
            fact("not-reached", 310, "the phone refused with SIP 503", "Q.850 38"),
            fact("dialled", 400, 2),
            fact("not-dialled", 400),  # no line was free: it never left us
            fact("dialled", 600, 3, "out-3"),
            fact("landed", 610),
            fact("answered", 620, "asha"),
        ]
    )
    assert became(found) == ["person", "network", "answered"]
    start = OFFERED.timestamp()
    assert (found.lasted.begun - start).tolist() == pytest.approx([1, 300, 600])
    assert (found.lasted.ended - start).tolist() == pytest.approx([9, 310, 900])
    assert found.places.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("the phone was not picked up", "person"),
        ("the phone is busy", "person"),
        ("the call was declined", "person"),
        ("the phone refused with SIP 404", "network"),
        ("the helpline was closing", "network"),
    ],
)
def test_without_a_cause_the_words_tell(why: str, kind: str) -> None:
    assert became(attempts([fact("dialled", 1), fact("not-reached", 9, why)])) == [kind]


def test_who_picked_up_answered_whatever_came_then() -> None:
    facts = [fact("dialled", 1), fact("landed", 4), fact("not-reached", 9, "no key was pressed")]
    assert became(attempts(facts)) == ["answered"]


def test_an_attempt_that_we_gave_up_is_nobodys_failure() -> None:
    assert became(attempts([fact("dialled", 1), fact("called-off", 5)], ended=5)) == ["person"]


def test_no_attempts() -> None:
    assert len(attempts([]).places) == 0
