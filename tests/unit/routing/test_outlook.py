import math

from routing.agents import AgentCard
from routing.floor import Floor
from routing.line import Line, Waiter
from routing.outlook import Outlook, outlook

CARDS = {"own": "MVVNL", "both": "MVVNL PVVNL", "other": "PVVNL", "gone": "MVVNL"}


def floor(away: str) -> Floor:
    found = Floor()
    hindi = frozenset({"hi"})
    found.replace(
        (AgentCard(each, frozenset(of.split()), hindi) for each, of in CARDS.items()), 0.0
    )
    for each in away.split():
        found.set_away(found.agents[each], away=True)
    return found


def line(*discoms: str) -> Line:
    found = Line((0.0, 0.0, 0.0, 0.0))
    for number, discom in enumerate(discoms):
        found.join(Waiter(str(number), discom, "hi", 3, float(number)))
    return found


def test_of_those_ahead_the_part_is_counted_that_the_same_agents_serve() -> None:
    waiting = line("MVVNL", "PVVNL", "PVVNL", "MVVNL")
    first, *_, last = waiting
    found = outlook(last, waiting, floor("gone other"), 5.0)
    assert found == Outlook(("MVVNL", "hi"), 3.0, 2, 5.0)
    found = outlook(last, waiting, floor("gone"), 5.0)
    assert found == Outlook(("MVVNL", "hi"), 2.0, 2, 5.0)
    assert outlook(first, waiting, floor("gone"), 5.0).ahead == 0.0


def test_where_nobody_is_there_nobody_helps() -> None:
    waiting = line("MVVNL", "MVVNL")
    _, last = waiting
    nobody = floor("own both other gone")
    assert outlook(last, waiting, nobody, 5.0) == Outlook(("MVVNL", "hi"), 0.0, 0, math.inf)
