"""A small load and what its callers saw, made up."""

from datetime import UTC, datetime

from capacity.load import STAY, LoadPlan, PlannedCall, Wish
from ivr.load.attempts import Attempt, End
from ivr.load.result import LoadResult

BEGAN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
WISH = Wish(calls=720, hold=60, seconds=2, compress=10, habits=STAY, redial=0.5)


def sip_id(call: int, number: int = 1) -> str:
    return f"{number}.000000///load-{call + 1}@127.0.0.1"


def planned(*at: float) -> LoadPlan:
    return LoadPlan(WISH, tuple(PlannedCall(a, "stay", 6.0, 0, 1.0) for a in at))


def landed(call: int, sent: float, held: float, **more: float) -> Attempt:
    up = sent + 0.01
    times = {"heard": sent + 0.005, "answered": up, "over": up + held, **more}
    return Attempt(call, 1, sip_id(call), sent, **times, end=End.LEFT)


def blocked(call: int, sent: float, number: int = 1) -> Attempt:
    times = {"heard": sent + 0.002, "over": sent + 0.004}
    name = sip_id(call, number)
    return Attempt(call, number, name, sent, **times, end=End.BLOCKED, status=503)


def failed(call: int, sent: float) -> Attempt:
    return Attempt(call, 1, sip_id(call), sent, end=End.FAILED, why="no answer")


RESULT = LoadResult(
    planned(0.0, 0.5, 1.0, 1.5),
    BEGAN,
    [
        landed(0, 0.001, 4.0),
        landed(1, 0.503, 2.0),
        blocked(2, 1.002),
        failed(3, 1.5),
        blocked(2, 1.602, number=2),
    ],
)
