"""Words that several metrics use as labels."""

from typing import Final

NONE: Final = "none"
"""What stands in a label in place of something that is not known."""
