"""What a process costs is read from the system, while it costs it."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from ivr.measuring.machine import Watch, machine_worked, this_machine, usage, watching
from tests.unit.ivr.measuring.samples import sample


def test_our_own_process_works_has_memory_and_files():
    before, machine = usage(os.getpid()), machine_worked()
    end = time.process_time() + 0.1
    with Path(os.devnull).open() as _, Path(os.devnull).open() as _:
        while time.process_time() < end:
            pass
        after = usage(os.getpid())
    assert 0.05 <= after.processor - before.processor <= 2
    assert machine_worked() - machine >= 0.05
    assert after.files == before.files + 2
    assert 1e6 < after.own <= after.resident * 1.5


def test_who_is_gone_cannot_be_looked_at():
    with pytest.raises(FileNotFoundError):
        usage(2**22 + 1)


async def test_who_watches_sees_the_first_and_the_last_moment_and_passes_over_who_is_gone():
    async with watching({"us": os.getpid(), "gone": 2**22 + 1}, time.time) as watch:
        await asyncio.sleep(0)
    assert [set(each.processes) for each in watch.samples] == [{"us"}, {"us"}]
    assert watch.samples[0].at <= watch.samples[-1].at


def test_a_span_has_the_samples_in_it():
    watch = Watch([sample(float(at), worked=at) for at in range(10)])
    assert [each.at for each in watch.between(2.5, 5.0)] == [3.0, 4.0, 5.0]
    assert len(watch.between(2.5, 3.0)) == 10


def test_the_machine_is_described():
    assert this_machine()["processors"] == os.cpu_count()
