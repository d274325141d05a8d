"""What SIPp noted of a step."""

import pytest

from tests.bench.load import Step, read_notes

LINES = """\
2026-11-22\t13:15:18.000000\t1795353318.000000 calls 1
2026-11-22\t13:15:18.004000\t1795353318.004000 answered 1
2026-11-22\t13:15:18.600000\t1795353318.600000 calls 2
2026-11-22\t13:15:21.000000\t1795353321.000000 last-key 1
2026-11-22\t13:15:25.000000\t1795353325.000000 goodbye 1
""".splitlines()


def test_times_are_taken_from_the_notes_of_each_call() -> None:
    step = Step(rate=2, placed=2, completed=1, notes=read_notes(LINES))
    assert step.setup == pytest.approx([0.004], abs=1e-5)
    assert step.last == pytest.approx([4.0], abs=1e-5)
    assert step.late == pytest.approx([0.0, 0.1], abs=1e-5)
    assert step.share == 0.5


def test_a_step_without_notes_has_no_times() -> None:
    step = Step(rate=2, placed=0, completed=0, notes={})
    assert (step.setup, step.last, step.late) == ([], [], [])
