import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dialplan.story import Fact
from ivr.cli.timeline import call_table, print_story
from ivr.http.calls import shown
from ivr.storage import CallStory
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts


def told(story: CallStory) -> str:
    console = Console(file=io.StringIO(), width=120)
    print_story(shown(story), console)
    return console.file.getvalue()


def test_a_call_that_goes_on_has_no_end_yet() -> None:
    text = told(CallStory("c-1", None, tuple(some_facts()[:5])))
    assert "No record yet" in text
    assert "+4.200 s" in text


def test_an_unheard_of_fact_is_shown_by_its_own_name() -> None:
    text = told(CallStory("c-1", a_record(), (Fact("weather", "fog", after(3), "radio"),)))
    assert "+3.000 s weather fog (radio)" in " ".join(text.split())


@given(st.text(max_size=30))
def test_no_value_is_taken_for_markup_or_breaks_the_page(value: str) -> None:
    fact = Fact("note", value, OFFERED)
    assert "note" in told(CallStory("c-1", a_record(caller_raw="[/red]"), (fact,)))


def test_square_brackets_are_shown_as_they_are() -> None:
    assert "[bold]x[/]" in told(CallStory("c-1", None, (Fact("note", "[bold]x[/]", OFFERED),)))


@pytest.mark.parametrize(("caller", "raw", "seen"), [(None, "", "withheld"), (None, "077", "077")])
def test_a_caller_without_a_known_number(caller: str | None, raw: str, seen: str) -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(call_table([a_record(caller=caller, caller_raw=raw, queued_at=None)]))
    assert seen in console.file.getvalue()
