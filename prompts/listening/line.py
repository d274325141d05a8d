"""Sounds as they come off a telephone line, made ready for the recogniser."""

from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import soundfile
from numpy.typing import NDArray

LINE_RATE: Final = 8_000
EAR_RATE: Final = 16_000
"""Samples per second of a telephone line, and of what the recogniser takes."""

Samples: TypeAlias = NDArray[np.float32]
"""From -1 to 1."""


def off_the_line(file: Path) -> Samples:
    """Decode an A-law file and double its rate, adding nothing above the line's 4 kHz.

    Raises OSError if it cannot be read.
    """
    with file.open("rb") as content:
        narrow, _rate = soundfile.read(
            content, samplerate=LINE_RATE, channels=1, format="RAW", subtype="ALAW"
        )
    wide = np.fft.irfft(np.fft.rfft(narrow), 2 * len(narrow)) * (EAR_RATE / LINE_RATE)
    return wide.astype(np.float32)
