"""Offers and answers of sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.g711 import ALAW, ULAW
from ivr.phone.sdp import EVENTS, BadDescription, Sound, parse


@given(st.integers(1, 65_535), st.sampled_from([None, EVENTS]))
def test_a_description_is_read_back_as_written(port, events):
    sound = Sound("127.0.0.5", port, events=events)
    assert parse(sound.encode()) == sound


def test_a_law_comes_first():
    assert b"m=audio 4000 RTP/AVP 8 0 101\r\n" in Sound("127.0.0.5", 4000).encode()


def test_the_answer_takes_the_first_known_law_and_the_offered_event_type():
    offer = parse(
        b"v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 9 0 8 96\r\n"
        b"a=rtpmap:96 telephone-event/8000\r\n"
    )
    assert offer.laws == (ULAW, ALAW)
    answer = offer.answer("127.0.0.5", 5000, events=True)
    assert (answer.laws, answer.events) == ((ULAW,), 96)
    assert offer.answer("127.0.0.5", 5000, events=False).events is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"c=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 9\r\n",
        b"c=IN IP4 127.0.0.9\r\nm=audio 70000 RTP/AVP 8\r\n",
        b"c=IN IP6 ::1\r\nm=audio 4000 RTP/AVP 8\r\n",
        b"c=IN IP4 127.0.0.9\r\nm=video 4000 RTP/AVP 8\r\n",
    ],
)
def test_what_cannot_be_used_is_refused(body):
    with pytest.raises(BadDescription):
        parse(body)


@given(st.binary(max_size=200))
def test_noise_never_crashes(noise):
    with pytest.raises(BadDescription):
        parse(noise)


def test_a_call_is_held_with_a_newer_description():
    held = Sound("127.0.0.5", 4000, sendonly=True, version=2).encode()
    assert b"a=sendonly" in held
    assert b"o=- 4000 2 IN IP4" in held
    assert b"a=sendrecv" in Sound("127.0.0.5", 4000).encode()
