import csv
from collections.abc import Iterator
from itertools import pairwise

import pytest

from routing.areas import Area, by_pincode, by_std
from routing.discoms import DATA, DISCOMS


def rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


STD_ROWS = rows("std_codes.csv")
PIN_ROWS = rows("pincodes.csv")
DISTRICTS = {row["district_en"]: row for row in rows("districts.csv")}


def areas() -> Iterator[tuple[str, Area]]:
    for codes, column, find in ((STD_ROWS, "std_code", by_std), (PIN_ROWS, "pincode", by_pincode)):
        for row in codes:
            area = find(row[column])
            assert area is not None
            yield row[column], area


@pytest.mark.parametrize(
    ("std", "discom"),
    [
        ("0522", "MVVNL"),
        ("0542", "PuVVNL"),
        ("0547", "PuVVNL"),
        ("0121", "PVVNL"),
        ("05240", "MVVNL"),
        ("05195", "DVVNL"),
        ("05111", "DVVNL"),
        ("05250", "MVVNL"),
    ],
)
def test_area_codes_that_are_certain(std: str, discom: str) -> None:
    area = by_std(std)
    assert area is not None
    assert area.certain == discom


@pytest.mark.parametrize(
    ("std", "discoms"),
    [
        ("0120", ("PVVNL", "NPCL")),
        ("0512", ("KESCO", "DVVNL")),
        ("0562", ("DVVNL", "TORRENT-AGRA")),
        ("05836", ("PVVNL", "MVVNL")),
    ],
)
def test_area_codes_that_ask(std: str, discoms: tuple[str, ...]) -> None:
    area = by_std(std)
    assert area is not None
    assert area.discoms == discoms
    assert area.certain is None


def test_no_other_area_code_asks() -> None:
    asking = {
        row["std_code"]
        for row in STD_ROWS
        if (area := by_std(row["std_code"])) is not None and area.certain is None
    }
    assert asking == {"0120", "0512", "0562", "05836"}


def test_a_pin_code_of_several_districts() -> None:
    assert by_pincode("208001") == Area(("Fatehpur", "Kanpur Nagar"), ("DVVNL", "PuVVNL", "KESCO"))
    assert by_pincode("226001") == Area(("Lucknow",), ("MVVNL",))


@pytest.mark.parametrize("code", ["", "522", "05942", "110001", "abc"])
def test_what_is_not_known(code: str) -> None:
    assert by_std(code) is None
    assert by_pincode(code) is None


def test_every_district_and_discom_is_known() -> None:
    for code, area in areas():
        assert area.districts, code
        assert set(area.districts) <= DISTRICTS.keys(), code
        assert set(area.discoms) <= DISCOMS.keys(), code
        assert len(set(area.discoms)) == len(area.discoms) > 0, code
    for row in DISTRICTS.values():
        assert row["discom"] in DISCOMS
        assert not row["split_with"] or row["split_with"] in DISCOMS
        assert by_std(row["primary_std"]) is not None


def test_area_codes_are_prefix_free_and_leave_a_subscribers_number() -> None:
    codes = sorted(row["std_code"] for row in STD_ROWS)
    assert not [(a, b) for a, b in pairwise(codes) if b.startswith(a)]
    assert {len(row["std_code"]) + int(row["subscriber_digits"]) for row in STD_ROWS} == {11}


def test_a_pin_code_asks_exactly_where_its_row_says_so() -> None:
    assert len({row["pincode"] for row in PIN_ROWS}) == len(PIN_ROWS)
    for row in PIN_ROWS:
        area = by_pincode(row["pincode"])
        assert area is not None
        assert (area.certain is None) == (row["needs_question"] == "yes"), row["pincode"]


def test_discoms_of_a_pin_code_are_those_of_its_districts() -> None:
    for row in PIN_ROWS:
        area = by_pincode(row["pincode"])
        assert area is not None
        of_districts = {
            code
            for name in area.districts
            for code in (DISTRICTS[name]["discom"], DISTRICTS[name]["split_with"])
            if code
        }
        assert set(area.discoms) == of_districts, row["pincode"]
