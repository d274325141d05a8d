"""The recogniser around its model, which a pretended one replaces here."""

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from prompts import telephone
from prompts.listening import recogniser
from prompts.listening.recogniser import RATE, Recogniser
from tests.unit.prompts.conftest import tone

HERTZ = 1_000


class PretendedModel:
    """Writes down that it heard something, and remembers what it was given."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.heard: list[Any] = []
        self.asked: list[dict[str, Any]] = []

    def transcribe(self, samples: Any, **asked: Any) -> tuple[list[Any], None]:
        self.heard.append(samples)
        self.asked.append(asked)
        return [SimpleNamespace(text=" बिजली"), SimpleNamespace(text=" के तार ")], None


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> PretendedModel:
    model = PretendedModel()
    monkeypatch.setattr(recogniser, "_model", lambda _threads: model)
    return model


def alaw(seconds: float) -> bytes:
    narrow = tone(HERTZ, seconds, 0.25, telephone.NARROW)
    recording = telephone.from_samples(narrow, telephone.NARROW)
    return telephone.audioop.lin2alaw(recording.raw_data, 2)


def test_hears_what_comes_off_the_line_and_nothing_above_it(
    tmp_path: Path, model: PretendedModel
) -> None:
    Recogniser(tmp_path, threads=1).hear(alaw(1), "ur", None)
    [heard] = model.heard
    assert heard.dtype == np.float32
    assert len(heard) == RATE
    assert abs(heard).max() == pytest.approx(0.25, abs=0.01)
    strength = np.abs(np.fft.rfft(heard))
    assert int(strength.argmax()) == HERTZ
    assert strength[4_001:].max() < strength.max() / 1_000


def test_is_told_the_language_the_context_and_an_end(tmp_path: Path, model: PretendedModel) -> None:
    said = Recogniser(tmp_path, threads=1).hear(alaw(40), "ur", "नमस्कार")
    [asked] = model.asked
    assert said == "बिजली के तार"
    assert (asked["language"], asked["initial_prompt"]) == ("ur", "नमस्कार")
    assert (len(model.heard[0]), asked["max_new_tokens"]) == (30 * RATE, 370)


def test_a_sound_is_heard_once_in_each_way(tmp_path: Path, model: PretendedModel) -> None:
    first = Recogniser(tmp_path, threads=1).hear(alaw(1), "ur", None)
    again = Recogniser(tmp_path, threads=1)
    assert again.hear(alaw(1), "ur", None) == first
    assert len(model.heard) == 1
    again.hear(alaw(1), "ur", "नमस्कार")
    again.hear(alaw(1), "hi", None)
    again.hear(alaw(2), "ur", None)
    assert len(model.heard) == 4


class PretendedTokenizer:
    """Takes each letter for a token."""

    def __init__(self, _hf_tokenizer: None, *, language: str, **_options: Any) -> None:
        self.language = language

    def encode(self, text: str) -> list[int]:
        return list(map(ord, text))

    def decode(self, tokens: list[int]) -> str:
        return "".join(map(chr, tokens))


class PretendedWriter(PretendedModel):
    """Writes the words that it is told to after those it is given, as the library does."""

    hf_tokenizer = None

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        self.known = ""
        self.model = self

    def get_prompt(self, tokenizer: Any, previous: list[int], **asked: Any) -> list[int]:
        self.asked.append({**asked, "context": tokenizer.decode(previous)})
        self.known = f" {asked['prefix']}" if asked["prefix"] else ""
        return [0]

    def feature_extractor(self, samples: Any) -> Any:
        self.heard.append(samples)
        return samples

    def encode(self, features: Any) -> Any:
        return features

    def generate(self, _features: Any, prompts: list[Any], **_options: Any) -> list[Any]:
        assert prompts == [[0]]
        return [SimpleNamespace(sequences_ids=[list(map(ord, self.known + self.words))])]


def next_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch, writer: PretendedWriter, before: str
) -> str:
    monkeypatch.setattr(recogniser, "_model", lambda _threads: writer)
    library = {"tokenizer": {"Tokenizer": PretendedTokenizer}, "audio": {"pad_or_trim": list}}
    for name, content in library.items():
        monkeypatch.setitem(sys.modules, f"faster_whisper.{name}", SimpleNamespace(**content))
    return Recogniser(folder, threads=1).hear_next(alaw(1), "ur", "phone:", before)


@pytest.mark.parametrize("before", ["", "one, two,"])
@pytest.mark.parametrize(
    ("written", "word"), [(" three, four", "three"), (" سات دے، ایک", "سات دے"), ("۔", "")]
)
def test_the_next_word_is_what_is_written_after_the_known_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, written: str, word: str
) -> None:
    writer = PretendedWriter(written)
    assert next_word(tmp_path, monkeypatch, writer, before) == word
    assert writer.asked[0]["context"] == " phone:"
    assert len(writer.heard[0]) == RATE
    again = PretendedWriter("something else")
    assert next_word(tmp_path, monkeypatch, again, before) == word


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages with a model of two bytes, and a pretended library that reads it."""
    parts = ("pretended_model_part1", "pretended_model_part2")
    for number, part in enumerate(parts, 1):
        data = tmp_path / part / "data"
        data.mkdir(parents=True)
        (tmp_path / part / "__init__.py").touch()
        (data / f"model.bin.part{number}").write_bytes(str(number).encode())
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / parts[0] / "data" / name).write_text(name)
    library = SimpleNamespace(
        WhisperModel=lambda name, **options: PretendedModel(name=name, **options)
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "faster_whisper", library)
    monkeypatch.setattr(recogniser, "_PARTS", parts)


@pytest.mark.usefixtures("packages")
def test_the_parts_of_the_model_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "_MODEL", hashlib.sha256(b"12").hexdigest())
    options = recogniser._model(3).options
    assert options["num_workers"] == 3
    assert options["files"]["model.bin"] == b"12"
    assert options["files"]["vocabulary.txt"] == b"vocabulary.txt"


@pytest.mark.usefixtures("packages")
def test_another_model_is_refused() -> None:
    with pytest.raises(OSError, match="not the one that was pinned"):
        recogniser._model(1)
