from pathlib import Path

import pytest

from prompts import index
from prompts.index import Unpacked
from prompts.library import FORMATS, SoundLibrary, all_sounds


@pytest.fixture
def library(tmp_path: Path, words: Path) -> SoundLibrary:
    """A library in which every sound is there."""
    library = SoundLibrary(tmp_path / "sounds", words=words, voices=tmp_path / "voices")
    for sound in library.sources:
        for file in library.files(sound):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"sound")
    checksums = (index.checksum(b"sound"),) * len(FORMATS)
    index.write(
        library.folder,
        {
            sound: Unpacked(source.fingerprint, checksums)
            for sound, source in library.sources.items()
        },
    )
    return library


def test_all_sounds_are_all_languages_and_the_music() -> None:
    sounds = all_sounds()
    assert {"hi/greeting", "en/greeting", "music/waiting"} <= set(sounds)
    whole = [sound.partition("/") for sound in sounds if ".part-" not in sound]
    hindi, english = ({key for of, _, key in whole if of == code} for code in ("hi", "en"))
    assert hindi == english


def test_paths_are_absolute_and_without_ending(
    library: SoundLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.path("hi/thanks") == str(library.folder / "hi" / "thanks")
    assert library.media("hi/digit.1", "hi/thanks") == [
        f"sound:{library.folder}/hi/digit.1",
        f"sound:{library.folder}/hi/thanks",
    ]
    monkeypatch.chdir(library.folder.parent)
    relative = SoundLibrary(Path("sounds"))
    assert relative.path("hi/greeting") == f"{library.folder}/hi/greeting"


def test_an_unworded_sound_is_an_error(library: SoundLibrary) -> None:
    with pytest.raises(LookupError, match="no sound 'hi/thank'"):
        library.media("hi/thanks", "hi/thank")


@pytest.mark.parametrize("name", ["a,b", "a&b"])
def test_a_folder_that_asterisk_would_split_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="splits"):
        SoundLibrary(tmp_path / name)


def test_nothing_is_missing_from_a_full_library(library: SoundLibrary) -> None:
    assert library.missing() == []


@pytest.mark.parametrize("ending", FORMATS)
def test_a_sound_without_one_of_its_files_is_missing(library: SoundLibrary, ending: str) -> None:
    Path(f"{library.path('hi/digit.1')}.{ending}").unlink()
    assert library.missing() == ["hi/digit.1"]


def test_an_empty_file_is_no_sound(library: SoundLibrary) -> None:
    library.files("en/thanks")[0].write_bytes(b"")
    assert library.missing() == ["en/thanks"]
    assert library.absent() == ["en/thanks"]


def test_another_sound_in_the_file_of_one_is_told_with_the_file(library: SoundLibrary) -> None:
    file = library.files("en/thanks")[1]
    file.write_bytes(b"sounds")
    [(sound, fault)] = library.faults().items()
    assert (sound, fault.file, fault.wrong) == ("en/thanks", file, "is not what was unpacked")
    assert library.absent() == []
    assert library.faults(["hi/thanks"]) == {}


def test_sounds_without_a_wording_are_strays(library: SoundLibrary, words: Path) -> None:
    assert library.strays() == []
    (words / "en.toml").unlink()
    strays = SoundLibrary(library.folder, words=words, voices=library.voices).strays()
    assert [path.name for path in strays] == ["digit.1.alaw", "thanks.alaw"]


def test_a_sound_of_an_older_wording_is_missing(library: SoundLibrary, words: Path) -> None:
    path = words / "en.toml"
    path.write_text(path.read_text().replace("Goodbye", "Thank you"))
    changed = SoundLibrary(library.folder, words=words, voices=library.voices)
    assert changed.missing() == ["en/thanks"]


@pytest.mark.parametrize("manifest", ["", "[]", "{", "\x00"])
def test_without_a_manifest_nothing_is_vouched_for(library: SoundLibrary, manifest: str) -> None:
    (library.folder / index.NAME).write_text(manifest)
    assert library.missing() == sorted(library.sources)


def test_a_new_recording_makes_its_sound_missing(library: SoundLibrary, tmp_path: Path) -> None:
    file = tmp_path / "recordings" / "hi" / "thanks.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a person")
    library.recordings = file.parent.parent
    assert library.missing() == ["hi/thanks"]
    assert "hi/thanks" not in library.stood_in_for()
    assert "en/thanks" in library.stood_in_for()
