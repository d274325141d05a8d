"""Which sizes are in force: examples of the rules, and what holds for every schedule."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.lines import Direction, Sizes
from capacity.schedule import (
    MOST_LINES,
    BadAssignment,
    Override,
    next_change,
    override_sizes,
    parse_assignments,
    sizes_in_force,
)

IN, OUT = Direction.INCOMING, Direction.OUTGOING
BASE = Sizes(incoming=350, outgoing=300)


def day(number: int) -> datetime:
    return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=number)


@dataclass(frozen=True)
class Dated:
    at: datetime
    incoming: int | None = None
    outgoing: int | None = None


def override(at: datetime, incoming: int | None = None, outgoing: int | None = None) -> Override:
    return Override(at, incoming, outgoing, reason="storm", who="asha", base=BASE)


def test_nothing_else_leaves_the_base() -> None:
    assert sizes_in_force(BASE, [], None, day(0)) == BASE


def test_a_change_takes_effect_at_its_time_and_not_before() -> None:
    changes = [Dated(day(1), incoming=650)]
    assert sizes_in_force(BASE, changes, None, day(1) - timedelta(microseconds=1)) == BASE
    assert sizes_in_force(BASE, changes, None, day(1)) == Sizes(650, 300)


def test_the_latest_change_wins_in_each_direction() -> None:
    changes = [Dated(day(3), incoming=700), Dated(day(1), 400, 310), Dated(day(2), outgoing=320)]
    assert sizes_in_force(BASE, changes, None, day(9)) == Sizes(700, 320)


def test_of_two_changes_at_once_the_later_in_the_file_wins() -> None:
    changes = [Dated(day(1), incoming=400), Dated(day(1), incoming=500)]
    assert sizes_in_force(BASE, changes, None, day(1)) == Sizes(500, 300)


def test_an_override_wins_over_earlier_changes_only() -> None:
    changes = [Dated(day(1), incoming=400), Dated(day(5), incoming=500)]
    by_hand = override(day(2), incoming=10)
    assert sizes_in_force(BASE, changes, by_hand, day(4)) == Sizes(10, 300)
    assert sizes_in_force(BASE, changes, by_hand, day(5)) == Sizes(500, 300)


def test_a_change_of_one_direction_leaves_the_override_of_the_other() -> None:
    changes = [Dated(day(5), incoming=500)]
    assert sizes_in_force(BASE, changes, override(day(2), 10, 20), day(6)) == Sizes(500, 20)


def test_editing_the_base_ends_the_override_of_that_direction() -> None:
    edited = Sizes(incoming=360, outgoing=300)
    assert sizes_in_force(edited, [], override(day(2), 10, 20), day(3)) == Sizes(360, 20)


def test_an_override_of_a_node_whose_clock_is_ahead_holds_already() -> None:
    assert sizes_in_force(BASE, [], override(day(2), incoming=10), day(1)) == Sizes(10, 300)


def test_the_next_change_is_the_first_that_is_still_to_come() -> None:
    changes = [Dated(day(3), 1), Dated(day(1), 1), Dated(day(2), 1)]
    assert next_change(changes, day(1)) == day(2)
    assert next_change(changes, day(3)) is None


def test_a_second_override_keeps_what_it_does_not_name() -> None:
    made = override_sizes(
        {OUT: 20}, now=day(2), reason="trunk", who="vijay", base=BASE, changes=[],
        earlier=override(day(1), incoming=10),
    )  # fmt: skip
    assert made == Override(day(2), 10, 20, "trunk", "vijay", BASE)


def test_a_second_override_does_not_revive_what_was_overtaken() -> None:
    made = override_sizes(
        {OUT: 20}, now=day(3), reason="trunk", who="vijay", base=BASE,
        changes=[Dated(day(2), incoming=400)], earlier=override(day(1), incoming=10),
    )  # fmt: skip
    assert (made.incoming, made.outgoing) == (None, 20)


def test_an_override_is_later_than_the_one_before_whatever_the_clock_says() -> None:
    earlier = override(day(9), incoming=10)
    made = override_sizes(
        {IN: 20}, now=day(1), reason="", who="", base=BASE, changes=[], earlier=earlier
    )
    assert made.at > earlier.at


def test_an_override_needs_a_time_zone_and_sizes_in_range() -> None:
    with pytest.raises(ValueError, match="time zone"):
        override(datetime(2026, 6, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="outgoing: -1 is not between 0 and 10000"):
        override(day(1), outgoing=-1)


sizes = st.integers(0, MOST_LINES)
maybe = st.none() | sizes
days = st.integers(0, 20).map(day)
bases = st.builds(Sizes, sizes, sizes)
schedules = st.lists(st.builds(Dated, days, maybe, maybe), max_size=6)
overrides = st.builds(Override, days, maybe, maybe, st.text(), st.text(), bases)


@given(bases, schedules, st.none() | overrides, days)
def test_a_size_is_always_one_that_somebody_asked_for(base, changes, by_hand, now) -> None:
    found = sizes_in_force(base, changes, by_hand, now)
    sources = [change for change in changes if change.at <= now]
    sources += [by_hand] if by_hand else []
    assert found.incoming in {base.incoming, *(source.incoming for source in sources)}
    assert found.outgoing in {base.outgoing, *(source.outgoing for source in sources)}


@given(bases, schedules, st.none() | overrides, days)
def test_nothing_changes_before_the_next_change(base, changes, by_hand, now) -> None:
    until = next_change(changes, now) or day(99)
    before = until - timedelta(microseconds=1)
    assert until > now
    assert sizes_in_force(base, changes, by_hand, before) == sizes_in_force(
        base, changes, by_hand, now
    )


@given(bases, schedules, st.none() | overrides, st.dictionaries(st.sampled_from(Direction), sizes))
def test_an_override_sets_what_was_asked_and_nothing_else(base, changes, earlier, asked) -> None:
    now = day(21)
    before = sizes_in_force(base, changes, earlier, now)
    made = override_sizes(
        asked, now=now, reason="storm", who="asha", base=base, changes=changes, earlier=earlier
    )
    expected = replace(before, **{direction.value: size for direction, size in asked.items()})
    assert sizes_in_force(base, changes, made, now) == expected


def test_assignments_are_read() -> None:
    assert parse_assignments(["incoming=650", " outgoing = 0300 "]) == {IN: 650, OUT: 300}
    assert parse_assignments([f"incoming={MOST_LINES}"]) == {IN: MOST_LINES}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no size is given; write incoming=NUMBER, outgoing=NUMBER or both"),
        (["650"], "'650': there is no '='; write incoming=NUMBER or outgoing=NUMBER"),
        (["in=650"], "'in=650': no pool is called 'in'; write incoming=NUMBER"),
        (["incoming=many"], "'incoming=many': 'many' is no whole number; write"),
        (["incoming="], "'incoming=': '' is no whole number; write"),
        (["incoming=-1"], "'incoming=-1': '-1' is no whole number; write"),
        (["incoming=10001"], "at most 10000 lines; give a smaller size"),
        (["incoming=" + "9" * 5000], "at most 10000 lines; give a smaller size"),
        (["incoming=1", "incoming=2"], "'incoming=2': incoming is given twice; give each pool"),
    ],
)
def test_a_bad_assignment_is_named_with_its_remedy(words: list[str], message: str) -> None:
    with pytest.raises(BadAssignment) as bad:
        parse_assignments(words)
    assert message in str(bad.value)


@given(st.lists(st.text() | st.from_regex(r"(incoming|outgoing)=[0-9]+", fullmatch=True)))
def test_any_words_give_sizes_or_a_clear_error(words: list[str]) -> None:
    try:
        read = parse_assignments(words)
    except BadAssignment:
        return
    assert len(read) == len(words)
    assert all(0 <= size <= MOST_LINES for size in read.values())
