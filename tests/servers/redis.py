"""A private Redis without persistence: after a restart it is empty."""

import socket
from pathlib import Path

from tests.servers.process import MAKE_SETUP, Server

BINARY = Path(__file__).parents[2] / ".helpline/tools/bin/redis-server"


class RedisServer(Server):
    """Redis on 127.0.0.1, from the tools of this checkout."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        if not BINARY.exists():
            raise RuntimeError(f"{BINARY} is missing; {MAKE_SETUP}")
        options = {"bind": "127.0.0.1", "port": str(self.port), "save": "", "appendonly": "no"}
        return [str(BINARY), *(word for k, v in options.items() for word in (f"--{k}", v))]

    def accepts(self) -> bool:
        return self.ask("PING") == b"+PONG\r\n"

    def empty(self) -> None:
        """Forget everything."""
        assert self.ask("FLUSHALL") == b"+OK\r\n", "Redis does not forget"

    def ask(self, command: str) -> bytes:
        """Send one inline command; give the first bytes of the answer, none without a server."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"{command}\r\n".encode())
                return connection.recv(4096)
        except OSError:
            return b""
