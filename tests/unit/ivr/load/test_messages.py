from ivr.load.messages import caller_request, cue, recv, scenario, send, whenever


def test_only_an_ack_is_not_sent_again() -> None:
    assert "retrans" in caller_request("INVITE", 1)
    assert "retrans" not in caller_request("ACK", 1)


def test_numbers_are_responses_and_words_are_requests() -> None:
    assert recv("200") == '<recv response="200"/>'
    assert recv("BYE", optional="global", next_="over") == (
        '<recv request="BYE" optional="global" next="over"/>'
    )


def test_what_may_always_come_is_passed_over_at_first() -> None:
    first, bye, never, label = whenever("up", BYE="ended")
    assert 'next="up"' in first
    assert bye == recv("BYE", optional="global", next_="ended")
    assert "NEVER" in never
    assert label == '<label id="up"/>'


def test_a_cue_is_a_whole_sip_message_and_no_two_are_the_same() -> None:
    first, second = cue("load-1@127.0.0.1", "a"), cue("load-1@127.0.0.1", "b")
    assert first.startswith(b"MESSAGE ")
    assert first.endswith(b"\r\n\r\n")
    assert b"Call-ID: load-1@127.0.0.1\r\n" in first
    assert first != second


def test_names_do_not_break_the_file() -> None:
    assert '<scenario name="a &amp; b">' in scenario("a & b", [send("x")])
