"""Short tones in the place of speech, so that a test hears which call flow it gets and soon."""

import math
import wave
from array import array
from pathlib import Path

from ivr.settings.model import Settings
from prompts.kinds import KINDS

RATE = 8_000
SECONDS = 0.04
HERTZ = 800


def write_tones(folder: Path, settings: Settings, *, seconds: float = SECONDS) -> Path:
    """Write a tone for every sound of Asterisk's own fallback, and a longer one as music."""
    spoken = folder / settings.call.languages[0]
    keys = [f"fallback.{part}" for part in ("sorry", "chatbots", "agents", "goodbye")]
    keys += [f"discom.{code}.name" for code in settings.chatbot.numbers]
    keys += KINDS["digits"].needs
    for key in keys:
        write_tone(spoken / f"{key}.wav", seconds)
    write_tone(folder / "music" / "music.wav", 1.0)
    return folder


def write_tone(path: Path, seconds: float) -> None:
    """Write a sine of `HERTZ` as an 8 kHz WAV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = array(
        "h",
        (
            round(8_000 * math.sin(2 * math.pi * HERTZ * i / RATE))
            for i in range(round(seconds * RATE))
        ),
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
