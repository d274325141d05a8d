from pathlib import Path

from capacity.days import Judge
from capacity.lines import Sizes
from capacity.scenario import Rules, Scenario, Wishes, scenario
from capacity.thresholds import Thresholds
from ivr.instants import IST
from ivr.replay.reading import read_calls
from ivr.replay.runs import run_all
from tests.unit.ivr.replay.journals import write_day

JUDGE = Judge(IST, Thresholds())


def ready(folder: Path) -> Scenario:
    log = read_calls(write_day(folder), None, IST, lambda _count: None)
    return scenario(log, Rules([(0.0, Sizes(350, 300))], 15, 10, 900, 5), Wishes())


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    tried, told = ready(tmp_path), list[int]()
    together = run_all(tried, JUDGE, [1, 2], told.append)
    alone = [run_all(tried, JUDGE, [seed], told.append)[0] for seed in (1, 2)]
    assert [run.total for run in together] == [run.total for run in alone]
    assert [run.days for run in together] == [run.days for run in alone]
    assert together[0].total != together[1].total
