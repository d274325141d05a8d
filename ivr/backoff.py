"""How long to wait before the next try."""

import random
from collections.abc import Iterator


def backoff(first: float = 0.1, most: float = 5.0) -> Iterator[float]:
    """Give waits in seconds, doubling up to ``most``, each with up to half of it in jitter.

    The jitter keeps many nodes from coming back at the same moment.
    """
    wait = first
    while True:
        yield wait * (1 - random.random() / 2)  # noqa: S311 - no secret
        wait = min(wait * 2, most)
