import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.agents.acts import Act
from ivr.agents.codes import read_code


@pytest.mark.parametrize(
    ("dialled", "read"),
    [
        ("*11", (Act.LOGIN, "")),
        ("*12", (Act.LOGOUT, "")),
        ("*131", (Act.PAUSE, "1")),
        ("*14", (Act.READY, "")),
        ("*1512", (Act.DISPOSITION, "12")),
    ],
)
def test_codes_that_mean_something(dialled: str, read: tuple[Act, str]) -> None:
    assert read_code(dialled) == read


@pytest.mark.parametrize("dialled", ["", "*1", "*13", "*15", "*111", "*142", "*16", "*21", "11"])
def test_codes_that_mean_nothing(dialled: str) -> None:
    assert read_code(dialled) is None


@given(st.text("*#0123456789", max_size=8))
def test_whatever_is_dialled_has_a_meaning_or_none(dialled: str) -> None:
    code = read_code(dialled)
    assert code is None or dialled.endswith(code.argument)
