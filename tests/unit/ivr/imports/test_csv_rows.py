import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.imports.csv_rows import split_row
from ivr.imports.faults import BadLine


def test_quotes_and_delimiters() -> None:
    assert split_row('a,"b,""c""",,d') == ["a", 'b,"c"', "", "d"]
    assert split_row("a;b", ";") == ["a", "b"]


def test_a_quote_that_nobody_closed_spoils_its_line() -> None:
    with pytest.raises(BadLine, match="no row of CSV"):
        split_row('a,"b')


@given(st.text())
def test_garbage_is_split_or_called_so(text: str) -> None:
    try:
        assert isinstance(split_row(text), list)
    except BadLine as error:
        assert str(error)  # noqa: PT017 - either is fine
