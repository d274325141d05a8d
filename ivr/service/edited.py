"""Edits of the settings file, taken over by a service that runs."""

from pathlib import Path
from typing import Final

import structlog

from ivr.line_control import LineControl
from ivr.recordings import Recordings
from ivr.service.agents import Agents
from ivr.service.calls import Calls
from ivr.settings import Settings, SettingsError
from ivr.settings.secrets import phone_passwords
from ivr.settings.watching import edits

log = structlog.get_logger()

AT_START_ONLY: Final = (
    "run",
    "sip",
    "outgoing",
    "ari",
    "state",
    "database",
    "journal",
    "api",
    "prompts",
)
"""Tables of helpline.toml whose changes wait for the next start."""


class EditedSettings:
    """``settings`` are those that hold now; the parts are told when they change."""

    def __init__(
        self,
        settings: Settings,
        control: LineControl,
        recordings: Recordings,
        agents: Agents,
        calls: Calls,
    ) -> None:
        self.settings = settings
        self._control = control
        self._recordings = recordings
        self._agents = agents
        self._calls = calls
        self._phones = set(phone_passwords(settings))

    async def follow(self, file: Path) -> None:
        """Take over edits as they come; a bad edit changes nothing."""
        async for edit in edits(file):
            if isinstance(edit, SettingsError):
                self._control.refused_edit = str(edit)
                for problem in edit.problems:
                    log.error("settings.refused", problem=str(problem))
            else:
                self._control.refused_edit = None
                await self._apply(edit)

    async def _apply(self, edit: Settings) -> None:
        if new := set(phone_passwords(edit)) - self._phones:
            log.warning("settings.need_restart_of_asterisk", phones=sorted(new))
        if late := waiting_for_restart(self.settings, edit):
            log.warning("settings.need_restart", tables=late)
        self.settings = settings = without_restart(self.settings, edit)
        await self._control.follow_file(settings.lines)
        self._agents.change(settings)
        self._recordings.keep_days = settings.recording.keep_days
        self._calls.change(settings)
        log.info("settings.taken_over")


def waiting_for_restart(settings: Settings, edit: Settings) -> list[str]:
    """Name what an edit changes that only the next start takes over."""
    late = [name for name in AT_START_ONLY if getattr(edit, name) != getattr(settings, name)]
    if edit.call.languages != settings.call.languages:
        late.append("call.languages")
    return late


def without_restart(settings: Settings, edit: Settings) -> Settings:
    """Give the settings that hold after an edit, as far as it can be taken over at once."""
    kept = {name: getattr(settings, name) for name in AT_START_ONLY}
    # A language without its sounds would end every call that it is offered in.
    languages = {"languages": settings.call.languages}
    return edit.model_copy(update=kept | {"call": edit.call.model_copy(update=languages)})
