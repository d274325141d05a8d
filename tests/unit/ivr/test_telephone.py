"""What of the orders to Asterisk needs no Asterisk."""

import structlog

from ivr.ari import AriClient
from ivr.calls.telephone import Telephone


async def test_sounds_that_were_not_played_are_logged_once() -> None:
    ari = AriClient("http://127.0.0.1:1", user="", password="", app="", on_event=print)
    telephone = Telephone(ari, "app")
    with structlog.testing.capture_logs() as logs:
        for sounds in (["hi/thanks"], ["hi/thanks"], ["hi/greeting", "hi/thanks"]):
            telephone.not_played(sounds)
    assert [(entry["event"], entry["sounds"]) for entry in logs] == [
        ("sound.failed", ["hi/thanks"]),
        ("sound.failed", ["hi/greeting", "hi/thanks"]),
    ]
