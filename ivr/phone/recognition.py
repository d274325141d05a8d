"""Recognising prompts in what was heard.

Asterisk passes A-law on untouched, so a prompt arrives byte for byte as it lies on disk. Blocks
of 20 ms from all known sounds are looked up at every byte of what was heard; packets need not
line up, some may be lost, and a key may cut a prompt short.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple, Self

from ivr.phone.g711 import RATE

BLOCK: Final = 160
"""Bytes that must agree before a sound is considered at all."""

_DENSE, _SPARSE = 4 * BLOCK, 20 * BLOCK  # distances of the blocks that are looked up
_BEGINNING: Final = 2 * RATE  # bytes in which they are dense: a key may cut the rest off
_DISTINCT: Final = 32  # different values in a block below which it may be silence or hum
_MISSES: Final = 4  # blocks in a row that differ where a sound was cut off


class Heard(NamedTuple):
    """A prompt that was recognised; ``offset`` is where it begins, in seconds of the sound."""

    offset: float
    sound: str


class _Place(NamedTuple):
    """A known sound (by number) and the byte of the stream at which it would begin."""

    sound: int
    start: int


class KnownSounds:
    """Sounds by name. Of several with the same content the first name is the one reported."""

    def __init__(self, sounds: Mapping[str, bytes]) -> None:
        names = {content: name for name, content in reversed(list(sounds.items()))}
        self.names = list(names.values())
        self.contents = list(names)
        self._blocks: dict[bytes, list[tuple[int, int]]] = {}
        for number, content in enumerate(self.contents):
            for at in _block_places(content):
                self._blocks.setdefault(content[at : at + BLOCK], []).append((number, at))

    @classmethod
    def load(cls, folder: Path, ending: str = "alaw") -> Self:
        """Read ``FOLDER/LANGUAGE/KEY.ENDING``, raw bytes; calls in mu-law need ``ulaw``."""
        paths = sorted(folder.glob(f"*/*.{ending}"))
        return cls({f"{path.parent.name}/{path.stem}": path.read_bytes() for path in paths})

    def places(self, heard: bytes | bytearray, at: int) -> list[_Place]:
        """Give the sounds of which a block was heard at this byte."""
        found = self._blocks.get(bytes(heard[at : at + BLOCK]), ())
        return [_Place(number, at - offset) for number, offset in found]

    def extent(self, place: _Place, heard: bytes | bytearray, at: int) -> int:
        """Give the byte of the stream up to which it agrees with the sound, from ``at`` on."""
        content = self.contents[place.sound]
        limit = min(place.start + len(content), len(heard))
        agreed, misses = at, 0
        while at < limit and misses < _MISSES:
            until = min(at + BLOCK, limit)
            if heard[at:until] == content[at - place.start : until - place.start]:
                agreed, misses = until, 0
            else:
                misses += 1
            at = until
        return agreed


class Ear:
    """Recognises prompts in a sound that still grows; each byte is looked at once."""

    def __init__(self, known: KnownSounds) -> None:
        self._known = known
        self._at = 0
        self._latest: _Place | None = None

    def listen(self, heard: bytes | bytearray, *, final: bool = False) -> list[Heard]:
        """Give what is new in ``heard``, which is the sound from its beginning up to now.

        A prompt is reported while it is still being spoken, as soon as no other known one begins
        alike; ``final`` decides by what there is.
        """
        new: list[Heard] = []
        while self._at + BLOCK <= len(heard):
            if self._goes_on(heard):
                continue
            places = self._known.places(heard, self._at)
            if not places:
                self._at += 1
                continue
            reach = {place: self._known.extent(place, heard, self._at) for place in places}
            best = max(reach, key=lambda place: reach[place])
            growing = [place for place in places if reach[place] == len(heard)]
            if best != self._latest and len(growing) > 1 and not final:
                break
            if best != self._latest:
                begin = max(best.start, 0)
                new.append(Heard(begin / RATE, self._known.names[best.sound]))
                self._latest = best
            self._at = max(reach[best], self._at + 1)
        return new

    def _goes_on(self, heard: bytes | bytearray) -> bool:
        """Pass over what is more of the latest sound."""
        if self._latest is None or self._surely_over(self._latest, heard):
            return False
        reach = self._known.extent(self._latest, heard, self._at)
        if reach < self._at + BLOCK:
            return False
        self._at = reach
        return True

    def _surely_over(self, place: _Place, heard: bytes | bytearray) -> bool:
        """Tell at little cost that this is other sound, as in music; once in a block look well."""
        content, at = self._known.contents[place.sound], self._at - place.start
        return at >= len(content) or bool(at % BLOCK and heard[self._at] != content[at])


def recognise(heard: bytes | bytearray, known: KnownSounds) -> list[Heard]:
    """Name the prompts in a sound, in the order in which they were spoken."""
    return Ear(known).listen(heard, final=True)


def _block_places(content: bytes) -> list[int]:
    """Choose the blocks by which a sound is found: not silent, and most of them early."""
    places: list[int] = []
    at = 0
    while at + BLOCK <= len(content):
        if len(set(content[at : at + BLOCK])) < _DISTINCT:
            at += BLOCK // 4
            continue
        places.append(at)
        at += _DENSE if at < _BEGINNING else _SPARSE
    return places
