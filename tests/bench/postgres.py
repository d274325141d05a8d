"""A PostgreSQL that keeps what it was told through a power cut, as one in earnest does."""

from typing import Final

from tests.servers.postgres import PostgresServer

DURABLE: Final = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"}


class DurablePostgres(PostgresServer):
    """The private PostgreSQL of the tests, with its syncs switched on."""

    def command(self) -> list[str]:
        settings = (word for k, v in DURABLE.items() for word in ("-c", f"{k}={v}"))
        return [*super().command(), *settings]
