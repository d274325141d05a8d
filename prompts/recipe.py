"""What makes each sound what it is, condensed to a fingerprint: change it, and it is rendered anew.

Nothing here needs an audio library, so that the running service can check its sounds.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from prompts import music, wording
from prompts.wording import Wording

WAITING_MUSIC: Final = "music/waiting"


@dataclass(frozen=True, slots=True)
class Treatment:
    """How raw speech or music becomes a telephone prompt.

    Loudness is the RMS level of the parts that are not silence, and the peak limit wins over it,
    both in dBFS. Silences are those before and after, in milliseconds; None leaves them as they
    are, as music in a loop needs it.
    """

    loudness: float
    peak: float = -3.0
    silences: tuple[int, int] | None = (60, 100)


SPEECH: Final = Treatment(loudness=-22.0)
MUSIC: Final = Treatment(loudness=-34.0, silences=None)


def fingerprints(folder: Path = wording.FOLDER) -> Mapping[str, str]:
    """Give every sound there must be, with its fingerprint; raises `WordingError`."""
    wordings = [wording.read(language, folder) for language in wording.languages(folder)]
    spoken = {
        f"{each.language}/{key}": _fingerprint(_voice(each), text, asdict(SPEECH))
        for each in wordings
        for key, text in each.texts.items()
    }
    return spoken | {WAITING_MUSIC: _fingerprint(asdict(music.PIECE), asdict(MUSIC))}


def _voice(of: Wording) -> list[str | int]:
    return [of.voice, of.words_per_minute]


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
