"""Puts the handlers together and serves them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from ivr.http.agents import ACTS, Agents, change_agent, list_agents
from ivr.http.call_backs import CallBacks, cancel_call_back, list_call_backs
from ivr.http.calls import CallReader, list_calls, list_calls_now, show_call
from ivr.http.drops import show_drops
from ivr.http.guard import LARGEST_BODY, errors_as_json, logged, needs_token
from ivr.http.health import Check, healthz, readyz
from ivr.http.lines import LineControl, set_lines, show_lines
from ivr.http.metrics import show_metrics
from ivr.http.outages import Outages, add_outage, end_outage, list_outages
from ivr.http.prompts import Prompts, prompt_sound, prompts_page
from ivr.http.queue import close, list_waiting, prioritise, send, share, show_queue
from ivr.http.queue_views import QueueControl
from ivr.http.recordings import Files, recording_sound
from ivr.http.supervise import Supervisors, list_talks, supervise
from ivr.http.talks import AgentTalks, hold_caller, transfer_caller
from ivr.metrics import Metrics

CLOSE_WITHIN: Final = 2.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the server shows and steers. ``checks`` are the parts that /readyz asks, by name."""

    token: str
    lines: LineControl
    calls: CallReader
    metrics: Metrics
    checks: Mapping[str, Check]
    prompts: Prompts
    outages: Outages
    queue: QueueControl
    agents: Agents
    supervisors: Supervisors
    recordings: Files
    call_backs: CallBacks
    talks: AgentTalks


def build_app(parts: Parts) -> web.Application:
    """Make the application. Changes, and the reading of private data, need the token."""
    private = needs_token(parts.token)
    app = web.Application(middlewares=[logged, errors_as_json], client_max_size=LARGEST_BODY)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz(parts.checks))
    app.router.add_get(
        "/metrics", show_metrics(parts.metrics, parts.lines, parts.call_backs.states)
    )
    app.router.add_get("/api/lines", show_lines(parts.lines))
    app.router.add_post("/api/lines", private(set_lines(parts.lines)))
    app.router.add_get("/api/calls", private(list_calls(parts.calls)))
    app.router.add_get("/api/calls/now", private(list_calls_now(parts.calls)))
    app.router.add_get("/api/drops", private(show_drops(parts.calls)))
    app.router.add_get("/api/calls/{id}", private(show_call(parts.calls)))
    app.router.add_get("/api/agents", private(list_agents(parts.agents, parts.calls)))
    app.router.add_post(f"/api/agents/{{id}}/{{act:{ACTS}}}", private(change_agent(parts.agents)))
    sound = recording_sound(parts.calls, parts.recordings)
    app.router.add_get("/api/calls/{id}/recording", private(sound))
    app.router.add_get("/api/supervise", private(list_talks(parts.supervisors)))
    app.router.add_post("/api/supervise", private(supervise(parts.supervisors)))
    app.router.add_post("/api/calls/{id}/hold", private(hold_caller(parts.talks)))
    app.router.add_post("/api/calls/{id}/transfer", private(transfer_caller(parts.talks)))
    app.router.add_get("/api/outages", list_outages(parts.outages))
    app.router.add_post("/api/outages", private(add_outage(parts.outages)))
    app.router.add_post("/api/outages/{id}/end", private(end_outage(parts.outages)))
    app.router.add_get("/api/queue", show_queue(parts.queue))
    app.router.add_get("/api/queue/calls", list_waiting(parts.queue, private))
    app.router.add_post("/api/queue/calls/{id}/priority", private(prioritise(parts.queue)))
    app.router.add_post("/api/queue/calls/{id}/send", private(send(parts.queue)))
    app.router.add_post("/api/queue/share", private(share(parts.queue)))
    app.router.add_post("/api/queue/share/{id}/end", private(close(parts.queue)))
    app.router.add_get("/api/call-backs", private(list_call_backs(parts.call_backs)))
    cancel = private(cancel_call_back(parts.call_backs))
    app.router.add_post("/api/call-backs/{id}/cancel", cancel)
    app.router.add_get("/prompts", prompts_page(parts.prompts))
    app.router.add_get("/prompts/{language}/{key}.wav", prompt_sound(parts.prompts))
    return app


@asynccontextmanager
async def serving(app: web.Application, bind: str, port: int) -> AsyncIterator[int]:
    """Serve for the length of the block; gives the port, which matters for port 0.

    Raises OSError if the address is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_WITHIN)
    await runner.setup()
    try:
        await web.TCPSite(runner, bind, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
