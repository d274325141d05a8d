"""The large drill: hundreds of real calls, and the service killed in the middle of them.

python -m tests.drill --callers 650 --kills 3
"""

import asyncio
import shutil
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from tests.drill.books import Books
from tests.drill.drill import Drill
from tests.drill.findings import Findings
from tests.drill.node import running_node
from tests.drill.plan import FULL, Plan
from tests.drill.telling import Tell

FOLDER: Final = Path(__file__).parents[2] / ".helpline" / "drill"
ADDRESS: Final = "127.0.0.71"
FEWEST: Final = 26
MOST: Final = 1000

console = Console(highlight=False)


def main(
    *,
    callers: Annotated[int, typer.Option(min=FEWEST, max=MOST, help="Calls at once.")] = FULL,
    kills: Annotated[int, typer.Option(min=1, max=20, help="How often it is killed.")] = 3,
    rate: Annotated[int, typer.Option(min=1, max=50, help="New calls in a second.")] = 20,
    address: Annotated[str, typer.Option(help="A loopback address of its own.")] = ADDRESS,
) -> None:
    """Kill the service among real calls, and see whether any call notices."""
    plan, findings = Plan.of(callers, kills=kills, rate=rate), Findings()
    try:
        asyncio.run(_drill(plan, address, findings))
        verdict = "the drill failed" if findings.failed else ""
    except TimeoutError:
        verdict = f"given up after {plan.within:.0f} s"
    except (KeyboardInterrupt, asyncio.CancelledError):
        verdict = "ended before its time; nothing of it runs on"
    findings.show(console)
    console.print(f"[bold red]{verdict}[/]" if verdict else "[bold green]all well[/]")
    console.print(f"what SIPp and the services logged: {FOLDER}")
    sys.exit(bool(verdict))


async def _drill(plan: Plan, address: str, findings: Findings) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    async with asyncio.timeout(plan.within), AsyncExitStack() as stack:
        node = await stack.enter_async_context(running_node(plan, address, FOLDER))
        run_folder = node.asterisk.folder
        stack.callback(shutil.copytree, run_folder / "journal", FOLDER / "journal")
        books, tell = Books(run_folder), Tell(console)
        await Drill(plan, node, FOLDER, tell, stack, books, findings).run()


typer.run(main)
