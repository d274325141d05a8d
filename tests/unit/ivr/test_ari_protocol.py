"""The sans-IO protocol: requests are numbered, answers matched, everything else survived."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.ari.errors import AriNotFound, AriRefused
from ivr.ari.messages import ChannelDtmfReceived, StasisStart
from ivr.ari.protocol import AriProtocol, Reply, Unreadable


def response(request_id: str, status: int, body: object = None, reason: str = "") -> str:
    return json.dumps(
        {
            "type": "RESTResponse",
            "request_id": request_id,
            "status_code": status,
            "reason_phrase": reason,
            "message_body": "" if body is None else json.dumps(body),
        }
    )


def test_a_request_is_what_asterisk_documents():
    number, frame = AriProtocol().request("POST", "channels/1.2/play/p", {"media": "sound:a"})
    assert json.loads(frame) == {
        "type": "RESTRequest",
        "request_id": number,
        "method": "POST",
        "uri": "channels/1.2/play/p",
        "query_strings": [{"name": "media", "value": "sound:a"}],
    }


def test_answers_find_their_requests_in_any_order():
    protocol = AriProtocol()
    first, _ = protocol.request("GET", "a", {})
    second, _ = protocol.request("GET", "b", {})
    assert protocol.receive(response(second, 200, {"b": 1})) == Reply(second, {"b": 1})
    assert protocol.receive(response(first, 204)) == Reply(first, None)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, AriNotFound), (409, AriRefused), (500, AriRefused)]
)
def test_refusals_are_typed_and_name_the_request(status, kind):
    protocol = AriProtocol()
    number, _ = protocol.request("DELETE", "channels/9", {})
    reply = protocol.receive(response(number, status, {"message": "Channel not found"}))
    assert type(reply.refused) is kind
    assert str(reply.refused) == f"DELETE channels/9: {status} Channel not found"


def test_an_answer_that_nobody_waits_for_is_ignored():
    protocol = AriProtocol()
    number, _ = protocol.request("GET", "a", {})
    protocol.forget(number)
    assert protocol.receive(response(number, 200)) is None
    assert protocol.receive(response("77", 200)) is None


def test_events_are_typed_and_unknown_kinds_skipped():
    protocol = AriProtocol()
    start = {
        "type": "StasisStart",
        "application": "helpline",
        "args": ["incoming", "1912"],
        "channel": {
            "id": "1.2",
            "name": "PJSIP/trunk-1",
            "state": "Ring",
            "caller": {"name": "", "number": "9415012345"},
            "dialplan": {"context": "from-trunk", "exten": "1912", "priority": 3},
        },
    }
    event = protocol.receive(json.dumps(start))
    assert isinstance(event, StasisStart)
    assert (event.args, event.channel.caller.number) == (("incoming", "1912"), "9415012345")
    key = {"type": "ChannelDtmfReceived", "digit": "5", "channel": {"id": "1.2"}}
    assert protocol.receive(json.dumps(key)) == ChannelDtmfReceived(
        channel=protocol.receive(json.dumps(key)).channel, digit="5"
    )
    assert protocol.receive('{"type": "ChannelVarset"}') is None


@given(st.one_of(st.text(), st.binary(), st.from_regex(r'\{"type": ?"StasisStart".*\}')))
def test_no_frame_breaks_it(frame):
    assert AriProtocol().receive(frame) is None or isinstance(
        AriProtocol().receive(frame), Unreadable
    )
