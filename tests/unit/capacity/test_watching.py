from capacity.simulation import simulate
from capacity.watching import Watcher
from routing.waiting import Pair, WaitingRoom
from tests.busy_day.day import a_day
from tests.busy_day.fairness import Fairness
from tests.busy_day.hearing import Hearing
from tests.unit.capacity.test_simulation import demand, house


class Diary(Watcher):
    def __init__(self) -> None:
        self.told: list[tuple[float, str, int]] = []

    def joined(self, now: float, call: int, room: WaitingRoom) -> None:
        assert room.position(str(call)) >= 1
        self.told.append((now, "joined", call))

    def rung(self, now: float, call: int, pair: Pair) -> None:
        assert pair == Pair(str(call), "a0")
        self.told.append((now, "rung", call))

    def answered(self, now: float, call: int) -> None:
        self.told.append((now, "answered", call))

    def gave_up(self, now: float, call: int) -> None:
        self.told.append((now, "gave up", call))


def test_a_watcher_is_told_what_happens_in_the_line() -> None:
    diary = Diary()
    callers = demand({"at": 0.0}, {"at": 1.0, "patience": 9.0})
    simulate(callers, house("MVVNL", pick_up=3.0), watcher=diary)
    assert diary.told == [
        (0.0, "joined", 0),
        (0.0, "rung", 0),
        (1.0, "joined", 1),
        (3.0, "answered", 0),
        (10.0, "gave up", 1),
    ]


def test_on_a_small_busy_day_nobody_is_passed_over_and_no_announcement_rises() -> None:
    callers, helpline = a_day(2_000, 25, seed=1)
    fairness, hearing = Fairness(callers, helpline), Hearing(callers)
    plain = simulate(callers, helpline, watcher=fairness)
    heard = simulate(callers, helpline, watcher=hearing)
    assert plain.ended.tolist() == heard.ended.tolist()
    assert (fairness.out_of_order, fairness.idle_beside, hearing.rises) == (0, 0, 0)
    assert fairness.helped > 0
    assert hearing.asked > 500


def test_who_is_passed_over_would_be_seen() -> None:
    callers, helpline = a_day(1_000, 25, seed=1)
    fairness = Fairness(callers, helpline)
    room = WaitingRoom(helpline.cards, wrap_up=0.0)
    first, second = (
        0,
        next(
            call
            for call in range(1, 1_000)
            if callers.queue[call] == callers.queue[0]
            and callers.language[call] == callers.language[0]
            and callers.priority[call] == callers.priority[0]
        ),
    )
    for call in (first, second):
        fairness.joined(0.0, call, room)
    fairness.settled(0.0, room)  # agents are free, and nobody rings
    fairness.rung(0.0, second, Pair(str(second), "nobody"))
    assert (fairness.out_of_order, fairness.idle_beside) == (1, 1)
