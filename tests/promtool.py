"""Prometheus's own tool, which reads metrics, rules and expressions as Prometheus would."""

import subprocess
from pathlib import Path

from tests.servers.process import MAKE_SETUP

BINARY = Path(__file__).parents[1] / ".helpline/tools/bin/promtool"


def promtool(*words: object, stdin: bytes | None = None) -> str:
    """Run it; gives what it said, and fails the test when it found anything wrong."""
    if not BINARY.exists():
        raise RuntimeError(f"{BINARY} is missing; {MAKE_SETUP}")
    command = [str(BINARY), *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, input=stdin)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    return said
