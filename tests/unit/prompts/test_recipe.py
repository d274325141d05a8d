from pathlib import Path

from prompts import recipe


def change(words: Path, before: str, after: str) -> set[str]:
    """Change the Hindi file and give the sounds whose fingerprints change with it."""
    old = recipe.fingerprints(words)
    path = words / "hi.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, after), encoding="utf-8")
    new = recipe.fingerprints(words)
    return {sound for sound in old if new[sound] != old[sound]}


def test_each_language_speaks_each_key_and_there_is_music(words: Path) -> None:
    assert set(recipe.fingerprints(words)) == {
        "hi/thanks", "hi/digit.1", "en/thanks", "en/digit.1", "music/waiting"
    }  # fmt: skip


def test_a_text_changes_its_own_sound_only(words: Path) -> None:
    assert change(words, "नमस्कार", "धन्यवाद") == {"hi/thanks"}


def test_a_voice_changes_its_language_only(words: Path) -> None:
    assert change(words, "140", "150") == {"hi/thanks", "hi/digit.1"}


def test_a_remark_changes_nothing(words: Path) -> None:
    assert change(words, "last words", "at the end") == set()
