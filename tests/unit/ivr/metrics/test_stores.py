from types import SimpleNamespace

from ivr.metrics.stores import store_readings
from tests.unit.ivr.metrics.reading import samples


def test_the_journal_the_database_and_the_sounds_are_watched() -> None:
    journal = SimpleNamespace(alarm="disk full", waiting=3, lost=2)
    projector = SimpleNamespace(problem="away", rejected=1, damaged=4, lag=12, behind=7.5)
    sounds = SimpleNamespace(missing=frozenset({"hi/thanks", "en/thanks"}))
    assert samples(store_readings(journal, projector, sounds).collect()) == {
        ("helpline_journal_lag_entries",): 12,
        ("helpline_journal_lag_seconds",): 7.5,
        ("helpline_journal_waiting_lines",): 3,
        ("helpline_journal_lost_lines_total",): 2,
        ("helpline_journal_damaged_lines_total",): 4,
        ("helpline_journal_alarm",): 1,
        ("helpline_storage_failing",): 1,
        ("helpline_storage_rejected_entries_total",): 1,
        ("helpline_sounds_missing",): 2,
    }
    journal.alarm = projector.problem = None
    found = samples(store_readings(journal, projector, sounds).collect())
    assert found["helpline_journal_alarm",] == found["helpline_storage_failing",] == 0
