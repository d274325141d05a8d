"""The plain dialplan that the helpline is compared with."""

from pathlib import Path

from ivr.asterisk import render
from ivr.settings.model import Settings
from ivr.settings.secrets import owned_by
from tests.asterisk.instance import TOOLS
from tests.bench.dialplan import write_plain


def test_it_plays_the_same_sounds_and_queues_for_the_same_agents(tmp_path: Path) -> None:
    settings = Settings()
    passwords = {name: f"test-{name}" for name in owned_by(settings)}
    sounds = Path("/sounds")
    etc = render(settings, passwords=passwords, folder=tmp_path, sounds=sounds, tools=TOOLS)
    write_plain(etc, settings, sounds, (5432, "bench"))
    dialplan = (etc / "extensions.conf").read_text()
    assert (
        "Background(/sounds/hi/greeting&/sounds/hi/language.choice&/sounds/hi/press.1" in dialplan
    )
    assert "&/sounds/en/language.choice&" in dialplan
    assert "/sounds/hi/discom.MVVNL.name&/sounds/hi/reason.menu&" in dialplan
    assert "Stasis" not in dialplan
    assert "member => PJSIP/asha\n" in (etc / "queues.conf").read_text()
    assert "require = cdr_pgsql.so" in (etc / "modules.conf").read_text()
    assert "channelvars" not in (etc / "ari.conf").read_text()
