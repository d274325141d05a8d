import io

import pytest
from rich.console import Console

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.calls.leg import EndedBy
from ivr.cli.story import print_story
from ivr.http.calls import shown
from ivr.records import Side
from ivr.storage import CallStory, Circumstances, ServiceEvent
from tests.unit.ivr.samples import a_record, after

AROUND = Circumstances(
    held=45, size=350, alike=12, service=(ServiceEvent(after(150), "stalled", 2.1),)
)


def a_bad_call(prompts: int = 30) -> CallStory:
    """A caller who heard much, reached one agent of two, and was lost by the mobile network."""
    said = [Fact("said", [f"prompt.{n}"], after(n)) for n in range(prompts)]
    facts = [
        Fact("offered", "1912", after(0), private=True),
        Fact("sip-call-id", "ad12419c509eceb2", after(0)),
        Fact("trunk", "10.1.9.12", after(0)),
        Fact("landed", None, after(0.1)),
        *said,
        Fact("ringing", "vijay", after(31)),
        Fact("agent-end", {"cause": 17, "sip": 486}, after(32), "far end"),
        Fact("missed", "vijay", after(32), "the phone is busy"),
        Fact("ringing", "asha", after(33)),
        Fact("answered", "asha", after(34)),
        Fact("agent-rtp", {"received": 5900, "lost": 6, "jitter_ms": 1.5, "sent": 5900,
                           "sent_lost": 3, "sent_jitter_ms": 2, "round_trip_ms": 51},
             after(153)),
        Fact("agent-end", {"cause": 16}, after(153), "us"),
        Fact("sound-lost", 20, after(153)),
        Fact("rtp", {"received": 860, "lost": 140, "jitter_ms": 22.5, "sent": 7600}, after(153)),
    ]  # fmt: skip
    record = a_record(
        outcome=Outcome.DROPPED, drop="media", side=Side.NETWORK, cause=None, trunk="10.1.9.12",
        caller_kind="mobile",
    )  # fmt: skip
    return CallStory("node-1-1795329832.2", record, tuple(facts), AROUND)


def on_screen(story: CallStory, width: int = 80, *, full: bool = False) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    print_story(shown(story), console, full=full)
    return console.file.getvalue().splitlines()


def test_what_the_agent_said_came_of_it_stands_in_the_head() -> None:
    record = a_record(disposition="solved")
    lines = on_screen(CallStory("c-1", record, ()))
    assert "  noted    solved, by asha" in lines


@pytest.mark.parametrize(("width", "height"), [(80, 44), (100, 40)])
def test_the_whole_story_stands_on_one_screen(width: int, height: int) -> None:
    lines = on_screen(a_bad_call(), width)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width


def test_what_an_engineer_needs_is_there() -> None:
    lines = [" ".join(line.split()) for line in on_screen(a_bad_call(), 160)]
    for wanted in (
        "offered 2026-11-22 10:00:00 IST, incoming, node-1, trunk 10.1.9.12",
        "Call-ID ad12419c509eceb2",
        "lines 41 of 350 held, this one included; 45 of 350 at the end",
        "waited 12.0 s, then talked 2 min 00 s",
        "ended 2026-11-22 10:02:33 IST by network, at stage talking, after 2 min 34 s",
        "outcome dropped: media",
        "caller given up by Asterisk after 20 s without sound",
        "agent vijay: the phone is busy, SIP 486, Q.850 cause 17 (busy)",
        "agent asha, ended by us, Q.850 cause 16 (normal clearing)",
        "from caller 860 140 (14 %) 22.5 ms not told",
        "to caller 7600 not told not told",
        "from asha 5900 6 (0.1 %) 1.5 ms 51 ms",
        "to asha 5900 3 (0.1 %) 2 ms",
        "service the service stood still for 2.1 s until 10:02:30",
        "+0.000 s we began to say prompt.0, prompt.1, prompt.2 and 27 more, until +29.000 s",
    ):
        assert wanted in lines
    told = " ".join(lines)
    assert told.endswith(
        "Dropped at stage talking. No sound came from the caller for 20 s: most likely the mobile "
        "network lost them; 14 % of their packets had been lost before. 12 other calls ended in "
        "the same way within 30 s. Look at the trunk 10.1.9.12 and the network, not at this "
        "caller. At that time the service stood still for 2.1 s until 10:02:30."
    )


def test_a_call_about_which_little_is_known() -> None:
    record = a_record(outcome=Outcome.BLOCKED, landed_at=None, queued_at=None, line_level=350)
    text = "\n".join(on_screen(CallStory("c-1", record, (
        Fact("refused", "no line free", after(0), "SIP 503"),)), 160))  # fmt: skip
    assert "350 of 350 held, none was free" in text
    assert "refused with SIP 503" in text
    assert "nothing unusual" in text
    assert "packets" not in text
    assert "waited" not in text


def test_a_call_that_ended_before_it_was_asked_has_no_discom() -> None:
    record = a_record(outcome=Outcome.LEFT, discom=None, discom_how=None, reason=None)
    text = "\n".join(on_screen(CallStory("c-1", record, ())))
    assert "no discom, no reason given" in text


def test_of_many_phones_the_last_are_told_as_such() -> None:
    rung = [Fact("ringing", f"agent-{n}", after(n)) for n in range(1, 13)]
    unseen = Fact("agent-end", {}, after(13), EndedBy.UNSEEN)
    text = "\n".join(on_screen(CallStory("c-1", a_record(), (*rung, unseen))))
    assert "agent-10 (phone 10 of 12 that were rung)" in text
    assert "agent-12, its end was not seen (phone 12 of 12 that were rung)" in text
    assert "phone 9 of 12" not in text


def test_nothing_is_left_out_if_asked() -> None:
    text = "\n".join(on_screen(a_bad_call(), 160, full=True))
    assert "prompt.17" in text
    assert "received 860, lost 140, jitter_ms 22.5, sent 7600" in text
