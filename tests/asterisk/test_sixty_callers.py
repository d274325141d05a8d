"""Sixty consumers at once, each on a path of their own: sixty records, and nothing left behind."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from capacity.outcomes import Outcome
from dialplan.menus import MENUS
from ivr.phone.keys import KeyMethod
from ivr.phone.phone import Phone
from ivr.records import CallRecord
from routing.discoms import DISCOMS
from tests.asterisk.consumer import HANG_UP, Script, play_consumer
from tests.asterisk.helpline import agents_on_duty
from tests.asterisk.killable import killable_line

AGENTS = [f"agent-{n}" for n in range(12)]
RING, TALK = 2.0, 1.0

SHORT = Outcome.SHORT_ABANDONED
LEFT, SERVED, ANSWERED = Outcome.LEFT, Outcome.SELF_SERVED, Outcome.ANSWERED
LANDLINES = {"MVVNL": "0522", "PuVVNL": "0542", "DVVNL": "0571", "PVVNL": "0121"}
PINS = {"MVVNL": "226001", "PuVVNL": "221001", "DVVNL": "202001", "PVVNL": "250001"}
REASONS = {c.value: c.key for c in MENUS["reason"].choices}
PEOPLE = [r for r in REASONS if r not in ("chatbot", "change-discom", "danger")]


@dataclass(frozen=True)
class Case:
    """One consumer and what the record must say; a field that is left out may be anything."""

    number: str
    script: Script
    expected: dict[str, Any]
    keys_by: KeyMethod = "rfc4733"

    def differs(self, record: CallRecord) -> dict[str, Any]:
        return {
            name: (value, getattr(record, name))
            for name, value in self.expected.items()
            if getattr(record, name) != value
        }


def mobile(n: int) -> str:
    return f"94150{n:05d}"


def by_area_code() -> list[Case]:
    """Landlines of four discoms, in both languages."""
    return [
        Case(
            f"{std}2{n}{key}".ljust(11, "7"),
            [("greeting", key), ("reason.menu", REASONS[PEOPLE[n]])],
            {
                "outcome": ANSWERED,
                "language": language,
                "discom": discom,
                "discom_how": "area-code",
                "reason": PEOPLE[n],
            },
            keys_by="info" if key == "2" else "rfc4733",
        )
        for n, (discom, std) in enumerate(LANDLINES.items())
        for key, language in (("1", "hi"), ("2", "en"))
    ]


def by_question() -> list[Case]:
    """Landlines whose area code belongs to two companies."""
    asked = [("0512", "1", "KESCO"), ("0512", "2", "DVVNL"), ("0120", "1", "PVVNL")]
    return [
        Case(
            f"{std}23456{n}8",
            [("greeting", "1"), ("discom.which", key), ("reason.menu", "1")],
            {"outcome": ANSWERED, "discom": discom, "discom_how": "menu", "reason": "supply"},
        )
        for n, (std, key, discom) in enumerate(asked)
    ]


def by_pin() -> list[Case]:
    """Mobiles with a PIN code of four discoms, by both kinds of digits."""
    kinds: list[KeyMethod] = ["rfc4733", "info"]
    return [
        Case(
            mobile(100 + 10 * n + k),
            [("greeting", "1"), ("pin.ask", pin), ("reason.menu", REASONS[PEOPLE[n + k]])],
            {
                "outcome": ANSWERED,
                "discom": discom,
                "discom_how": "pin-code",
                "reason": PEOPLE[n + k],
            },
            keys_by=kind,
        )
        for n, (discom, pin) in enumerate(PINS.items())
        for k, kind in enumerate(kinds)
    ]


def by_menu() -> list[Case]:
    """Mobiles without a PIN code: the menu of companies; two of them answer their own calls."""
    cases = []
    for n, (code, discom) in enumerate(DISCOMS.items()):
        script = [("greeting", "1"), ("pin.ask", "#"), ("discom.menu", str(n + 1))]
        expected = {"discom": code, "discom_how": "menu", "outcome": SERVED, "reason": "referral"}
        if discom.served:
            script.append(("reason.menu", "0"))
            expected |= {"outcome": ANSWERED, "reason": "agent"}
        cases.append(Case(mobile(200 + n), script, expected))
    return cases


def reasons() -> list[Case]:
    """Every reason, and danger from the greeting."""
    cases = [
        Case(
            mobile(300 + n),
            [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", key)],
            {"outcome": SERVED if reason == "chatbot" else ANSWERED, "reason": reason},
        )
        for n, (reason, key) in enumerate(REASONS.items())
        if reason != "change-discom"
    ]
    changed = [("pin.ask", "226001"), ("reason.menu", "*"), ("discom.menu", "1")]
    return [
        *cases,
        Case(
            mobile(350),
            [*changed, ("reason.menu", "1")],
            {"outcome": ANSWERED, "discom": "PuVVNL", "discom_how": "menu"},
        ),
        Case(mobile(351), [("greeting", "9")], {"outcome": ANSWERED, "priority": 0}),
        Case(mobile(352), [("greeting", "9")], {"outcome": ANSWERED, "reason": "danger"}, "info"),
    ]


def hang_ups() -> list[Case]:
    """Hanging up at each step."""
    steps = [
        ([("greeting", HANG_UP)], "language"),
        ([("greeting", "1"), ("pin.ask", HANG_UP)], "discom"),
        ([("pin.ask", "#"), ("discom.menu", HANG_UP)], "discom"),
        ([("pin.ask", "226001"), ("reason.menu", HANG_UP)], "reason"),
        ([("pin.ask", "226001"), ("reason.menu", "1"), ("wait.start", HANG_UP)], "waiting"),
    ]
    return [
        Case(
            mobile(400 + 10 * n + k),
            script,
            {"outcome": SHORT if stage == "waiting" else LEFT, "stage": stage},
        )
        for n, (script, stage) in enumerate(steps)
        for k in range(2)
    ]


def mistakes() -> list[Case]:
    """Silence and wrong keys: a kind answer, a bound, and a person at the end."""
    wrong_pins = [("pin.ask", "999999"), ("pin.unknown", ""), ("pin.ask", "12#")]
    return [
        Case(
            mobile(500),
            [],
            {"outcome": ANSWERED, "language": "hi", "discom": None, "reason": "agent"},
        ),
        Case(mobile(501), [("pin.ask", "226001"), ("reason.menu", "0")], {"outcome": ANSWERED}),
        Case(
            mobile(502),
            [
                ("greeting", "7"),
                ("wrong-key", ""),
                ("greeting", "2"),
                ("pin.ask", "226001"),
                ("reason.menu", "0"),
            ],
            {"outcome": ANSWERED, "language": "en"},
        ),
        Case(
            mobile(503),
            [
                *wrong_pins,
                ("pin.short", ""),
                ("pin.ask", "#"),
                ("discom.menu", "5"),
                ("reason.menu", "0"),
            ],
            {"outcome": ANSWERED, "discom": "KESCO"},
        ),
        Case(
            mobile(504),
            [("pin.ask", "226001"), ("reason.menu", "7"), ("wrong-key", ""), ("reason.menu", "3")],
            {"outcome": ANSWERED, "reason": "meter"},
        ),
        Case(
            mobile(505),
            [("pin.ask", "226001#"), ("reason.menu", "2")],
            {"outcome": ANSWERED, "reason": "bill"},
        ),
    ]


def all_cases() -> list[Case]:
    cases = [
        *by_area_code(),
        *by_question(),
        *by_pin(),
        *by_menu(),
        *reasons(),
        *hang_ups(),
        *mistakes(),
    ]
    more = 60 - len(cases)
    return [
        *cases,
        *(Case(mobile(900 + n), hang_ups()[0].script, {"outcome": LEFT}) for n in range(more)),
    ]


async def answer_calls(phone: Phone) -> None:
    """Answer every call, talk for a moment, and hang up."""
    while True:
        call = await phone.next_call()
        call.ring()
        await asyncio.sleep(RING)
        if not call.over:
            await call.accept()
            await asyncio.sleep(TALK)
            await call.hang_up()


async def test_sixty_callers_on_sixty_paths():
    cases = all_cases()
    assert len(cases) == len({case.number for case in cases}) == 60
    agents = [{"id": name, "languages": ["hi", "en"]} for name in AGENTS]
    waiting = {"wrap_up": 0.2}
    async with killable_line("127.0.0.21", agents=agents, waiting=waiting) as line:
        async with agents_on_duty(line, *AGENTS) as phones, AsyncExitStack() as stack:
            for phone in phones:
                task = asyncio.create_task(answer_calls(phone))
                stack.callback(task.cancel)
            calls = (
                play_consumer(line, case.number, case.script, keys_by=case.keys_by)
                for case in cases
            )
            await asyncio.gather(*calls)
        await line.check_nothing_left()
        records = {record.caller_raw: record for record in line.records()}
    assert len(records) == 60
    wrong = {case.number: case.differs(records[case.number]) for case in cases}
    assert {number: found for number, found in wrong.items() if found} == {}
