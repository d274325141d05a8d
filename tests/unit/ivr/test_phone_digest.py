"""Digest answers, against the worked example of RFC 2617 and the form without qop."""

import pytest

from ivr.phone.digest import Challenge, challenge_in
from ivr.phone.sip import Headers, Response


def refusal(*challenges: str, status: int = 401, name: str = "WWW-Authenticate") -> Response:
    return Response(Headers([(name, value) for value in challenges]), b"", status, "")


def test_the_example_of_rfc_2617():
    challenge = challenge_in(
        refusal(
            'Digest realm="testrealm@host.com", qop="auth,auth-int", '
            'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
        )
    )
    assert challenge is not None
    answer = challenge.answer("GET", "/dir/index.html", "Mufasa", "Circle Of Life", "0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in answer
    assert "qop=auth, nc=00000001" in answer
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in answer


def test_without_qop_there_is_no_count():
    challenge = Challenge("Authorization", "realm", "nonce", None, qop=False)
    answer = challenge.answer("REGISTER", "sip:r", "asha", "word", "unused")
    # MD5(MD5(asha:realm:word):nonce:MD5(REGISTER:sip:r))
    assert 'response="638917e99bace9d926c6ae3ba75b8d8e"' in answer
    assert "cnonce" not in answer
    assert "nc=" not in answer


def test_a_proxy_is_answered_in_its_own_header():
    challenge = challenge_in(
        refusal('Digest realm="r", nonce="n"', status=407, name="Proxy-Authenticate")
    )
    assert challenge is not None
    assert challenge.header == "Proxy-Authorization"


def test_md5_is_chosen_among_several():
    challenge = challenge_in(
        refusal(
            'Digest realm="r", nonce="sha", algorithm=SHA-256',
            'Digest realm="r", nonce="md5", algorithm=MD5',
        )
    )
    assert challenge is not None
    assert challenge.nonce == "md5"


@pytest.mark.parametrize(
    "value", ["Basic realm=r", 'Digest realm="r"', 'Digest realm="r", nonce="n", algorithm=X', ""]
)
def test_other_challenges_cannot_be_answered(value):
    assert challenge_in(refusal(value)) is None


def test_only_401_and_407_challenge():
    assert challenge_in(refusal('Digest realm="r", nonce="n"', status=403)) is None
