from ivr.service.edited import AT_START_ONLY, waiting_for_restart, without_restart
from ivr.settings import Settings
from ivr.settings.loading import parse_settings

NOW = parse_settings("", name="helpline.toml")


def edited(text: str) -> Settings:
    return parse_settings(text, name="helpline.toml")


def test_what_binds_at_the_start_waits_for_the_next_one() -> None:
    edit = edited("[api]\nport = 18099\n[waiting]\nring = 7\n")
    assert waiting_for_restart(NOW, edit) == ["api"]
    held = without_restart(NOW, edit)
    assert (held.api, held.waiting.ring) == (NOW.api, 7)


def test_of_the_calls_only_the_languages_wait() -> None:
    edit = edited('[call]\nlanguages = ["en", "hi"]\ntries = 2\n')
    assert waiting_for_restart(NOW, edit) == ["call.languages"]
    held = without_restart(NOW, edit)
    assert (held.call.languages, held.call.tries) == (NOW.call.languages, 2)


def test_without_a_change_nothing_waits() -> None:
    assert waiting_for_restart(NOW, NOW) == []
    assert without_restart(NOW, NOW) == NOW


def test_the_tables_are_those_of_the_settings() -> None:
    assert set(AT_START_ONLY) < set(Settings.model_fields)
