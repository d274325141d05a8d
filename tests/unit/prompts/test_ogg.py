import io

import numpy as np
import pytest
import soundfile

from prompts import ogg, telephone
from tests.unit.prompts.conftest import tone


def written(seconds: float) -> bytes:
    """Give what the library writes, with a serial number by chance."""
    file = io.BytesIO()
    soundfile.write(file, tone(440, seconds, rate=16_000), 16_000, format="OGG", subtype="OPUS")
    return file.getvalue()


def test_writers_differ_by_chance_and_we_do_not() -> None:
    files = [written(3) for _time in range(3)]
    assert len(set(files)) == 3
    assert len({ogg.repeatable(file) for file in files}) == 1


def test_the_same_recording_gives_the_same_bytes() -> None:
    recording = telephone.from_samples(tone(440, 1), 16_000)
    assert telephone.compact(recording) == telephone.compact(recording)


@pytest.mark.parametrize("seconds", [0.3, 5])
def test_what_is_heard_stays_the_same(seconds: float) -> None:
    before = written(seconds)
    after = ogg.repeatable(before)
    assert len(after) == len(before)
    heard = [soundfile.read(io.BytesIO(file))[0] for file in (before, after)]
    assert np.array_equal(*heard)


def test_the_checksum_is_that_of_the_format() -> None:
    # Of the library's own pages: a serial number and a checksum that others understand.
    page = written(0.3)
    end = page.index(b"OggS", 4)
    without = page[:22] + bytes(4) + page[26:end]
    assert ogg.checksum(without) == int.from_bytes(page[22:26], "little")


@pytest.mark.parametrize("content", [b"RIFF", b"OggS", written(0.3)[:-1] + b"x" + b"OggS"])
def test_what_is_no_ogg_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no page of Ogg at byte"):
        ogg.repeatable(content)
