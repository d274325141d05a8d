"""The joints of the service that no call shows."""

from pathlib import Path

import numpy as np
import soundfile

from ivr.outside import opened
from ivr.service import Service
from ivr.settings import Settings
from ivr.settings.model import PromptsSection, RunSection
from ivr.settings.secrets import Secrets
from prompts import unpacking
from prompts.index import Unpacked
from prompts.library import SoundLibrary


async def test_the_page_shows_the_recordings_that_the_settings_name(tmp_path: Path) -> None:
    recordings, sounds = tmp_path / "recordings", tmp_path / "sounds"
    (recordings / "hi").mkdir(parents=True)
    soundfile.write(recordings / "hi/greeting.wav", np.sin(np.arange(16_000) / 5) / 4, 16_000)
    unpack_only("hi/greeting", SoundLibrary(sounds, recordings=recordings))
    settings = Settings(
        run=RunSection(folder=tmp_path / "run", sounds=sounds),
        prompts=PromptsSection(recordings=recordings),
    )
    async with opened(settings, Secrets(tmp_path)) as outside:
        book = Service(settings, outside, ari_password="").shown("").prompts
    used = {sound.name: sound.used for each in book.prompts() for sound in each.words[0].sounds}
    assert used["hi/greeting"] == "recording"
    assert used["hi/thanks"] == "missing"
    assert book.wav("hi/greeting").startswith(b"RIFF")


def unpack_only(sound: str, library: SoundLibrary) -> None:
    """Unpack one sound of the real wordings."""
    checksums = unpacking._make(library, sound, library.sources[sound], Path("no-engine"))
    unpacking._record(library, {sound: Unpacked(library.sources[sound].fingerprint, checksums)})
