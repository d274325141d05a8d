from operator import attrgetter
from pathlib import Path

import pytest

from prompts import recipe
from prompts.speaking import PRONUNCIATION

VOICED = attrgetter("voiced")
STOOD_IN = attrgetter("stood_in")


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """A folder of our own pronunciations."""
    folder = tmp_path / "pronunciation"
    folder.mkdir()
    for file in PRONUNCIATION.glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def changed(
    words: Path, spoken: Path, file: Path, before: str, after: str
) -> tuple[set[str], set[str]]:
    """Change a file and give the sounds that the voice, and those that the stand-in speaks anew."""
    old = recipe.recipes(words, spoken)
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    new = recipe.recipes(words, spoken)
    voiced = {sound for sound in old if VOICED(new[sound]) != VOICED(old[sound])}
    return voiced, {sound for sound in old if STOOD_IN(new[sound]) != STOOD_IN(old[sound])}


def test_each_language_speaks_each_key(words: Path) -> None:
    assert set(recipe.recipes(words)) == {"hi/thanks", "hi/digit.1", "en/thanks", "en/digit.1"}


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ("नमस्कार", "धन्यवाद", ({"hi/thanks"}, {"hi/thanks"})),
        ("140", "150", (set(), {"hi/thanks", "hi/digit.1"})),
        ("last words", "at the end", (set(), set())),
        ("नमस्कार।", "नमस्कार,", ({"hi/thanks"}, {"hi/thanks"})),
    ],
)
def test_a_wording_changes_its_own_sounds_only(
    words: Path, spoken: Path, before: str, after: str, anew: tuple[set[str], set[str]]
) -> None:
    assert changed(words, spoken, words / "hi.toml", before, after) == anew


@pytest.mark.parametrize(
    ("before", "after", "voiced"),
    [
        ("speed = 0.9", "speed = 0.8", {"hi/thanks"}),  # the digit has a speed of its own
        ('"digit.1" = 1.1', '"digit.1" = 1.0', {"hi/digit.1"}),
        ('"पचपन" = "पच्पन"', '"एक" = "इक"', {"hi/digit.1"}),
        ("[speeds]", '[speeds]\n"thanks" = 0.8', {"hi/thanks"}),
        ("पाँच दबाएं।", "दो दबाएं।", set()),
        ("tail_lasts = 0.8", "tail_lasts = 0.9", set()),
    ],
)
def test_a_pronunciation_changes_what_it_makes_sound_otherwise(
    words: Path, spoken: Path, before: str, after: str, voiced: set[str]
) -> None:
    assert changed(words, spoken, spoken / "hi.toml", before, after)[0] == voiced


def test_the_tail_matters_to_open_texts(words: Path, spoken: Path) -> None:
    file = words / "hi.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"एक।"', '"एक,"'), encoding="utf-8")
    before, after = "पाँच दबाएं।", "दो दबाएं।"
    assert changed(words, spoken, spoken / "hi.toml", before, after)[0] == {"hi/digit.1"}


def test_digits_leave_time_to_write_and_groups_more() -> None:
    speech, inside, end = map(recipe.treatment, ["hi/thanks", "hi/digit-rising.1", "hi/digit.1"])
    assert speech.silences < inside.silences < end.silences
    assert len({(each.loudness, each.peak) for each in (speech, inside, end)}) == 1
    assert recipe.treatment("music/waiting").silences is None


def test_a_language_without_natural_voice_has_none(words: Path, spoken: Path) -> None:
    (spoken / "en.toml").unlink()
    recipes = recipe.recipes(words, spoken)
    assert VOICED(recipes["en/thanks"]) == ""
    assert VOICED(recipes["hi/thanks"]) != ""


@pytest.mark.parametrize("text", ["दो,", "दो", "आप क़तार में ", "for a bill;"])
def test_texts_that_something_follows(text: str) -> None:
    assert recipe.is_open(text)


@pytest.mark.parametrize("text", ["दो।", "Goodbye.", "सुनिए? ", "नमस्कार!"])
def test_texts_that_end_a_sentence(text: str) -> None:
    assert not recipe.is_open(text)
