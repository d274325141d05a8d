"""A small wording in a folder of its own, the real speech engine, and a pretended voice."""

from pathlib import Path

import numpy as np
import pytest

from prompts.dsp import Samples
from prompts.espeak import RenderError
from prompts.kokoro import RATE
from prompts.speaking import Pronunciation

ENGINE = Path(__file__).parents[3] / ".helpline/tools/bin/espeak-ng"

HINDI = """
[about]
name = "हिंदी"
script = "Devanagari"
voice = "hi"
words_per_minute = 140

[thanks]
where = "last words"
text = "नमस्कार।"

[digit]
1 = { where = "numbers", text = "एक।" }
"""

ENGLISH = """
[about]
name = "English"
script = "Latin"
voice = "en-gb"
words_per_minute = 140

[thanks]
where = "last words"
text = "Goodbye."

[digit]
1 = { where = "numbers", text = "one." }
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder with two languages of two prompts each."""
    folder = tmp_path / "wording"
    folder.mkdir()
    (folder / "hi.toml").write_text(HINDI, encoding="utf-8")
    (folder / "en.toml").write_text(ENGLISH, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def engine() -> Path:
    """The espeak-ng that `make setup` installs."""
    if not ENGINE.exists():
        pytest.fail(f"{ENGINE} is missing: run `make setup`")
    return ENGINE


def tone(hertz: float, seconds: float, strength: float = 0.5, rate: int = RATE) -> Samples:
    """Give a sine wave of an amplitude."""
    return strength * np.sin(2 * np.pi * hertz / rate * np.arange(round(seconds * rate)))


class HummingVoice:
    """Hums every text, and remembers it; refuses texts with a word."""

    def __init__(self, refused: str = "refused") -> None:
        self.spoken: list[str] = []
        self._refused = refused

    def speak(self, text: str, by: Pronunciation, *, sound: str) -> Samples:
        assert by.voice
        if self._refused in text:
            raise RenderError(f"{sound}: refused")
        self.spoken.append(sound)
        return np.pad(tone(300 + 20 * len(text), 0.5), RATE // 4)


@pytest.fixture
def humming() -> HummingVoice:
    return HummingVoice()
