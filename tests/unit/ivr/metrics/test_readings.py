from ivr.metrics.readings import Reading, Readings
from tests.unit.ivr.metrics.reading import samples


def test_figures_are_read_when_they_are_asked_for() -> None:
    level = [1]
    readings = Readings(
        [
            Reading("level", "A level.", lambda: level[0]),
            Reading("falls", "So many falls.", lambda: level[0] * 10, counts=True),
        ]
    )
    level[0] = 2
    assert samples(readings.collect()) == {("helpline_level",): 2, ("helpline_falls_total",): 20}
    assert [family.type for family in readings.collect()] == ["gauge", "counter"]
