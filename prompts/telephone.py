"""From a recording to what a telephone line carries: trimmed, even in loudness, band-limited.

The only user of pydub, of which it needs WAV and raw samples only.
"""

import math
import warnings
from functools import cache
from typing import Any

from prompts.recipe import Treatment

with warnings.catch_warnings():
    # pydub looks for ffmpeg, which we never use, and has old escapes; audioop has left the
    # standard library in Python 3.13, where the package audioop-lts stands in for it.
    warnings.simplefilter("ignore")
    import audioop

    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

NARROW, WIDE = 8_000, 16_000
_FRAME = 20  # ms
_ACTIVE = 25.0  # dB below the loudest frame at which speech counts as silence
_EDGE = 40.0  # dB below the peak at which a prompt begins and ends
_TAPS = 31


def from_wav(wav: bytes) -> Any:
    """Give a WAV file, which may come from a pipe, as 16-bit mono."""
    return AudioSegment(data=wav).set_channels(1).set_sample_width(2)


def from_samples(samples: bytes, rate: int) -> Any:
    """Give 16-bit mono samples at ``rate`` Hz as a recording."""
    return AudioSegment(data=samples, sample_width=2, frame_rate=rate, channels=1)


def treat(recording: Any, treatment: Treatment) -> dict[str, bytes]:
    """Give the contents of the sound's files by ending, see `library.FORMATS`."""
    silences = treatment.silences
    trimmed = recording if silences is None else _trim(recording, *silences)
    narrow, wide = _at_rate(trimmed, NARROW), _at_rate(trimmed, WIDE)
    gain = min(treatment.loudness - loudness(narrow), treatment.peak - narrow.max_dBFS)
    samples = narrow.apply_gain(gain).raw_data
    return {
        "alaw": audioop.lin2alaw(samples, 2),
        "ulaw": audioop.lin2ulaw(samples, 2),
        "sln16": wide.apply_gain(min(gain, treatment.peak - wide.max_dBFS)).raw_data,
    }


def loudness(recording: Any) -> float:
    """Measure the RMS level in dBFS of the frames that are not silence."""
    frames = [recording[at : at + _FRAME].rms for at in range(0, len(recording), _FRAME)]
    quietest = max(frames) * 10 ** (-_ACTIVE / 20)
    active = [rms * rms for rms in frames if rms and rms >= quietest]
    if not active:
        return -math.inf
    return 10 * math.log10(sum(active) / len(active) / recording.max_possible_amplitude**2)


def _trim(recording: Any, lead_in: int, lead_out: int) -> Any:
    """Cut or lengthen the silence at both ends to so many milliseconds."""
    threshold = recording.max_dBFS - _EDGE
    before = detect_leading_silence(recording, threshold, chunk_size=5)
    after = detect_leading_silence(recording.reverse(), threshold, chunk_size=5)
    padded = _silence(lead_in, recording) + recording + _silence(lead_out, recording)
    return padded[before : len(padded) - after]


def _silence(milliseconds: int, like: Any) -> Any:
    return AudioSegment.silent(milliseconds, frame_rate=like.frame_rate)


def _at_rate(recording: Any, rate: int) -> Any:
    """Resample downwards; what the new rate cannot carry is filtered out, lest it fold back."""
    if recording.frame_rate <= rate:
        return recording
    return _low_pass(recording, 0.42 * rate).set_frame_rate(rate)


def _low_pass(recording: Any, cutoff: float) -> Any:
    """Filter with a symmetric FIR; whole-buffer operations make it fast without numpy."""
    half = _TAPS // 2
    samples = audioop.lin2lin(recording.raw_data, 2, 4)
    edge = bytes(4 * half)
    padded = edge + audioop.mul(samples, 4, 0.5) + edge  # half: room for partial sums
    total = bytes(len(samples))
    for tap, weight in enumerate(_low_pass_weights(cutoff / recording.frame_rate)):
        part = padded[4 * tap : 4 * tap + len(samples)]
        total = audioop.add(total, audioop.mul(part, 4, weight), 4)
    return from_samples(audioop.lin2lin(audioop.mul(total, 4, 2), 4, 2), recording.frame_rate)


@cache
def _low_pass_weights(cutoff: float) -> tuple[float, ...]:
    """Give a Hamming-windowed sinc of unit gain; ``cutoff`` as a share of the sampling rate."""
    half = _TAPS // 2
    raw = [
        (2 * cutoff if n == 0 else math.sin(2 * math.pi * cutoff * n) / (math.pi * n))
        * (0.54 + 0.46 * math.cos(math.pi * n / half))
        for n in range(-half, half + 1)
    ]
    return tuple(weight / sum(raw) for weight in raw)
