import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from ivr.journal import Position
from ivr.journal.entries import decode, encode
from ivr.storage.batches import Batch, write_what_fits
from tests.unit.ivr.samples import OFFERED


def a_batch(size: int) -> Batch:
    return [
        (Position("x"), decode(encode(n, OFFERED, "note", None, None)[:-1])) for n in range(size)
    ]


@given(size=st.integers(1, 40), bad=st.sets(st.integers(0, 39)))
async def test_what_the_database_cannot_hold_spoils_nothing_else(size: int, bad: set[int]) -> None:
    written: list[int] = []

    async def write(batch: Batch) -> int:
        numbers = [entry.n for _, entry in batch]
        if bad & set(numbers):
            raise IntegrityError("INSERT", {}, ValueError("too large"))
        written.extend(numbers)
        return 0

    with capture_logs() as logs:
        rejected = await write_what_fits(write, a_batch(size))
    refused = bad & set(range(size))
    assert written == sorted(set(range(size)) - refused)
    assert rejected == len(refused)
    assert {log["n"] for log in logs} == refused


async def test_a_database_that_is_away_is_no_fault_of_the_entries() -> None:
    tried: list[int] = []

    async def write(batch: Batch) -> int:
        tried.append(len(batch))
        raise OperationalError("INSERT", {}, ConnectionError())

    with pytest.raises(OperationalError):
        await write_what_fits(write, a_batch(8))
    assert tried == [8]
