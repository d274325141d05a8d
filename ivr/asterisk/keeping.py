"""Keeping an Asterisk running for `helpline run`: taken over, started, and started again."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

import structlog

from ivr.asterisk.process import AsteriskError, AsteriskProcess, running_pid
from ivr.instance import end_process, until_gone
from ivr.settings import Problem, Settings

log = structlog.get_logger()

ENDS_WITHIN: Final = 5.0
"""Seconds that Asterisk gets to end."""

SHORT_LIFE: Final = 10.0
"""An Asterisk that ends within so many seconds after it was started is not started again."""


class KeptAsterisk:
    """Use it as ``async with``. An Asterisk that a killed helpline left behind is taken over.

    ``gone`` is set when Asterisk does not run and was not started again; ``error`` says why.
    """

    def __init__(self, settings: Settings, prepare: Callable[[], AsteriskProcess]) -> None:
        self.gone = asyncio.Event()
        self.error: AsteriskError | None = None
        self._folder = settings.run.folder
        self._prepare = prepare
        self._process: AsteriskProcess | None = None
        self._left_behind: int | None = None

    async def __aenter__(self) -> Self:
        self._left_behind = running_pid(self._folder)
        if self._left_behind is None:
            await self._start()
        else:
            log.warning("asterisk.taken_over", process=self._left_behind)
        self._keeper = asyncio.create_task(self._keep(), name="asterisk")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._keeper.cancel()
        await asyncio.wait([self._keeper])
        if self._process is not None:
            await self._process.stop(ENDS_WITHIN)
        elif self._left_behind is not None and kind is None:
            # Not when the block failed: the next start takes its calls over.
            await asyncio.to_thread(end_process, self._left_behind, within=ENDS_WITHIN)

    async def _start(self) -> None:
        self._process = self._prepare()
        await self._process.start()
        try:
            await self._process.wait_ready()
        except BaseException:
            await self._process.stop(ENDS_WITHIN)
            raise

    async def _keep(self) -> None:
        """Start Asterisk again whenever it ends by itself, unless that happens too soon."""
        clock = asyncio.get_running_loop().time
        since = -SHORT_LIFE
        try:
            while True:
                await self._until_end()
                log.error("asterisk.ended", remedy=f"see {self._folder}/asterisk/log/full")
                self._refuse_short_life(clock() - since)
                since = clock()
                await self._start()
        except AsteriskError as error:
            self._give_up(error)
        except Exception as error:
            log.exception("asterisk.not_started")
            remedy = "Mend that and start the helpline again"
            self._give_up(AsteriskError(Problem("Asterisk", f"not started: {error}", remedy)))

    def _give_up(self, error: AsteriskError) -> None:
        self.error = error
        self.gone.set()

    def _refuse_short_life(self, seconds: float) -> None:
        if seconds < SHORT_LIFE:
            wrong = f"ended by itself, {seconds:.0f} s after it was started again"
            remedy = f"Look into {self._folder}/asterisk/log/full"
            raise AsteriskError(Problem("Asterisk", wrong, remedy))

    async def _until_end(self) -> None:
        if self._process is not None:
            await self._process.wait()
        elif self._left_behind is not None:
            await until_gone(self._left_behind)
            self._left_behind = None
