from typing import Any

import pytest

from prompts.faults import entry_faults


def faults(text: str, key: str = "a.b", **more: Any) -> list[str]:
    entry = {"text": text, "where": "somewhere", **more}
    return [wrong for wrong, _ in entry_faults(key, entry, "Latin")]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("It is {n}.", {"variables": {"n": "count"}}),
        ("By {at} it is back.", {"variables": {"at": "time"}}),
        ("one.", {"rising": "one,"}),
        ("one", {"used": "later"}),
    ],
)
def test_a_right_entry_has_no_faults(text: str, more: dict[str, Any]) -> None:
    assert faults(text, **more) == []


@pytest.mark.parametrize(
    ("text", "more", "wrong"),
    [
        ("It is {n}.", {}, "{n} is an unknown variable"),
        ("It is {m}.", {"variables": {"n": "count"}}, "{m} is an unknown variable"),
        ("It is.", {"variables": {"n": "count"}}, "n does not stand in the text"),
        ("It is {n}.", {"variables": {"n": "number"}}, 'unknown type "number"'),
        ("It is {n}.", {"variables": {"n": 7}}, 'unknown type "7"'),
        ("It is {n}.", {"variables": ["n"]}, "variables is no table"),
        ("It is {n}.", {"variables": {}}, "variables is no table"),
        ("It is {n}.", {"variables": {"n": "time"}}, "a time has no sound that ends a sentence"),
        ("It is {n}.", {"variables": {"n": "count"}, "rising": "x,"}, "both variables and rising"),
        ("one.", {"rising": " "}, "rising is empty"),
        ("one.", {"rising": "एक,"}, 'rising has "एक", which is not Latin'),
        ("one.", {"used": "never"}, 'used is "never"'),
        ("one.", {"wher": "typing error"}, 'has the unknown field "wher"'),
        ("1912", {}, "text has figures: 1 2 9"),
        ("१९", {}, "text has figures: १ ९"),
        ("one & two", {}, 'text has "&", which is not Latin'),
        ("an {open", {}, 'text has "{", which is not Latin'),
        ("{N} people", {}, "which is not Latin"),
    ],
)
def test_a_fault_is_named(text: str, more: dict[str, Any], wrong: str) -> None:
    assert any(wrong in each for each in faults(text, **more)), faults(text, **more)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            {"text": "Place {palce}.", "where": "x", "variables": {"place": "count"}},
            ("{palce} is an unknown variable", "Did you mean {place}?"),
        ),
        (
            {"text": "Place {n}.", "where": "x", "variables": {"n": "ordinl"}},
            ('the variable n has the unknown type "ordinl"', 'Did you mean "ordinal"?'),
        ),
        ({"txt": "one", "where": "x"}, ('has the unknown field "txt"', "Did you mean text?")),
        (
            {"text": "नमस्कार hello जी, hello bye", "where": "x"},
            (
                'text has "hello", "bye", which is not Devanagari',
                "Write it in the script of the language, without signs",
            ),
        ),
        ({"text": "एक।"}, ("has no where", "Write it; prompts/README.md shows how")),
        ("एक।", ("is no table", 'Write it like { where = "after a choice", text = "…" }')),
    ],
)
def test_a_slip_is_told_once_with_what_was_meant(entry: Any, told: tuple[str, str]) -> None:
    script = "Devanagari" if "नमस्कार" in str(entry) else ""
    assert list(entry_faults("a.b", entry, script)) == [told]


def test_a_field_that_is_like_none_is_told_with_all_fields() -> None:
    entry = {"text": "one", "where": "x", "colour": "red"}
    [(wrong, remedy)] = entry_faults("a.b", entry, "Latin")
    assert (wrong, "text, where, rising" in remedy) == ('has the unknown field "colour"', True)


def test_the_parts_of_a_time_may_be_all_of_it() -> None:
    variables = {"part": "part", "clock": "clock"}
    assert faults("{clock} {part}", key="time.quarter", variables=variables) == []
    assert faults("{clock} {part}", variables=variables) != []


@pytest.mark.parametrize("key", ["a b", "../a", "a.", ".a", "ए", ""])
def test_what_cannot_name_a_file_is_no_key(key: str) -> None:
    assert faults("one", key=key) == ["is no key"]


def test_without_a_script_letters_are_not_judged() -> None:
    assert list(entry_faults("a", {"text": "१ & एक", "where": "x"}, "")) == []
