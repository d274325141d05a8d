from hypothesis import given
from hypothesis import strategies as st

from routing.able import own_agents, shared_agents
from routing.agents import AgentCard, Matter

some = st.frozensets(st.sampled_from(["x", "y"]))
cards = st.builds(AgentCard, id=st.uuids().map(str), discoms=some, languages=some, reasons=some)
word = st.sampled_from(["x", "y", "z"])
matters = st.builds(Matter, st.none() | word, word, st.none() | word)


def card(agent_id: str, discoms: str, languages: str, reasons: str = "") -> AgentCard:
    return AgentCard(agent_id, *(frozenset(each.split()) for each in (discoms, languages, reasons)))


CARDS = [
    card("all", "KESCO", "hi en", "bill"),
    card("no-bill", "KESCO", "hi", "supply"),
    card("far", "PVVNL", "ur", ""),
]


def test_the_discom_goes_before_the_language_and_the_language_before_the_reason() -> None:
    asked = {
        ("KESCO", "hi", "bill"): {"all"},
        ("KESCO", "hi", None): {"all", "no-bill"},
        ("KESCO", "en", "supply"): {"all"},
        ("KESCO", "ur", "supply"): {"no-bill"},
        ("MVVNL", "ur", None): {"far"},
        (None, "hi", "meter"): {"all", "no-bill"},
    }
    assert {each: set(own_agents(CARDS, Matter(*each))) for each in asked} == asked


def test_shared_agents_may_answer_for_any_discom() -> None:
    assert shared_agents(CARDS, Matter("KESCO", "ur", "supply")) == {"far"}


@given(st.lists(cards, min_size=1), matters)
def test_where_anyone_works_there_is_someone_for_every_matter(
    every: list[AgentCard], matter: Matter
) -> None:
    assert own_agents(every, matter)
    assert shared_agents(every, matter)
