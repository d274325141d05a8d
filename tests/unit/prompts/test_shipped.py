import json
from pathlib import Path

import pytest

from prompts import recipe
from prompts.shipped import FOLDER, Shipped


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    """A folder with two renderings."""
    shipped = Shipped(tmp_path)
    shipped.add("hi/thanks", b"sound", text="नमस्कार।", made_from="abc")
    shipped.add("en/thanks", b"other", text="Goodbye.", made_from="def")
    shipped.save()
    return tmp_path


def test_our_own_renderings_are_whole_and_of_no_other_prompts() -> None:
    shipped = Shipped(FOLDER)
    assert shipped.problems() == []
    assert shipped.renderings.keys() <= recipe.recipes().keys()
    files = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.opus")}
    assert files == shipped.renderings.keys()


def test_what_was_added_is_there_after_reading_it_again(voices: Path) -> None:
    shipped = Shipped(voices)
    assert shipped.path("hi/thanks").read_bytes() == b"sound"
    assert shipped.fits("hi/thanks", "abc")
    assert shipped.renderings["hi/thanks"].text == "नमस्कार।"
    assert shipped.problems() == []


def test_another_text_or_no_text_does_not_fit(voices: Path) -> None:
    shipped = Shipped(voices)
    assert not shipped.fits("hi/thanks", "abd")
    assert not shipped.fits("hi/greeting", "abc")


@pytest.mark.parametrize("content", [None, b"", b"another sound"])
def test_a_missing_or_broken_file_is_named_with_its_key(
    voices: Path, content: bytes | None
) -> None:
    file = voices / "hi" / "thanks.opus"
    file.unlink() if content is None else file.write_bytes(content)
    shipped = Shipped(voices)
    [problem] = shipped.problems()
    assert problem.place == "hi/thanks"
    assert str(file) in problem.wrong
    assert "prompts build" in problem.remedy
    assert not shipped.fits("hi/thanks", "abc")
    assert shipped.fits("en/thanks", "def")


@pytest.mark.parametrize("manifest", ["", "[]", "{", '{"thanks": {"text": "x"}}', "\x00"])
def test_a_broken_manifest_is_named(voices: Path, manifest: str) -> None:
    (voices / "hi" / "manifest.json").write_text(manifest)
    shipped = Shipped(voices)
    [problem] = shipped.problems()
    assert problem.place == str(voices / "hi" / "manifest.json")
    assert shipped.renderings.keys() == {"en/thanks"}


def test_what_is_not_worded_any_more_is_removed(voices: Path) -> None:
    shipped = Shipped(voices)
    assert shipped.keep_only(["hi/thanks"]) == ["en/thanks"]
    shipped.save()
    assert Shipped(voices).renderings.keys() == {"hi/thanks"}
    assert not (voices / "en" / "thanks.opus").exists()
    assert json.loads((voices / "en" / "manifest.json").read_text()) == {}
