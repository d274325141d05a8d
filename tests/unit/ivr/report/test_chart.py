import re

import pytest

from ivr.report.chart import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Series


def chart(*values: float | None, title: str = "Calls") -> Chart:
    return Chart(title, list(range(len(values) + 1)), [Series("landed", values)], [(0, "10:00")])


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (0.3, 1), (3.9, 4), (4.1, 6), (97, 100), (190, 200), (12_453, 15_000)]
)
def test_the_upper_edge_is_a_round_number_above_all_values(most: float, top: float) -> None:
    assert chart(0, most, None).top == top


def test_a_line_goes_in_steps_and_has_gaps_where_nothing_is_known() -> None:
    [path] = re.findall(r'class="s s0" d="([^"]*)"', chart(10, 5, None, 0).svg)
    quarter = (WIDTH - LEFT - RIGHT) / 4
    low = HEIGHT - 22
    middle = (TOP + low) / 2
    assert path == (
        f"M{LEFT:.1f} {TOP:.1f}H{LEFT + quarter:.1f}V{middle:.1f}H{LEFT + 2 * quarter:.1f}"
        f"M{LEFT + 3 * quarter:.1f} {low:.1f}H{WIDTH - RIGHT:.1f}"
    ).replace(f"H{LEFT + quarter:.1f}V", f"H{LEFT + quarter:.1f}V")


def test_a_picture_has_a_name_and_its_times_and_nothing_of_it_is_markup() -> None:
    svg = chart(1, title="<b>&").svg
    assert '<svg viewBox="0 0 720 190" role="img"><title>&lt;b&gt;&amp;</title>' in svg
    assert ">10:00</text>" in svg
    assert svg.endswith("</svg>")
