import pytest

from tests.unit.deploy.expressions import recorded_labels, unknown, unused_words

SERIES = {
    "helpline_waits_count": frozenset({"discom"}),
    "node:helpline_level:ratio": frozenset({"node"}),
}


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ('sum by (discom) (rate(helpline_waits_count{discom=~"A|B",node="n"}[5m]))', []),
        ('node:helpline_level:ratio{node=~"helpline_gone"} > 0.5', []),
        ("helpline_gone > 1", ["helpline_gone"]),
        ('helpline_waits_count{trunk!="x"}', ["helpline_waits_count{trunk}"]),
        ("sum by (node, trunk) (helpline_waits_count)", ["by (trunk)"]),
        ("node:helpline_gone:ratio / helpline_waits_count", ["node:helpline_gone:ratio"]),
    ],
)
def test_what_nobody_exports_is_found(expression: str, wrong: list[str]) -> None:
    assert unknown(expression, SERIES) == wrong


def test_words_that_no_label_says_are_found() -> None:
    assert unused_words('a{result=~"answered|(short-)?abandoned|lost",node="x"}') == []
    assert unused_words('a{outcome="landed"} / a{state!~"talking|asleep"}') == [
        "outcome: landed",
        "state: asleep",
    ]


def test_a_recorded_name_begins_with_its_labels() -> None:
    assert recorded_labels("node_discom:helpline_x:ratio15m") == {"node", "discom"}
