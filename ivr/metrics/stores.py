"""The journal, the database behind it, and the sounds, for Prometheus."""

from collections.abc import Collection
from typing import Protocol

from ivr.metrics.readings import Reading, Readings


class JournalState(Protocol):
    """What of `Journal` is shown."""

    alarm: str | None
    lost: int

    @property
    def waiting(self) -> int:
        """Lines that the disk has not taken yet."""


class ProjectorState(Protocol):
    """What of `Projector` is shown."""

    problem: str | None
    rejected: int
    damaged: int

    @property
    def lag(self) -> int:
        """Entries that are not in the database yet."""

    @property
    def behind(self) -> float:
        """Seconds since the database last had everything."""


class SoundState(Protocol):
    """What of `SoundWatch` is shown."""

    @property
    def missing(self) -> Collection[str]:
        """Sounds without a file."""


def store_readings(
    journal: JournalState, projector: ProjectorState, sounds: SoundState
) -> Readings:
    """List what is read of them."""
    return Readings(
        [
            Reading(
                "journal_lag_entries",
                "Journal entries not yet in the database.",
                lambda: projector.lag,
            ),
            Reading(
                "journal_lag_seconds",
                "Time since the database last had the whole journal.",
                lambda: projector.behind,
            ),
            Reading(
                "journal_waiting_lines",
                "Lines the disk has not taken.",
                lambda: journal.waiting,
            ),
            Reading(
                "journal_lost_lines",
                "Lines lost to a full disk.",
                lambda: journal.lost,
                counts=True,
            ),
            Reading(
                "journal_damaged_lines",
                "Lines of the journal that were damaged when they were read.",
                lambda: projector.damaged,
                counts=True,
            ),
            Reading(
                "journal_alarm",
                "1 while the journal cannot be written.",
                lambda: bool(journal.alarm),
            ),
            Reading(
                "storage_failing",
                "1 while the database fails.",
                lambda: bool(projector.problem),
            ),
            Reading(
                "storage_rejected_entries",
                "Entries that the database will never take.",
                lambda: projector.rejected,
                counts=True,
            ),
            Reading(
                "sounds_missing",
                "Sounds without a file, in whose place callers hear nothing.",
                lambda: len(sounds.missing),
            ),
        ]
    )
