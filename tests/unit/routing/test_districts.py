import pytest

from routing.discoms import DISCOMS
from routing.districts import DISTRICTS, find_district


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Lucknow", "Lucknow"),
        ("lucknow", "Lucknow"),
        ("Gautam-Buddha-Nagar", "Gautam Buddha Nagar"),
        ("noida", "Gautam Buddha Nagar"),
        ("Allahabad", "Prayagraj"),
        ("लखनऊ", "Lucknow"),
        (" rae bareli ", "Raebareli"),
    ],
)
def test_a_district_is_found_by_each_of_its_names(written: str, meant: str) -> None:
    assert find_district(written).name == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [("Lucknaw", "do you mean Lucknow"), ("Akbarpur", "no district"), ("Delhi!!", "no district")],
)
def test_what_is_no_district_is_refused_with_what_may_be_meant(written: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        find_district(written)


def test_no_name_belongs_to_two_districts() -> None:
    for district in DISTRICTS.values():
        for name in (district.name, *district.other_names):
            assert find_district(name) == district


def test_shared_districts_know_all_their_discoms() -> None:
    assert len(DISTRICTS) == 75
    assert find_district("Kanpur").discoms == ("DVVNL", "KESCO")
    assert all(set(district.discoms) <= DISCOMS.keys() for district in DISTRICTS.values())
