"""SIP messages: read back as written, and anything else is a typed error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone.sip import (
    BadMessage,
    Headers,
    Request,
    Response,
    parameter,
    parse,
    respond,
    uri,
    user,
)

INVITE = (
    b"INVITE sip:1912@127.0.0.1:5060 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.5:5070;branch=z9hG4bKabc;rport\r\n"
    b'f: "Sita, Devi" <sip:9999900001@127.0.0.5>;tag=one\r\n'
    b"t: <sip:1912@127.0.0.1>\r\n"
    b"i: call-1\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Record-Route: <sip:a;lr>, <sip:b,c;lr>\r\n"
    b"record-route: <sip:d;lr>\r\n"
    b"Subject: two\r\n lines\r\n"
    b"l: 4\r\n"
    b"\r\n"
    b"bodyjunk"
)

text = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=30)


def test_short_names_lists_and_folded_lines_are_understood():
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert (message.method, message.uri) == ("INVITE", "sip:1912@127.0.0.1:5060")
    assert message.call_id == "call-1"
    assert message.cseq == (7, "INVITE")
    assert message.branch == "z9hG4bKabc"
    assert message.tag("from") == "one"
    assert message.tag("to") is None
    assert message.headers.parts("Record-Route") == ["<sip:a;lr>", "<sip:b,c;lr>", "<sip:d;lr>"]
    assert message.headers.get("subject") == "two lines"
    assert message.body == b"body"


@pytest.mark.parametrize("header", [b"v:", b"f:", b"t:", b"i:", b"CSeq:"])
def test_a_message_without_a_needed_header_is_refused(header):
    lines = [line for line in INVITE.split(b"\r\n") if not line.startswith(header)]
    with pytest.raises(BadMessage, match="there is no"):
        parse(b"\r\n".join(lines))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"SIP/2.0\r\n", b"SIP/3.0\r\n"),
        (b"7 INVITE", b"7 BYE"),
        (b"7 INVITE", b"seven INVITE"),
        (b"l: 4", b"l: 400"),
        (b"l: 4", b"l: -4"),
        (b"\r\n\r\n", b"\r\n"),
        (b"Sita", b"\xff"),
        (b"Subject:", b"Sub ject:"),
    ],
)
def test_a_broken_message_is_refused(before, after):
    with pytest.raises(BadMessage):
        parse(INVITE.replace(before, after, 1))


@given(st.binary(max_size=300))
def test_noise_is_refused(noise):
    with pytest.raises(BadMessage):
        parse(noise)


@given(st.integers(0, len(INVITE) - 1), st.binary(max_size=5), st.integers(0, 5))
def test_a_damaged_message_never_crashes(at, put, cut):
    with suppress(BadMessage):
        parse(INVITE[:at] + put + INVITE[at + cut :])


@given(text, st.binary(max_size=40))
def test_a_message_is_read_back_as_written(subject, body):
    headers = Headers([*parse(INVITE).headers, ("X-Subject", subject)])
    written = Request(headers, body, "INVITE", "sip:x@y")
    read = parse(written.encode())
    assert isinstance(read, Request)
    assert read.body == body
    assert read.headers.get("x-subject") == subject.strip()


def test_an_answer_keeps_what_binds_it_to_its_request_and_gets_a_tag():
    request = parse(INVITE)
    assert isinstance(request, Request)
    named = Request(
        Headers(
            [("To" if n == "t" else n, v) for n, v in request.headers],
        ),
        b"",
        "INVITE",
        "sip:x",
    )
    answer = parse(respond(named, 486, "Busy Here", tag="mine").encode())
    assert isinstance(answer, Response)
    assert (answer.status, answer.reason) == (486, "Busy Here")
    assert answer.branch == request.branch
    assert answer.cseq == request.cseq
    assert answer.tag("to") == "mine"
    assert len(answer.headers.parts("record-route")) == 3


@pytest.mark.parametrize(
    ("address", "expected_uri", "expected_user"),
    [
        ('"Sita" <sip:+9199999@h:5060;lr>;tag=1', "sip:+9199999@h:5060;lr", "+9199999"),
        ("sip:asha@h;tag=1", "sip:asha@h", "asha"),
        ("<sip:h:5060>", "sip:h:5060", ""),
        ("<sip:1912;phone-context=in@h>", "sip:1912;phone-context=in@h", "1912"),
    ],
)  # fmt: skip
def test_addresses(address, expected_uri, expected_user):
    assert uri(address) == expected_uri
    assert user(address) == expected_user


def test_parameters_stand_after_the_address():
    assert parameter("<sip:a;tag=no>;tag=yes", "tag") == "yes"
    assert parameter('Q.850 ;cause = 16 ;text="Normal"', "cause") == "16"
    assert parameter("<sip:a;tag=no>", "tag") is None
