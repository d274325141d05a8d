"""How large a load may be; what is larger is refused before the first call."""

from typing import Final

from capacity.load import LoadPlan
from ivr.settings import Problem, SettingsError

FASTEST: Final = 150
"""First attempts within a second; Asterisk alone answers about as many on two processors."""
MOST_AT_ONCE: Final = 1_500
LONGEST: Final = 2 * 3600.0
"""Seconds for which a load may last, with its last calls."""


def check_load(plan: LoadPlan) -> None:
    """Refuse what is more than is safe for helpline or machine; raises `SettingsError`."""
    if not plan.calls:
        raise _refused("--minutes", "nobody would call", "Let it last longer, or more call")
    if plan.most_in_a_second > FASTEST:
        wrong = f"{plan.most_in_a_second} calls would come within one second"
        raise _refused("--compress", f"{wrong}; {FASTEST} are the most", "Compress less")
    if plan.most_at_once > MOST_AT_ONCE:
        wrong = f"{plan.most_at_once} callers would be there at once; {MOST_AT_ONCE} are the most"
        raise _refused("--hold", wrong, "Let fewer call, or stay for less long")
    if plan.over_by > LONGEST:
        wrong = f"it would take up to {plan.over_by / 60:.0f} minutes"
        remedy = "Choose fewer --minutes, or compress more"
        raise _refused("--minutes", f"{wrong}; {LONGEST / 60:.0f} are the most", remedy)


def _refused(place: str, wrong: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(place, wrong, remedy)])
