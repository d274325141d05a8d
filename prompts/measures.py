"""Measures the sounds as a caller hears them, and holds them to limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from prompts import telephone
from prompts.library import FORMATS, SoundLibrary
from prompts.loudness import loudness
from prompts.recipe import MUSIC, SPEECH, treatment

SPREAD: Final = 1.0
"""LU by which a prompt may be louder or softer than the target."""

PEAK_SPARE: Final = 0.2
"""dB by which a peak may exceed the limit: A-law is that coarse at this level."""

SILENCE_SPARE: Final = 30
"""Milliseconds by which a silence may be longer or shorter than it should be."""

SHORTEST, LONGEST = 0.25, 60.0
"""Seconds that a prompt may last."""

MUSIC_LIMIT: Final = f"{MUSIC.loudness:.0f} ± {SPREAD:.0f} LUFS"

_ALAW, _, _WIDE = range(len(FORMATS))


@dataclass(frozen=True, slots=True)
class Measure:
    """One sound: seconds, LUFS (of A-law), dBFS (of either band), milliseconds of silence."""

    sound: str
    duration: float
    loudness: float
    peak: float
    before: int
    after: int

    def faults(self) -> list[str]:
        """Say which limits the sound exceeds."""
        return [*self._level_faults(), *self._time_faults()]

    def _level_faults(self) -> Iterator[str]:
        wanted = treatment(self.sound)
        if abs(self.loudness - wanted.loudness) > SPREAD:
            yield f"loudness {self.loudness:.1f} LUFS, not {wanted.loudness:.0f} ± {SPREAD:.0f}"
        if self.peak > wanted.peak + PEAK_SPARE:
            yield f"peak {self.peak:.1f} dBFS, over {wanted.peak:.0f}"

    def _time_faults(self) -> Iterator[str]:
        silences = treatment(self.sound).silences
        if silences is None:
            return
        if not SHORTEST <= self.duration <= LONGEST:
            yield f"{self.duration:.2f} s long, not {SHORTEST} to {LONGEST:.0f} s"
        measured = {"before": self.before, "after": self.after}
        for (where, found), right in zip(measured.items(), silences, strict=True):
            if abs(found - right) > SILENCE_SPARE:
                yield f"{found} ms of silence {where}, not {right} ± {SILENCE_SPARE}"


def limits() -> dict[str, str]:
    """Give what speech may have, by the names of the measures."""
    assert SPEECH.silences is not None
    before, after = SPEECH.silences
    return {
        "seconds": f"{SHORTEST} to {LONGEST:.0f}",
        "LUFS": f"{SPEECH.loudness:.0f} ± {SPREAD:.0f}",
        "peak dBFS": f"≤ {SPEECH.peak + PEAK_SPARE:.1f}",
        "before ms": f"{before} ± {SILENCE_SPARE}",
        "after ms": f"{after} ± {SILENCE_SPARE}",
    }


def measure(library: SoundLibrary, sound: str) -> Measure:
    """Measure the files of a sound; raises OSError if one cannot be read."""
    files = library.files(sound)
    heard = telephone.from_alaw(files[_ALAW].read_bytes())
    wide = telephone.from_pcm(files[_WIDE].read_bytes(), telephone.WIDE)
    before, after = telephone.silences(wide)
    level = loudness(telephone.samples_of(heard), telephone.NARROW)
    peak = max(heard.max_dBFS, wide.max_dBFS)
    return Measure(sound, len(heard) / 1000, level, peak, before, after)
