"""docs/metrics.md names every metric with its kind and labels, and none that there is not."""

import re
from pathlib import Path

from tests.promtool import promtool
from tests.unit.deploy.conftest import Exported

PAGE = Path(__file__).parents[3] / "docs/metrics.md"
ROW = re.compile(r"^\| `(helpline_\w+)` \| (\w+) \|([^|]*)\|", re.MULTILINE)


def documented() -> dict[str, Exported]:
    return {
        name: Exported(name, kind, frozenset(re.findall(r"`(\w+)`", labels)))
        for name, kind, labels in ROW.findall(PAGE.read_text(encoding="utf-8"))
    }


def test_the_page_lists_what_is_exported(exported: dict[str, Exported]) -> None:
    ours = {name: each for name, each in exported.items() if name.startswith("helpline_")}
    assert documented() == ours


def test_promtool_finds_nothing_wrong_with_the_metrics(metrics_text: str) -> None:
    assert promtool("check", "metrics", stdin=metrics_text.encode()) == ""
