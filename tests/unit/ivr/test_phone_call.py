"""Why a call ended."""

import pytest

from ivr.phone.call import CallRefused, cause_in
from ivr.phone.sip import Headers, Request


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("Q.850;cause=16", 16),
        ('SIP;cause=200, q.850 ; cause=17 ;text="busy"', 17),
        ("SIP;cause=200", None),
        ("Q.850;cause=x", None),
        ("Q.850", None),
    ],
)
def test_the_cause_of_an_end(reason, cause):
    assert cause_in(Request(Headers([("Reason", reason)]))) == cause


def test_no_reason_is_no_cause():
    assert cause_in(Request()) is None


def test_a_refusal_says_what_and_when():
    refused = CallRefused(503, "Service Unavailable", 0.0421, 34)
    assert str(refused) == "refused with 503 Service Unavailable after 0.042 s"
