"""From a recording to what a telephone line carries: trimmed, without rumble, even in loudness.

The only user of pydub, which holds recordings and finds their silences, and of soundfile, which
reads and writes compact files.
"""

import io
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
import soundfile

from prompts.dsp import Samples, amplitude, limited, resampled
from prompts.loudness import loudness
from prompts.ogg import repeatable
from prompts.recipe import Treatment

with warnings.catch_warnings():
    # pydub looks for ffmpeg, which we never use, and has old escapes; audioop has left the
    # standard library in Python 3.13, where the package audioop-lts stands in for it.
    warnings.simplefilter("ignore")
    import audioop

    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

NARROW: Final = 8_000
WIDE: Final = 16_000
"""Samples per second of the two bands that callers have."""

EDGE: Final = 40.0
"""Decibels below its peak at which a prompt begins and ends."""

_FULL: Final = 32_768
_STEP: Final = 5  # ms in which silence is looked for
_FADE: Final = 10  # ms
_ROUNDS: Final = 4  # of levelling, since the limiter takes some loudness away
_EVEN: Final = 0.05  # LU that nobody hears
_COMPRESSION: Final = 0.85  # of Opus: about 36 kbit/s, 28 dB above what it changes


def from_wav(wav: bytes) -> Any:
    """Give a WAV file, which may come from a pipe, as 16-bit mono."""
    return AudioSegment(data=wav).set_channels(1).set_sample_width(2)


def from_pcm(samples: bytes, rate: int) -> Any:
    """Give 16-bit mono samples at ``rate`` Hz as a recording."""
    return AudioSegment(data=samples, sample_width=2, frame_rate=rate, channels=1)


def from_file(path: Path) -> Any:
    """Read a recording (WAV, FLAC, Ogg) as mono; raises `soundfile.LibsndfileError`."""
    samples, rate = soundfile.read(path, always_2d=True)
    return from_samples(samples.mean(axis=1), rate)


def from_samples(samples: Samples, rate: int) -> Any:
    """Give mono samples at ``rate`` Hz as a 16-bit recording; what exceeds full scale is cut."""
    whole = np.clip(np.round(samples * _FULL), -_FULL, _FULL - 1).astype("<i2")
    return from_pcm(whole.tobytes(), rate)


def samples_of(recording: Any) -> Samples:
    """Give the samples of a 16-bit recording."""
    return np.frombuffer(recording.raw_data, "<i2") / _FULL


def treat(recording: Any, treatment: Treatment) -> Any:
    """Give a recording at `WIDE`, as it is shipped."""
    wide = resampled(
        samples_of(recording), recording.frame_rate, WIDE, high_pass=treatment.high_pass
    )
    return _levelled(_trimmed(from_samples(wide, WIDE), treatment), treatment)


def unpack(recording: Any, treatment: Treatment) -> dict[str, bytes]:
    """Give the contents of the files of a treated sound by ending, see `library.FORMATS`.

    It is trimmed and levelled once more: Opus changes the faintest and the loudest moments.
    """
    wide = _levelled(_trimmed(recording, treatment), treatment)
    narrow = from_samples(_narrow(samples_of(wide), treatment.peak), NARROW).raw_data
    return {
        "alaw": audioop.lin2alaw(narrow, 2),
        "ulaw": audioop.lin2ulaw(narrow, 2),
        "sln16": wide.raw_data,
    }


def from_alaw(content: bytes) -> Any:
    """Give what a caller hears of an A-law file."""
    return from_pcm(audioop.alaw2lin(content, 2), NARROW)


def compact(recording: Any) -> bytes:
    """Write a recording as Ogg Opus, nearly without loss; the same one gives the same bytes."""
    file = io.BytesIO()
    soundfile.write(
        file,
        samples_of(recording),
        recording.frame_rate,
        format="OGG",
        subtype="OPUS",
        compression_level=_COMPRESSION,
    )
    return repeatable(file.getvalue())


def silences(recording: Any) -> tuple[int, int]:
    """Measure the silence before and after, in milliseconds."""
    threshold = recording.max_dBFS - EDGE
    return (
        detect_leading_silence(recording, threshold, chunk_size=_STEP),
        detect_leading_silence(recording.reverse(), threshold, chunk_size=_STEP),
    )


def _trimmed(recording: Any, treatment: Treatment) -> Any:
    """Cut or lengthen the silence at both ends, and let it begin and end without a click."""
    if treatment.silences is None:
        return recording
    lead_in, lead_out = treatment.silences
    before, after = silences(recording)
    padded = _silence(lead_in, recording) + recording + _silence(lead_out, recording)
    return padded[before : len(padded) - after].fade_in(_FADE).fade_out(_FADE)


def _silence(milliseconds: int, like: Any) -> Any:
    return AudioSegment.silent(milliseconds, frame_rate=like.frame_rate)


def _levelled(recording: Any, treatment: Treatment) -> Any:
    """Give the loudness that the treatment wants, as heard on a narrow line, and limit peaks."""
    raw = level = samples_of(recording)
    gain, peak = 0.0, amplitude(treatment.peak)
    for _ in range(_ROUNDS):
        heard = loudness(_narrow(level, treatment.peak), NARROW)
        if not np.isfinite(heard) or abs(treatment.loudness - heard) < _EVEN:
            break
        gain += treatment.loudness - heard
        level = limited(raw * amplitude(gain), WIDE, peak)
    return from_samples(level, WIDE)


def _narrow(wide: Samples, peak: float) -> Samples:
    return limited(resampled(wide, WIDE, NARROW), NARROW, amplitude(peak))
