"""Calls of SIPp and probes are told as one, in the order in which they came."""

from ivr.load.attempts import End
from ivr.measuring.probe import Probed
from ivr.measuring.seen import Seen, all_seen
from tests.unit.ivr.measuring.samples import attempt, load_result, setting


def test_each_landed_was_blocked_or_failed():
    attempts = [
        attempt(0, 1.0),
        attempt(1, 2.0, end=End.BLOCKED),
        attempt(2, 3.0, end=End.FAILED),
        attempt(3, 4.0, end=End.ENDED, held=0.5),
        attempt(4, 5.0, end=End.ENDED, held=0.9),
    ]
    seen = all_seen(load_result(attempts, setting()), [], began=0.0)
    assert [each.landed is not None for each in seen] == [True, False, False, True, True]
    assert [each.blocked for each in seen] == [False, True, False, False, False]
    assert [each.failed for each in seen] == [False, False, True, False, False]
    assert [each.cut_off for each in seen] == [False, False, False, True, False]


def test_a_refusal_for_another_reason_is_a_failure():
    refused = attempt(0, 1.0, end=End.BLOCKED)
    refused.status = 403
    (seen,) = all_seen(load_result([refused], setting()), [], began=0.0)
    assert seen.failed


def test_probes_are_calls_by_the_clock_of_the_loop():
    probes = [
        Probed(2.0, sent=101.5, landed=101.6),
        Probed(2.0, sent=100.5, refused=503),
        Probed(2.0, sent=103.0, refused=408),
    ]
    seen = all_seen(load_result([attempt(0, 1.0)], setting()), probes, began=100.0)
    assert [(each.at, each.blocked, each.failed) for each in seen] == [
        (0.5, True, False), (1.0, False, False), (1.5, False, False), (3.0, False, True),
    ]  # fmt: skip
    assert seen[2] == Seen(1.5, 2.0, landed=seen[2].landed, blocked=False, cut_off=False)
