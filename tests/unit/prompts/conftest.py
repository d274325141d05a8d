"""A small wording in a folder of its own, and the real speech engine."""

from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[3] / ".helpline/tools/bin/espeak-ng"

HINDI = """
[about]
name = "हिंदी"
script = "Devanagari"
voice = "hi"
words_per_minute = 140

[thanks]
where = "last words"
text = "नमस्कार।"

[digit]
1 = { where = "numbers", text = "एक" }
"""

ENGLISH = """
[about]
name = "English"
script = "Latin"
voice = "en-gb"
words_per_minute = 140

[thanks]
where = "last words"
text = "Goodbye."

[digit]
1 = { where = "numbers", text = "one" }
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder with two languages of two prompts each."""
    folder = tmp_path / "wording"
    folder.mkdir()
    (folder / "hi.toml").write_text(HINDI, encoding="utf-8")
    (folder / "en.toml").write_text(ENGLISH, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def engine() -> Path:
    """The espeak-ng that `make setup` installs."""
    if not ENGINE.exists():
        pytest.fail(f"{ENGINE} is missing: run `make setup`")
    return ENGINE
