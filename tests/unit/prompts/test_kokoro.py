"""The natural voice around its model, which a pretended one replaces here."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prompts import kokoro, speaking
from prompts.espeak import RenderError
from prompts.kokoro import RATE, Kokoro
from prompts.phonemes import MOST, numbered
from tests.unit.prompts.conftest import tone

HINDI = speaking.read("hi")
assert HINDI is not None


class PretendedModel:
    """Hums for a time, with a pause before the last 0.8 seconds if there is a semicolon."""

    def __init__(self) -> None:
        self.inputs: list[dict[str, Any]] = []

    def run(self, _outputs: None, inputs: dict[str, Any]) -> list[Any]:
        self.inputs.append(inputs)
        pause = np.zeros(RATE // 10) if 1 in inputs["tokens"] else np.zeros(0)
        parts = [tone(200, 0.4), pause, tone(250, 0.7), np.zeros(RATE // 2)]
        return [np.concatenate(parts).astype(np.float32)[None]]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> PretendedModel:
    model = PretendedModel()
    monkeypatch.setattr(kokoro, "_model", lambda: model)
    return model


@pytest.fixture
def styles(tmp_path: Path) -> bytes:
    rows = np.arange((MOST + 1) * 256, dtype=np.float32).tobytes()
    (tmp_path / f"{HINDI.voice}.bin").write_bytes(rows)
    return rows


def test_the_model_gets_symbols_the_style_of_their_number_and_the_speed(
    tmp_path: Path, model: PretendedModel, styles: bytes, engine: Path
) -> None:
    by = replace(HINDI, sha256=hashlib.sha256(styles).hexdigest())
    spoken = Kokoro(tmp_path, engine).speak("दो।", by, sound="hi/digit.2")
    (inputs,) = model.inputs
    assert inputs["tokens"].tolist() == [numbered("dˈoː.")]
    assert inputs["style"].tolist() == [list(range(5 * 256, 6 * 256))]
    assert inputs["speed"].tolist() == [pytest.approx(0.9)]
    assert len(spoken) == pytest.approx(1.6 * RATE, abs=2)


def test_an_open_text_is_spoken_before_a_tail_that_is_cut_off(
    tmp_path: Path, model: PretendedModel, styles: bytes, engine: Path
) -> None:
    by = replace(HINDI, sha256=hashlib.sha256(styles).hexdigest())
    spoken = Kokoro(tmp_path, engine).speak("दो,", by, sound="hi/digit-rising.2")
    (inputs,) = model.inputs
    assert inputs["tokens"][0].tolist()[:7] == numbered("dˈoː; ")[:7]
    assert len(inputs["tokens"][0]) > 15
    assert len(spoken) == pytest.approx(0.45 * RATE, abs=0.04 * RATE)


def test_a_voice_that_is_missing_or_not_ours_names_the_remedy(
    tmp_path: Path, model: PretendedModel, engine: Path
) -> None:
    voice = Kokoro(tmp_path, engine)
    with pytest.raises(RenderError, match=r"hf_beta\.bin: .*make voices"):
        voice.speak("दो।", HINDI, sound="hi/x")
    (tmp_path / f"{HINDI.voice}.bin").write_bytes(b"something else")
    with pytest.raises(RenderError, match=r"hf_beta\.bin is not what we expect .*make voices"):
        voice.speak("दो।", HINDI, sound="hi/x")
    assert model.inputs == []


def test_without_the_extra_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kokoro, "_PARTS", ("no_such_package",))
    assert not kokoro.installed()
    with pytest.raises(RenderError, match="make voices"):
        Kokoro(tmp_path, Path("espeak-ng"))
