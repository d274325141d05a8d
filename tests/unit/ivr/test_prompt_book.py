"""The list of prompts, from wordings and sounds on disk."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.prompt_book import PromptBook
from prompts import index, unpacking
from prompts.index import Unpacked
from prompts.library import FORMATS, SoundLibrary
from prompts.wording import WordingError

LANGUAGE = """
[about]
name = "{name}"
script = "{script}"
voice = "{voice}"
words_per_minute = 140

[thanks]
where = "{where}"
text = "{text}"
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    folder = tmp_path / "wording"
    folder.mkdir()
    hindi = {"name": "हिंदी", "script": "Devanagari", "where": "last words", "text": "नमस्कार।"}
    english = {"name": "English", "script": "Latin", "where": "at the end", "text": "Goodbye."}
    (folder / "hi.toml").write_text(LANGUAGE.format(voice="hi", **hindi), encoding="utf-8")
    (folder / "en.toml").write_text(LANGUAGE.format(voice="en-gb", **english), encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, words: Path) -> SoundLibrary:
    """Sounds of half a second in Hindi, none in English."""
    library = SoundLibrary(tmp_path / "sounds", words=words)
    for file in library.files("hi/thanks"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(16_000))
    checksums = (index.checksum(bytes(16_000)),) * len(FORMATS)
    made = Unpacked(library.sources["hi/thanks"].fingerprint, checksums)
    index.write(library.folder, {"hi/thanks": made})
    return library


def test_a_prompt_has_its_words_and_sounds_in_each_language(
    library: SoundLibrary, words: Path
) -> None:
    book = PromptBook(library.folder, words=words)
    [thanks] = book.prompts()
    assert (thanks.key, thanks.where) == ("thanks", "last words")
    assert [(each.language, each.text) for each in thanks.words] == [
        ("hi", "नमस्कार।"),
        ("en", "Goodbye."),
    ]
    [hindi], [english] = (each.sounds for each in thanks.words)
    assert (hindi.name, hindi.used, hindi.seconds) == ("hi/thanks", "stand-in", 0.5)
    assert (english.name, english.used, english.seconds) == ("en/thanks", "missing", 0.0)
    assert list(book.languages()) == ["hi", "en"]


def test_a_change_of_the_wording_shows_at_once(library: SoundLibrary, words: Path) -> None:
    book = PromptBook(library.folder, words=words)
    book.prompts()
    file = words / "hi.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("नमस्कार", "धन्यवाद"), encoding="utf-8")
    [hindi, _english] = book.prompts()[0].words
    assert hindi.text == "धन्यवाद।"
    assert hindi.sounds[0].used == "missing"


def test_a_broken_wording_is_an_error(library: SoundLibrary, words: Path) -> None:
    book = PromptBook(library.folder, words=words)
    (words / "hi.toml").write_text("[", encoding="utf-8")
    with pytest.raises(WordingError, match=r"hi\.toml"):
        book.languages()


def test_gives_a_sound_by_its_name_only(library: SoundLibrary, words: Path) -> None:
    book = PromptBook(library.folder, words=words)
    assert book.wav("hi/thanks").startswith(b"RIFF")
    with pytest.raises(LookupError):
        book.wav("hi/../manifest")
    with pytest.raises(OSError, match="thanks"):
        book.wav("en/thanks")


def test_a_prompt_shows_all_its_sounds(library: SoundLibrary, words: Path) -> None:
    for file, text, inside in (("hi", "{n} रुपये हैं।", "हैं,"), ("en", "{n} rupees.", "are,")):
        with (words / f"{file}.toml").open("a", encoding="utf-8") as toml:
            toml.write(f'[bill.amount]\nwhere = "bill"\ntext = "{text}"\n')
            toml.write('variables = { n = "digits" }\n')
            toml.write(f'[unit.be]\nwhere = "x"\ntext = "{inside}"\nrising = "{inside}"\n')
    shown = {each.key: each for each in PromptBook(library.folder, words=words).prompts()}
    amount, unit = shown["bill.amount"].words[0], shown["unit.be"].words[0]
    assert amount.text == "{n} रुपये हैं।"
    assert [(each.name, each.part) for each in amount.sounds] == [
        ("hi/bill.amount.part-1", "part 1")
    ]
    assert [(each.name, each.part) for each in unit.sounds] == [
        ("hi/unit.be", ""),
        ("hi/unit-rising.be", "rising"),
    ]


def record(folder: Path, sound: str) -> None:
    """Put a recording of a second there."""
    file = folder / f"{sound}.wav"
    file.parent.mkdir(parents=True)
    soundfile.write(file, 0.3 * np.sin(np.arange(16_000) / 5), 16_000)


def test_a_recording_is_shown_and_played_once_it_is_unpacked(
    library: SoundLibrary, words: Path, tmp_path: Path
) -> None:
    recordings = tmp_path / "recordings"
    for sound in ("hi/thanks", "en/thanks"):
        record(recordings, sound)
    book = PromptBook(library.folder, recordings=recordings, words=words)
    before = book.wav("hi/thanks")
    assert book.prompts()[0].words[0].sounds[0].used == "missing"
    recorded = SoundLibrary(library.folder, recordings=recordings, words=words)
    unpacking.unpack(recorded, Path("no-engine"))
    [shown] = book.prompts()[0].words[0].sounds
    assert (shown.used, shown.seconds) == ("recording", pytest.approx(1.16, abs=0.02))
    assert book.wav("hi/thanks") != before


def test_a_recording_of_other_words_is_told_as_that(
    library: SoundLibrary, words: Path, tmp_path: Path
) -> None:
    recordings = tmp_path / "recordings"
    record(recordings, "hi/thanks")
    record(recordings, "en/thanks")
    unpacking.unpack(
        SoundLibrary(library.folder, recordings=recordings, words=words), Path("no-engine")
    )
    file = words / "hi.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("नमस्कार", "धन्यवाद"), encoding="utf-8")
    [thanks] = PromptBook(library.folder, recordings=recordings, words=words).prompts()
    hindi, english = (each.sounds[0].used for each in thanks.words)
    assert (hindi, english) == ("recording of other words", "recording")
