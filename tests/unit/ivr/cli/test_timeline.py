import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dialplan.story import Fact
from ivr.cli.story import print_story
from ivr.cli.timeline import MOST_ROWS
from ivr.http.calls import shown
from ivr.storage import CallStory
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts


def told(story: CallStory, *, full: bool = False) -> str:
    console = Console(file=io.StringIO(), width=120)
    print_story(shown(story), console, full=full)
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


def test_prompts_in_a_row_become_one_step() -> None:
    facts = [Fact("said", [f"p.{n}"], after(n)) for n in range(5)] + [Fact("keyed", "1", after(9))]
    lines = [
        " ".join(line.split()) for line in told(CallStory("c", a_record(), facts)).splitlines()
    ]
    assert "+0.000 s we began to say p.0, p.1, p.2 and 2 more, until +4.000 s" in lines
    assert "+9.000 s caller keyed 1" in lines
    assert "p.4" in told(CallStory("c", a_record(), facts), full=True)


def test_phones_that_ring_in_vain_again_and_again_become_one_step() -> None:
    facts = [Fact("reason", "supply", after(1)), Fact("queued", "MVVNL", after(2))]
    for turn in range(9):
        agent = "asha" if turn % 3 else "vijay"
        facts += [
            Fact("ringing", agent, after(10 * turn + 3)),
            Fact("missed", agent, after(10 * turn + 4), "the phone is not registered"),
            Fact("said", ["wait.still"], after(10 * turn + 5)),
        ]
    facts += [Fact("taken-up", None, after(95)), Fact("ringing", "ravi", after(96)),
              Fact("answered", "ravi", after(97))]  # fmt: skip
    text = " ".join(told(CallStory("c", a_record(), tuple(facts))).split())
    assert "more steps" not in text
    for wanted in (
        "+1.000 s reason is supply",
        "+2.000 s waits for MVVNL",
        "+3.000 s rings 9 times in vain vijay (the phone is not registered) 3 times, asha",
        "asha (the phone is not registered) 6 times, until +84.000 s",
        "+95.000 s taken up after a restart",
        "+96.000 s rings agent ravi",
        "+97.000 s answered by ravi",
    ):
        assert wanted in text


@given(st.integers(1, 60))
def test_however_long_a_call_its_story_fits_on_a_screen(steps: int) -> None:
    facts = tuple(Fact(f"step-{n}", n, after(n)) for n in range(steps))
    folded = told(CallStory("c", a_record(), facts))
    assert len(folded.splitlines()) <= 40
    assert f"step-{steps - 1} " in folded
    whole = told(CallStory("c", a_record(), facts), full=True)
    assert all(f"step-{n} " in whole for n in range(steps))
    assert ("more steps" in folded) == (steps > MOST_ROWS)


def test_prompts_are_left_out_before_what_was_learnt() -> None:
    facts: list[Fact] = []
    for n in range(9):
        facts += [Fact("said", [f"p.{n}"], after(2 * n)), Fact(f"step-{n}", n, after(2 * n + 1))]
    text = told(CallStory("c", a_record(), tuple(facts)))
    assert all(f"step-{n} " in text for n in range(9))
    assert "… 9 more steps" in text
    assert "p.4" not in text


def test_what_the_head_tells_is_not_told_again() -> None:
    text = told(CallStory("c-1", a_record(), tuple(some_facts())))
    assert text.count("+915222345678") == 1


def test_a_priority_is_named() -> None:
    facts = (Fact("priority", 3, after(1)), Fact("priority", -1, after(2), "by asha"))
    text = " ".join(told(CallStory("c-1", a_record(), facts)).split())
    assert "+1.000 s priority ordinary" in text
    assert "+2.000 s priority first (by asha)" in text
    assert "priority 17" in " ".join(
        told(CallStory("c-1", a_record(), (Fact("priority", 17, after(1)),))).split()
    )
