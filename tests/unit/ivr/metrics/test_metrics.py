import asyncio
import re
from types import SimpleNamespace

from ivr.metrics import Metrics


async def test_no_series_says_when_it_was_made() -> None:
    journal = SimpleNamespace(alarm=None, waiting=0, lost=0)
    projector = SimpleNamespace(problem=None, rejected=0, damaged=0, lag=0, behind=0)
    metrics = Metrics(journal, projector, SimpleNamespace(missing=()))
    metrics.read_call_backs({"in-line": 2, "pausing": 0})
    text = (await metrics.text()).decode()
    assert 'helpline_call_backs{state="in-line"} 2.0' in text
    assert "helpline_build_info" in text
    assert not re.search(r"^helpline_\w+_created", text, re.MULTILINE)


async def test_the_tasks_of_the_event_loop_are_counted() -> None:
    journal = SimpleNamespace(alarm=None, waiting=0, lost=0)
    projector = SimpleNamespace(problem=None, rejected=0, damaged=0, lag=0, behind=0)
    metrics = Metrics(journal, projector, SimpleNamespace(missing=()))
    other = asyncio.create_task(asyncio.sleep(60))
    assert "helpline_event_loop_tasks 2.0" in (await metrics.text()).decode()
    other.cancel()
