"""A server process of a test run: a free port, a log file, a bounded start, an end by its pid."""

import random
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

START_WITHIN = 30.0
STOP_WITHIN = 10.0
MAKE_SETUP = "run `make setup`, which puts it there"


def free_port() -> int:
    """Find a free port on 127.0.0.1.

    It lies below the range from which the kernel takes the ports of outgoing connections, so that
    it is still free when a stopped server starts again.
    """
    for _ in range(100):
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("no free port between 20000 and 32000 on 127.0.0.1; end what holds them")


class Server(ABC):
    """A process that is started, ended and started again on the same port.

    The methods block for up to `START_WITHIN` or `STOP_WITHIN` seconds: an async test calls them
    through ``asyncio.to_thread``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command line of the server, which stays in the foreground."""

    @abstractmethod
    def accepts(self) -> bool:
        """Tell whether the server answers."""

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start, unless it runs, and wait until it answers."""
        if self.process is not None:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + START_WITHIN
        while not self.accepts():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                tail = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.command()[0]} did not start; its log ends:\n{tail}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the process, at once and without a goodbye unless ``how`` is kinder."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(how)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self) -> None:
        """End it and start it on the same port."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Let it keep its connections and answer nothing."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        self._running().send_signal(signal.SIGCONT)

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "the server does not run"
        return self.process
