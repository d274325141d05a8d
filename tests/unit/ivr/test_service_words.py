import pytest

from ivr.service_words import service_in_words
from ivr.storage import ServiceEvent
from tests.unit.ivr.samples import after

CALL = after(0), after(60)


def words(*events: tuple[float, str] | tuple[float, str, float]) -> list[str]:
    told = [ServiceEvent(after(at), what, *rest) for at, what, *rest in events]
    return service_in_words(told, *CALL)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (
            [(10, "disconnected"), (14, "connected")],
            "there was no connection to Asterisk from 10:00:10 for 4.0 s",
        ),
        (
            [(-900, "database-away")],
            (
                "the database was away (which no call waits for) from 09:45:00"
                " to the last that is known"
            ),
        ),
        ([(77, "started", 17.0)], "no service ran for 17.0 s until 10:01:17; the one before was"),
        ([(30, "stalled", 2.5)], "the service stood still for 2.5 s until 10:00:30"),
        ([(61, "stalled", 2.5)], "the service stood still for 2.5 s until 10:01:01"),
        ([(-5, "journal-alarm"), (1, "journal-works")], "the journal could not be written from"),
        ([(-9, "stopping"), (3, "started")], "the service was being stopped from 09:59:51 for 12"),
    ],
)
def test_what_was_unusual_during_the_call(events, told: str) -> None:
    assert words(*events)[0].startswith(told)


@pytest.mark.parametrize(
    "events",
    [
        [],
        [(-20, "disconnected"), (-1, "connected")],
        [(-1, "stalled", 2.0)],
        [(68, "stalled", 2.0)],
        [(66, "disconnected")],
        [(76, "started", 15.0)],
        [(61, "started")],
        [(-5, "started")],
        [(5, "connected")],
        [(-9, "database-away"), (-3, "started")],
    ],
)
def test_what_has_nothing_to_do_with_the_call_is_left_out(events) -> None:
    assert words(*events) == []


def test_a_start_without_a_stop_betrays_a_crash() -> None:
    (killed,) = words((20, "started"))
    assert killed.endswith("10:00:20; the one before was killed or had crashed")
    orderly = words((18, "stopping"), (19, "stopped"), (20, "started"))
    assert len(orderly) == 2
    assert "killed" not in orderly[1]
