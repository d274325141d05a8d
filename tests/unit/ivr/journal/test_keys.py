import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.journal.entries import DamagedLine
from ivr.journal.keys import Keys, WrongKey

KEYS = Keys("the-key")
FIELDS = {"value": "226001"}


@given(st.dictionaries(st.text(max_size=5), st.none() | st.text() | st.lists(st.text())))
def test_what_was_sealed_is_opened(fields: dict[str, object]) -> None:
    assert KEYS.open(KEYS.seal(fields, "c-1"), "c-1") == fields


def test_the_same_fields_never_look_the_same_and_do_not_show() -> None:
    sealed = {KEYS.seal(FIELDS, "c-1") for _ in range(20)}
    assert len(sealed) == 20
    assert not any("226001" in text for text in sealed)


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = KEYS.seal(FIELDS, "c-1")
    keys = Keys("new-key the-key\n")
    assert keys.open(old, "c-1") == FIELDS
    new = keys.seal(FIELDS, "c-1")
    assert Keys("new-key").open(new, "c-1") == FIELDS


@pytest.mark.parametrize(("secret", "there"), [("", "there is no key"), ("other", "only ")])
def test_a_wrong_key_is_told_with_its_name_and_the_remedy(secret: str, there: str) -> None:
    with pytest.raises(WrongKey) as caught:
        Keys(secret).open(KEYS.seal(FIELDS, "c-1"), "c-1")
    told = str(caught.value)
    for words in (there, KEYS.ids[0], "HELPLINE_JOURNAL_KEY", f"lost:{KEYS.ids[0]}"):
        assert words in told
    assert "the-key" not in told


def test_fields_of_a_key_that_is_lost_for_good_stay_empty() -> None:
    sealed = KEYS.seal(FIELDS, "c-1")
    assert Keys(f"other lost:{KEYS.ids[0]}").open(sealed, "c-1") == {}


@given(st.data())
def test_whatever_is_changed_is_damage(data: st.DataObject) -> None:
    sealed = bytearray(KEYS.seal(FIELDS, "c-1").encode())
    place = data.draw(st.integers(9, len(sealed) - 5))  # the last ones have bits that say nothing
    sealed[place] = data.draw(st.integers(33, 126).filter(lambda code: code != sealed[place]))
    with pytest.raises(DamagedLine):
        KEYS.open(sealed.decode(), "c-1")


def test_fields_fit_no_other_call() -> None:
    with pytest.raises(DamagedLine):
        KEYS.open(KEYS.seal(FIELDS, "c-1"), "c-2")
