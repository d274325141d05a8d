"""Numbers, amounts, times and dates as prompt keys: pure functions, the same for all languages.

What the keys say, and in which order the parts of a time or date come, stands in the wordings.
A key such as ``digit.5`` falls, as at the end of a sentence; ``digit-rising.5`` stays up.
"""

from prompts.spoken.digits import complaint, digits
from prompts.spoken.numbers import count, minutes, ordinal, rupees
from prompts.spoken.times import Phrase, date_phrase, time_phrase

__all__ = [
    "Phrase",
    "complaint",
    "count",
    "date_phrase",
    "digits",
    "minutes",
    "ordinal",
    "rupees",
    "time_phrase",
]
