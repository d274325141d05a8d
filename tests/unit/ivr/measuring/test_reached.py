"""What a helpline holds more of than before is named."""

from dataclasses import replace

from ivr.measuring.reached import Reached, Remains
from ivr.settings import Settings
from ivr.settings.model import ApiSection
from ivr.settings.secrets import Secrets

BEFORE = Remains(lines=0, channels=0, bridges=0, tasks=40, files={"service": 27, "asterisk": 17})


def test_nothing_more_is_nothing():
    assert BEFORE.more_than(BEFORE) == {}
    assert replace(BEFORE, tasks=39, files={}).more_than(BEFORE) == {}


def test_each_is_named_with_how_much_more_there_is():
    after = replace(BEFORE, lines=2, tasks=41, files={"service": 30, "asterisk": 17})
    assert after.more_than(BEFORE) == {"lines": 2, "tasks": 1, "files of service": 3}


async def test_who_is_away_is_not_ready(tmp_path):
    settings = Settings(api=ApiSection(bind="127.0.0.4", port=9))
    assert not await Reached(settings, Secrets(tmp_path, {})).ready()
