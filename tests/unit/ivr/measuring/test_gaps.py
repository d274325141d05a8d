"""Gaps inside a prompt are found, pauses between prompts are none."""

import random

import pytest

from ivr.measuring.gaps import prompt_gaps
from ivr.phone.g711 import ALAW
from ivr.phone.reception import HEADER, VERSION, Reception
from ivr.phone.recognition import KnownSounds

SPEECH = random.Random(1).randbytes(8_000)
OTHER = random.Random(2).randbytes(8_000)
KNOWN = KnownSounds({"hi/a": SPEECH, "hi/b": OTHER, "hi/silence": ALAW.silence * 8_000})


def heard(*packets: tuple[bytes, float, bool], pause: int = 0) -> Reception:
    """Receive packets, each with its time; a marked one begins anew after ``pause`` samples."""
    reception, stamp = Reception(ALAW), 0
    for number, (payload, at, marked) in enumerate(packets):
        stamp += pause if marked else 0
        kind = ALAW.payload | (0x80 if marked else 0)
        reception.receive(HEADER.pack(VERSION, kind, number, stamp, 7) + payload, at)
        stamp += len(payload)
    return reception


def speech(number: int, sound: bytes = SPEECH) -> bytes:
    return sound[160 * number : 160 * (number + 1)]


def test_packets_in_a_row_are_as_far_apart_as_they_arrived():
    gaps = prompt_gaps(
        heard((speech(0), 1.0, True), (speech(1), 1.02, False), (speech(2), 1.11, False)), KNOWN
    )
    assert list(gaps) == pytest.approx([0.02, 0.09])


def test_a_packet_so_late_that_asterisk_marks_it_is_a_gap_of_its_prompt():
    late = heard((speech(0), 1.0, True), (speech(1), 1.3, True), pause=2_240)
    assert list(prompt_gaps(late, KNOWN)) == pytest.approx([0.3])


def test_a_pause_between_two_prompts_is_none():
    two = heard((speech(49), 1.0, True), (speech(0, OTHER), 1.3, True), pause=2_240)
    assert list(prompt_gaps(two, KNOWN)) == []


def test_silence_belongs_to_no_prompt():
    silent = ALAW.silence * 160
    two = heard((silent, 1.0, True), (silent, 1.3, True), pause=2_240)
    assert list(prompt_gaps(two, KNOWN)) == []


def test_a_lost_packet_is_no_gap_but_lost():
    reception = Reception(ALAW)
    for number in (0, 1, 3):
        head = HEADER.pack(VERSION, ALAW.payload, number, 160 * number, 7)
        reception.receive(head + speech(number), 0.02 * number)
    assert list(prompt_gaps(reception, KNOWN)) == pytest.approx([0.02])
    assert reception.lost == 1
