from ivr.calls.destinations import Officer
from ivr.house import agent_cards, desk_rules, destinations
from ivr.settings.loading import parse_settings
from routing.agents import AgentCard
from routing.order import Order, Strategy

TEXT = """
[waiting]
strategy = "most-skilled-first"
head_start = [1000, 100, 10, 0]
share_after = 30
listed_numbers = ["0522-2204000", "9415012345"]
repeated_within = 300

[[agents]]
id = "asha"
discoms = ["KESCO"]
reasons = ["bill"]
level = 3
"""


def test_settings_become_rules_and_cards() -> None:
    settings = parse_settings(TEXT, name="helpline.toml")
    rules = desk_rules(settings)
    assert rules.order == Order((1000, 100, 10, 0), 30, Strategy.MOST_SKILLED_FIRST)
    assert rules.listed_numbers == {"+915222204000", "+919415012345"}
    assert rules.repeated_within == 300
    card = AgentCard("asha", frozenset({"KESCO"}), frozenset({"hi"}), frozenset({"bill"}), 3)
    assert agent_cards(settings) == [card]


def test_where_callers_may_be_passed_on_to() -> None:
    text = """
    [[agents]]
    id = "asha"
    seat = 101
    [[agents]]
    id = "vijay"
    [[field_officers]]
    name = "J. K. Singh"
    number = "9415099999"
    code = "21"
    """
    where = destinations(parse_settings(text, name="helpline.toml"))
    assert where.seats == {"101": "asha"}
    assert where.officers == {"21": Officer("J. K. Singh", "+919415099999")}
    assert not where.any_mobile
