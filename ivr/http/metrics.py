"""GET /metrics: what Prometheus reads."""

from collections.abc import Callable, Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from ivr.http.lines import POOL_FAULTS, LineControl
from ivr.metrics import Metrics


def show_metrics(
    metrics: Metrics, control: LineControl, call_backs: Callable[[], Mapping[str, int]]
) -> Handler:
    """Make the handler. Without an answer from the pools the gauges of lines are left out."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        try:
            view = await control.show()
            metrics.lines.show(held=view.levels, size=view.sizes)
        except POOL_FAULTS:
            metrics.lines.hide()
        metrics.read_call_backs(call_backs())
        return web.Response(
            body=await metrics.text(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    return handler
