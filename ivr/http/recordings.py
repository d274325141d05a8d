"""Recorded talks, for people with the token."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from ivr.calls.recording import RECORDING
from ivr.http.calls import CallReader, one_call
from ivr.http.replies import refuse
from ivr.settings import Problem
from ivr.storage import CallStory


class Files(Protocol):
    """Where the files are; `ivr.recordings.Recordings` in the service."""

    def find(self, name: str) -> Path | None:
        """Give the file of this name, None if it is not there any more."""


def recording_sound(reader: CallReader, files: Files) -> Handler:
    """Make the handler of GET /api/calls/ID/recording; ``?part=2`` gives the second file."""

    async def handler(request: web.Request) -> web.StreamResponse:
        story = await one_call(reader, request.match_info["id"])
        if isinstance(story, web.Response):
            return story
        names = recordings_of(story)
        part = _part(request.query)
        if story.record is None:
            wrong, remedy = "the call goes on", "Ask again when it is over"
            return refuse(409, Problem(story.call_id, wrong, remedy))
        if not 1 <= part <= len(names):
            wrong = f"there are {len(names)} recordings of this call"
            return refuse(404, Problem("part", wrong, "[recording] says whose talks are recorded"))
        path = files.find(names[part - 1])
        if path is None:
            wrong = "the recording is not here: past recording.keep_days, or on another node"
            return refuse(404, Problem(names[part - 1], wrong, "Ask the node of the call"))
        name = path.name.replace('"', "")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.FileResponse(path, headers={**headers, "Content-Type": "audio/wav"})

    return handler


def recordings_of(story: CallStory) -> list[str]:
    """Name the recordings of a call, in their order."""
    return [str(fact.value) for fact in story.facts if fact.kind == RECORDING]


def _part(query: Mapping[str, str]) -> int:
    text = query.get("part", "1")
    return int(text) if text.isdecimal() and text.isascii() else 0
