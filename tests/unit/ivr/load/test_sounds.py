from pathlib import Path

from ivr.load.sounds import FILE, SILENCE, VOICE
from ivr.phone.g711 import ALAW, RATE


def test_the_voice_is_a_second_that_can_be_repeated_without_a_click(tmp_path: Path) -> None:
    VOICE.prepare(tmp_path)
    samples = ALAW.decode((tmp_path / FILE).read_bytes())
    assert len(samples) == RATE
    assert max(samples) > 2_500
    assert abs(samples[0] - samples[-1]) < 700, "the end leads over to the beginning"
    assert f"{FILE},-1,8" in VOICE.action


def test_silence_needs_no_file(tmp_path: Path) -> None:
    SILENCE.prepare(tmp_path)
    assert list(tmp_path.iterdir()) == []
