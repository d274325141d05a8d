"""Findings as JSON, and as a section of a page."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.report import Findings, published

FINDINGS = Findings(
    name="clients",
    title="Clients",
    head=("client", "ms"),
    rows=[("ours", "2.0"), ("theirs", "20.0")],
    verdict=["ours takes a tenth"],
    data={"ours": 2.0},
    machine="2 processors",
    at=datetime(2026, 11, 22, 13, 0, tzinfo=UTC),
)


def test_a_section_has_the_table_the_verdict_and_the_machine() -> None:
    assert FINDINGS.markdown().splitlines() == [
        "| client | ms |",
        "| --- | --: |",
        "| ours | 2.0 |",
        "| theirs | 20.0 |",
        "",
        "- ours takes a tenth",
        "",
        "Measured 2026-11-22 13:00 UTC on 2 processors.",
    ]


def test_figures_are_kept_for_machines(tmp_path: Path) -> None:
    FINDINGS.keep(tmp_path / "bench")
    kept = json.loads((tmp_path / "bench" / "clients.json").read_text())
    assert kept["rows"][1] == {"client": "theirs", "ms": "20.0"}
    assert kept["data"] == {"ours": 2.0}


def test_a_page_keeps_all_but_the_section() -> None:
    page = "# Title\n<!-- clients -->\nold\n<!-- /clients -->\nafter\n"
    renewed = published(page, "clients", "new\n")
    assert renewed == "# Title\n<!-- clients -->\nnew\n<!-- /clients -->\nafter\n"
    assert published(renewed, "clients", "new\n") == renewed


def test_a_page_without_the_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for clients"):
        published("# Title\n", "clients", "new\n")
