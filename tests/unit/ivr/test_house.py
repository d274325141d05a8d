from ivr.agents import DutyRules
from ivr.calls.destinations import Officer
from ivr.house import agent_cards, desk_rules, destinations, duty_rules, house_rules
from ivr.settings.loading import parse_settings
from routing.agents import AgentCard
from routing.order import Order, Strategy
from routing.ways_out import WaysOut

TEXT = """
[waiting]
strategy = "most-skilled-first"
head_start = [1000, 100, 10, 0]
share_after = 30
listed_numbers = ["0522-2204000", "9415012345"]
repeated_within = 300

[duty]
log_in = true
misses = 5
pauses = { 7 = "prayer" }
dispositions = { 12 = "line-mended" }

[ways_out]
from_place = 4
from_estimate = 300
from_waited = 60
chatbot = false
old_place_within = 30

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
    assert duty_rules(settings) == DutyRules(True, 5, {"7": "prayer"}, {"12": "line-mended"})

    manners = house_rules(settings).manners
    assert manners.ways_out == WaysOut(4, 300, 60, call_back=True, other_discoms=True)
    assert manners.old_place_within == 30
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
