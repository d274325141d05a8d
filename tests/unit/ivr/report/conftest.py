from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from capacity.thresholds import Thresholds
from ivr.instants import find_zone
from ivr.period import Period
from ivr.report.making import Asked, Report
from ivr.report.reading import Kept, read
from tests.unit.ivr.report.journals import KEYS, write_day

NOW = datetime(2026, 12, 1, tzinfo=UTC)
IST = find_zone("Asia/Kolkata")

Reported = Callable[..., Report]


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a made-up day; nobody writes to it."""
    return write_day(tmp_path_factory.mktemp("report") / "journal")


@pytest.fixture(scope="session")
def kept(journal: Path) -> Kept:
    """What that journal has."""
    return read(journal, since=None, redial=1800, keys=KEYS, log_in=False)


@pytest.fixture
def reported(kept: Kept) -> Reported:
    """Make a report of the made-up day."""

    def make(*by: str, since: datetime | None = None, until: datetime | None = None, **more: Any):
        thresholds = more.pop("thresholds", Thresholds())
        asked = Asked(Period(since, until, IST), thresholds, by, more)
        return Report(kept, asked, NOW)

    return make
