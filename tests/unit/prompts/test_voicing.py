from pathlib import Path

import pytest

from prompts import recipe, voicing
from prompts.espeak import RenderError
from prompts.shipped import Shipped
from tests.unit.prompts.conftest import HummingVoice


def render(words: Path, folder: Path, voice: HummingVoice) -> Shipped:
    """Render what is not in the folder yet."""
    shipped = Shipped(folder)
    todo = voicing.unvoiced(list(recipe.recipes(words).values()), shipped)
    voicing.render(todo, shipped, lambda: voice)
    return shipped


def test_what_was_rendered_is_not_rendered_again(
    tmp_path: Path, words: Path, humming: HummingVoice
) -> None:
    render(words, tmp_path, humming)
    assert set(humming.spoken) == set(recipe.recipes(words))
    again = HummingVoice()
    shipped = render(words, tmp_path, again)
    assert again.spoken == []
    assert shipped.problems() == []


def test_a_fault_does_not_keep_other_texts_from_being_rendered(tmp_path: Path, words: Path) -> None:
    with pytest.raises(RenderError) as caught:
        render(words, tmp_path, HummingVoice(refused="o"))
    assert str(caught.value) == "en/digit.1: refused\nen/thanks: refused"
    assert Shipped(tmp_path).renderings.keys() == {"hi/thanks", "hi/digit.1"}


def test_a_silent_voice_is_an_error(tmp_path: Path, words: Path, humming: HummingVoice) -> None:
    speak = humming.speak
    humming.speak = lambda *args, **named: 0 * speak(*args, **named)  # type: ignore[method-assign]
    with pytest.raises(RenderError, match="hi/thanks: the voice said nothing"):
        render(words, tmp_path, humming)


def test_progress_is_told(tmp_path: Path, words: Path, humming: HummingVoice) -> None:
    steps: list[tuple[int, int]] = []
    voicing.render(
        list(recipe.recipes(words).values()),
        Shipped(tmp_path),
        lambda: humming,
        progress=lambda *step: steps.append(step),
    )
    assert steps == [(n, 4) for n in range(1, 5)]
