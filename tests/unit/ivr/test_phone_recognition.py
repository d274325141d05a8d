"""Prompts are found in a stream of sound, cut short, damaged and unaligned."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.g711 import ALAW, RATE
from ivr.phone.recognition import BLOCK, Ear, KnownSounds, recognise

SILENCE = ALAW.silence


def speech(seed: int, seconds: float = 1.0) -> bytes:
    """Give something that, like speech, has no two equal blocks; it begins with silence."""
    return SILENCE * 300 + random.Random(seed).randbytes(round(seconds * RATE))


SOUNDS = {f"hi/sound-{n}": speech(n) for n in range(20)}
KNOWN = KnownSounds(SOUNDS)


@given(st.lists(st.tuples(st.sampled_from(sorted(SOUNDS)), st.integers(0, 999)), max_size=6))
def test_sounds_one_after_the_other_at_any_byte(spoken):
    stream, expected = b"", []
    for name, pause in spoken:
        stream += SILENCE * pause
        expected.append((len(stream) / RATE, name))
        stream += SOUNDS[name]
    assert recognise(stream, KNOWN) == expected


def test_a_sound_that_a_key_cuts_off_early():
    stream = SOUNDS["hi/sound-1"][:2_400] + SOUNDS["hi/sound-2"]
    assert [each.sound for each in recognise(stream, KNOWN)] == ["hi/sound-1", "hi/sound-2"]


@given(st.integers(0, 2**32))
def test_lost_packets_do_not_hide_a_sound(seed):
    lossy = bytearray(SILENCE * 77 + SOUNDS["hi/sound-3"])
    chance = random.Random(seed)
    for at in chance.sample(range(0, len(lossy), 160), 5):
        lossy[at : at + 160] = SILENCE * len(lossy[at : at + 160])
    assert [each.sound for each in recognise(lossy, KNOWN)] == ["hi/sound-3"]


def test_a_sound_said_again_is_reported_again():
    twice = SOUNDS["hi/sound-4"] * 2
    assert [each.offset for each in recognise(twice, KNOWN)] == [0.0, len(twice) / 2 / RATE]


def test_a_sound_whose_beginning_was_missed_begins_where_we_do():
    (heard,) = recognise(SOUNDS["hi/sound-5"][3_000:], KNOWN)
    assert heard == (0.0, "hi/sound-5")


def test_silence_and_noise_are_nothing():
    assert recognise(SILENCE * RATE, KNOWN) == []
    assert recognise(speech(999), KNOWN) == []
    assert recognise(b"", KNOWN) == []


def test_of_equal_sounds_the_first_is_named():
    known = KnownSounds({"hi/one": speech(1), "hi/two": speech(1), "hi/other": speech(2)})
    assert [each.sound for each in recognise(speech(1), known)] == ["hi/one"]


@pytest.mark.parametrize("shorter", [True, False])
def test_of_sounds_that_begin_alike_the_one_that_was_said_is_named(shorter):
    known = KnownSounds({"hi/long": speech(1) + speech(2), "hi/short": speech(1) + speech(3)})
    stream = speech(1) + speech(3 if shorter else 2)
    (heard,) = recognise(stream, known)
    assert heard.sound == ("hi/short" if shorter else "hi/long")
    ear = Ear(known)
    assert ear.listen(stream[: len(speech(1)) // 2]) == []
    assert ear.listen(stream) == [heard]


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=40), st.integers(0, 2**32))
def test_listening_piece_by_piece_hears_the_same(pieces, seed):
    names = random.Random(seed).sample(sorted(SOUNDS), 3)
    stream = b"".join(
        SILENCE * 50 + SOUNDS[name][: 2_000 + 900 * n] for n, name in enumerate(names)
    )
    ear, heard, until = Ear(KNOWN), [], 0
    for piece in pieces:
        until += piece
        heard += ear.listen(stream[:until])
    heard += ear.listen(stream, final=True)
    assert heard == recognise(stream, KNOWN)


def test_a_sound_is_reported_while_it_is_spoken():
    ear = Ear(KNOWN)
    begun = SOUNDS["hi/sound-6"][: 300 + 2 * BLOCK]
    assert [each.sound for each in ear.listen(begun)] == ["hi/sound-6"]
    assert ear.listen(SOUNDS["hi/sound-6"]) == []


def test_a_folder_is_read(tmp_path):
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / "pin.ask.alaw").write_bytes(speech(1))
    (tmp_path / "hi" / "pin.ask.ulaw").write_bytes(speech(2))
    assert recognise(speech(1), KnownSounds.load(tmp_path)) == [(0.0, "hi/pin.ask")]
    assert recognise(speech(2), KnownSounds.load(tmp_path, "ulaw")) == [(0.0, "hi/pin.ask")]
