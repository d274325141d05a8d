"""Requests within a call go where the other side said."""

from ivr.phone.dialog import Dialog, Station, acknowledge_refusal, cancel
from ivr.phone.sip import Headers, Request, respond

STATION = Station("127.0.0.5", 5070, "asha")


def dialog() -> Dialog:
    return Dialog(STATION, "id", "<sip:asha@h>;tag=a", "<sip:1912@h>", "sip:1912@h", sequence=0)


def test_the_answer_gives_tag_target_and_reversed_route():
    ours = dialog()
    invite = ours.request("INVITE", "z9hG4bK1")
    extra = [("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"), ("Contact", "<sip:there@h:9>")]
    ours.confirm(respond(invite, 200, "OK", tag="b", headers=extra))
    bye = ours.request("BYE", "z9hG4bK2")
    assert bye.uri == "sip:there@h:9"
    assert bye.tag("to") == "b"
    assert bye.headers.each("route") == ["<sip:p2;lr>", "<sip:p1;lr>"]
    assert bye.cseq == (2, "BYE")


def test_an_ack_has_the_number_of_its_invite():
    ours = dialog()
    ours.request("INVITE", "z9hG4bK1")
    ours.request("INFO", "z9hG4bK2")
    assert ours.request("ACK", "z9hG4bK3", sequence=1).cseq == (1, "ACK")
    assert ours.request("BYE", "z9hG4bK4").cseq == (3, "BYE")


def test_the_called_side_swaps_the_addresses_and_keeps_the_route():
    invite = Request(
        Headers(
            [
                ("From", "<sip:c@h>;tag=c"),
                ("To", "<sip:asha@h>"),
                ("Call-ID", "id"),
                ("Contact", "<sip:c@h:7>"),
                ("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"),
            ]
        ),
        b"",
        "INVITE",
        "sip:asha@h",
    )
    bye = Dialog.of_invite(STATION, invite, "mine").request("BYE", "z9hG4bK1")
    assert (bye.tag("from"), bye.tag("to")) == ("mine", "c")
    assert bye.uri == "sip:c@h:7"
    assert bye.headers.each("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]


def test_cancel_and_ack_of_a_refusal_share_the_branch():
    invite = dialog().request("INVITE", "z9hG4bK1")
    assert cancel(invite).branch == "z9hG4bK1"
    assert cancel(invite).cseq == (1, "CANCEL")
    ack = acknowledge_refusal(invite, respond(invite, 486, "Busy", tag="b"))
    assert ack.branch == "z9hG4bK1"
    assert ack.tag("to") == "b"
