"""Renders with the natural voice what the shipped sounds lack. Needs the extra ``voices``."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Final, Protocol

from prompts import telephone
from prompts.dsp import Samples
from prompts.espeak import RenderError
from prompts.kokoro import RATE
from prompts.recipe import SPEECH, Recipe
from prompts.shipped import Shipped
from prompts.speaking import Pronunciation

_HEADROOM: Final = 0.5  # the model exceeds full scale
_SAVED_EVERY: Final = 20  # renderings, lest breaking off loses them all


class Voice(Protocol):
    """What speaks: `kokoro.Kokoro`, or a pretended voice."""

    def speak(self, text: str, by: Pronunciation, *, sound: str) -> Samples:
        """Give samples at `kokoro.RATE`."""
        ...


def unvoiced(recipes: list[Recipe], shipped: Shipped) -> list[Recipe]:
    """List what the natural voice could speak, but has not, or not so."""
    return [each for each in recipes if each.voice and not shipped.fits(each.sound, each.voiced)]


def render(
    recipes: list[Recipe],
    shipped: Shipped,
    load: Callable[[], Voice],
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:
    """Render the recipes into the shipped sounds, on all cores; ``load`` gives the voice.

    What cannot be rendered does not keep the others from it: all faults are raised at the end as
    one `RenderError`.
    """
    voice, faults = load(), []
    try:
        for done, (each, future) in enumerate(_spoken(recipes, voice), 1):
            try:
                content = future.result()
            except RenderError as error:
                faults.append(str(error))
            else:
                shipped.add(each.sound, content, text=each.text, made_from=each.voiced)
            if done % _SAVED_EVERY == 0:
                shipped.save()
            progress(done, len(recipes))
    finally:
        shipped.save()
    if faults:
        raise RenderError("\n".join(sorted(faults)))


def _spoken(recipes: list[Recipe], voice: Voice) -> Iterator[tuple[Recipe, Future[bytes]]]:
    """Speak on all cores, and give each recipe when it is done or has failed."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        work = {pool.submit(_speak, each, voice): each for each in recipes}
        for future in as_completed(work):
            yield work[future], future
    finally:
        pool.shutdown(cancel_futures=True)


def _speak(recipe: Recipe, voice: Voice) -> bytes:
    assert recipe.voice is not None, recipe.sound
    raw = voice.speak(recipe.text, recipe.voice, sound=recipe.sound)
    recording = telephone.from_samples(raw * _HEADROOM, RATE)
    if recording.rms == 0:
        raise RenderError(f"{recipe.sound}: the voice said nothing; look at its wording")
    return telephone.compact(telephone.treat(recording, SPEECH))
