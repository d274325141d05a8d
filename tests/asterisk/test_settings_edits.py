"""Edits of helpline.toml while calls go on."""

from tests.asterisk.consumer import HANG_UP, play_consumer
from tests.asterisk.helpline import running_line
from tests.waiting import until


async def test_a_language_waits_for_the_next_start_and_ends_no_call():
    async with running_line("127.0.0.27") as line:
        line.edit(
            'languages = ["hi", "en"]\nkey_timeout', 'languages = ["hi", "en", "bho"]\nkey_timeout'
        )
        line.edit("short_abandon = 5.0", "short_abandon = 6.0")
        await until(lambda: line.service.reception.rules.short_abandon == 6.0, within=5)
        consumer = await play_consumer(line, "9415012345", [("language.choice", HANG_UP)])
        assert "hi/language.choice" in consumer.heard
        assert (await line.record_of("9415012345")).outcome == "left"
