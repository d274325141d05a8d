import pytest

from ivr.load.attempts import Attempt, End
from ivr.load.notes import Event, Note


def after(*events: Event, status: int | None = None) -> Attempt:
    attempt = Attempt(0, 1, "sip-1", 0.5)
    for second, event in enumerate(events, start=1):
        attempt.take(Note(100.0 + second, event, 1, 1, status), began=100.0)
    return attempt


def test_a_call_that_landed_holds_its_line_until_one_side_hangs_up() -> None:
    left = after(Event.HEARD, Event.ANSWERED, Event.LEFT)
    assert (left.heard, left.answered, left.over, left.end) == (1, 2, 3, End.LEFT)
    assert left.held == 1
    assert after(Event.ANSWERED, Event.ENDED).end is End.ENDED
    assert after(Event.ANSWERED).held is None


def test_a_blocked_call_is_over_at_once_and_holds_nothing() -> None:
    blocked = after(Event.REFUSED, status=503)
    assert (blocked.end, blocked.status, blocked.over) == (End.BLOCKED, 503, 1)
    assert blocked.heard == 1
    assert blocked.held is None


def test_the_first_response_counts() -> None:
    assert after(Event.HEARD, Event.HEARD, Event.ANSWERED).heard == 1


def test_an_attempt_is_not_sent_twice() -> None:
    with pytest.raises(ValueError, match="once"):
        after(Event.SENT)
