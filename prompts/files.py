"""Writes files so that nobody ever reads half of one."""

import tempfile
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by everyone; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
        new.write(content)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
