"""A sound of the library as a WAV file, for people's ears and browsers."""

import wave
from io import BytesIO
from typing import Final

from prompts.library import FORMATS, SoundLibrary

RATE: Final = 16_000
"""Samples per second: that of the sharpest file of each sound."""


def wav(library: SoundLibrary, sound: str) -> bytes:
    """Give ``LANGUAGE/KEY`` as 16-bit mono; LookupError without a wording, OSError without file."""
    samples = library.files(sound)[FORMATS.index("sln16")].read_bytes()
    content = BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return content.getvalue()
