"""Tables say the same on a terminal and in a document."""

from dataclasses import replace

from capacity.limit import Step
from ivr.measuring.sheets import conditions, landings, markdown, remarks, sheets, steps_sheet
from tests.unit.ivr.measuring.samples import found, setting

EXPECTED = """\
**Blocked, beside Erlang B and an ideal pool**

| blocked, % | measured | Erlang B (95 %) | inside | ideal pool | same calls |
| --- | ---: | ---: | ---: | ---: | ---: |
| two lines | 0.50 | 1.00 (0.00–2.00) | yes | 0.50 | 100.00 |
"""


def test_a_document_has_each_table():
    text = markdown(sheets([found()]), ["said"])
    assert EXPECTED in text
    assert (
        "| two lines | 2 | 0 | 1 | 1.0 | 200 | 199 | 1 | 0 | 0 | 3,500 (3,300–3,700) | 2 |" in text
    )
    assert "| two lines: INVITE to 200 | 2 | 4.0 | 20.0 | 20.0 | 20.0 | 20.0 |" in text
    assert "| two lines: service | 5.0 | 10 | 100.0 | 101.0 | +2.0 |" in text
    assert "| two lines: whole machine |  | 80 |  |  |  |" in text
    assert text.endswith("- said\n")


def test_every_row_has_a_cell_for_each_column():
    for sheet in sheets([found(), found(costs={}, gaps=None, late=None)]):
        assert {len(row) for row in sheet.rows} == {len(sheet.columns)}
        assert sheet.table().row_count == len(sheet.rows)


def test_steps_are_by_rate_and_say_what_limited_them():
    steps = [Step(7_200.0), Step(3_600.0, ("lines", "agents"))]
    sheet = steps_sheet(steps, compress=2.0)
    assert sheet.rows == [("2.0", "3,600", "lines, agents"), ("4.0", "7,200", "–")]


def test_remarks_name_their_setting():
    one = found(setting=setting(name="a"), remarks=("late",))
    assert list(remarks([one, found()])) == ["a: late"]


def test_settings_measured_alike_are_told_together():
    other = replace(setting(), name="three lines", seed=7)
    (said,) = conditions([found(), found(setting=other)])
    assert said.startswith("two lines (seed 1), three lines (seed 7): callers who stay for ")


def test_what_landed_is_within_the_landing_capacity_or_beyond_it():
    (within, beyond) = landings([found(), found(failed=2)])
    assert within == (
        "two lines: 3,500 calls an hour landed, 0.5% were blocked, dropped or failed: "
        "within its landing capacity."
    )
    assert beyond.endswith("1.5% were blocked, dropped or failed: beyond its landing capacity.")
