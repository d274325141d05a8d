"""The runs of a replay, one for each seed, on as many processes as there are processors."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing.sharedctypes import SynchronizedArray
from typing import Final

from capacity.days import Judge, Result
from capacity.scenario import Scenario

LOOK: Final = 0.2
"""Seconds between looks at how far the runs are."""

Tell = Callable[[int], None]


def run_all(scenario: Scenario, judge: Judge, seeds: Sequence[int], tell: Tell) -> list[Result]:
    """Run once for each seed; ``tell`` hears how many calls have been offered in all."""
    if len(seeds) == 1:
        return [judge.judge(scenario.run(seeds[0], tell))]
    # A forked child of a process that has threads may hang, so each starts anew.
    fresh = multiprocessing.get_context("spawn")
    offered = fresh.Array("q", len(seeds))
    workers = min(len(seeds), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, fresh, _begin, (scenario, judge, offered)) as pool:
        runs = [pool.submit(_run, place, seed) for place, seed in enumerate(seeds)]
        going = set(runs)
        while going:
            _, going = wait(going, timeout=LOOK)
            tell(sum(offered[:]))
        return [run.result() for run in runs]


class _Work:
    """What a worker process was given at its start."""

    scenario: Scenario
    judge: Judge
    offered: "SynchronizedArray[int]"


def _begin(scenario: Scenario, judge: Judge, offered: "SynchronizedArray[int]") -> None:
    _Work.scenario, _Work.judge, _Work.offered = scenario, judge, offered


def _run(place: int, seed: int) -> Result:
    def tell(count: int) -> None:
        _Work.offered[place] = count

    return _Work.judge.judge(_Work.scenario.run(seed, tell))
