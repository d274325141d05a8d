"""A report is written whole: JSON, a document, a picture."""

from datetime import UTC, datetime

import msgspec

from capacity.limit import Step
from ivr.measuring.report import DOCUMENT, JSON, PICTURE, Report
from tests.unit.ivr.measuring.samples import found

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MACHINE = {"processors": 2}


def test_all_files_are_written(tmp_path):
    report = Report(AT, MACHINE, [found(), found()])
    report.write(tmp_path / "new")
    tree = msgspec.json.decode((tmp_path / "new" / JSON).read_bytes())
    assert tree["machine"] == MACHINE
    assert tree["found"][1]["blocking"]["expected"]["share"] == 0.01
    document = (tmp_path / "new" / DOCUMENT).read_text()
    assert document.startswith("Measured on 2026-11-22 09:30 UTC: processors 2.\n")
    assert (tmp_path / "new" / PICTURE).read_bytes().startswith(b"\x89PNG")


def test_a_search_ends_with_its_landing_capacity_and_holding_time():
    steps = [Step(3_600.0), Step(5_400.0, ("lines",))]
    report = Report(AT, MACHINE, [found(), found()], steps)
    assert report.landing_capacity == 3_600
    assert report.said()[-1] == "The highest rate that went well: 3,600 calls an hour of 1 s."
    assert report.sheets()[-1].title == "Rates that were tried"


def test_a_search_may_find_nothing():
    report = Report(AT, MACHINE, [found()], [Step(3_600.0, ("lines",))])
    assert report.landing_capacity is None
    assert report.said()[-1] == "No rate that was tried went well."
