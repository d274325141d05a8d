"""Writes files so that nobody ever reads half of one."""

import tempfile
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by everyone; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
        except BaseException:
            new.unlink()
            raise
    new.chmod(0o644)
    new.replace(path)
