"""The two ways in which a sound is spoken: staying up inside a sentence, falling at its end."""

from collections.abc import Sequence


def rising(key: str) -> str:
    """Name the sound that says the same as ``key``, but stays up because something follows."""
    family, _, rest = key.partition(".")
    return f"{family}-rising.{rest}"


def contour(keys: Sequence[str], *, ends: bool) -> tuple[str, ...]:
    """Let all keys rise but the last, which falls if a sentence ``ends`` with it."""
    *inside, last = keys
    return (*map(rising, inside), last if ends else rising(last))
