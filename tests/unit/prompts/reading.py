"""Reads spoken words back to what they mean, by rules that share nothing with the speaker's."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from prompts import wording

TABLE = Path(__file__).parent / "hindi_numbers.tsv"
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {
    "hi": {"सौ": 100, "हज़ार": 1_000, "लाख": 100_000, "करोड़": 10_000_000},
    "en": {"hundred": 100, "thousand": 1_000, "lakh": 100_000, "crore": 10_000_000},
}
HINDI_PARTS = {"रात": (20, 28), "सुबह": (4, 12), "दोपहर": (12, 16), "शाम": (16, 20)}
HINDI_MONTHS = [
    "जनवरी",
    "फ़रवरी",
    "मार्च",
    "अप्रैल",
    "मई",
    "जून",
    "जुलाई",
    "अगस्त",
    "सितंबर",
    "अक्तूबर",
    "नवंबर",
    "दिसंबर",
]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def hindi_table() -> dict[str, int]:
    """Give the value of each Hindi number word from 0 to 99."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {nfc(word): int(number) for number, word in rows if int(number) < 100}


def english_table() -> dict[str, int]:
    """Give the value of each English number word from 0 to 99."""
    small = {word: n for n, word in enumerate(ONES)}
    for ten, word in enumerate(TENS, start=2):
        small |= {word: 10 * ten} | {f"{word}-{ONES[n]}": 10 * ten + n for n in range(1, 10)}
    return small


NUMBERS = {"hi": hindi_table(), "en": english_table()}
TEXTS = {language: wording.load(language) for language in ("hi", "en")}


def words_of(language: str, sounds: Iterable[str]) -> list[str]:
    """Give the words of sounds of our own wording, one by one and without punctuation."""
    texts = TEXTS[language]
    return [re.sub(r"[,.।?]", "", word) for sound in sounds for word in texts[sound].split()]


def read_number(language: str, words: Iterable[str]) -> int:
    """Give the number that words mean; scales multiply what stands before them."""
    scales = {nfc(word): value for word, value in SCALES[language].items()}
    total = part = 0
    for word in words:
        scale = scales.get(word)
        if scale is None:
            part += NUMBERS[language][word]
        elif scale == 100:
            part *= scale
        else:
            total, part = total + part * scale, 0
    return total + part


def read_digits(language: str, words: Iterable[str]) -> str:
    """Give the digits that words name."""
    return "".join(str(NUMBERS[language][word]) for word in words)


def read_hindi_time(words: list[str]) -> tuple[int, int]:
    """Give hour and minute of words such as शाम साढ़े सात बजे or रात दो बज कर दस मिनट."""
    part, *rest = words
    minute = 0
    if rest[-1] == "मिनट":
        minute = NUMBERS["hi"][rest[-2]]
        rest = rest[:-4]  # बज कर NUMBER मिनट
    else:
        assert rest[-1] == "बजे"
        rest = rest[:-1]
    twelve, quarter = _hindi_hour(rest)
    at = (twelve % 12) * 60 + quarter + minute
    begin, end = HINDI_PARTS[part]
    [hour] = [h for h in (at // 60, at // 60 + 12, at // 60 + 24) if begin <= h < end]
    return hour % 24, at % 60


def _hindi_hour(words: list[str]) -> tuple[int, int]:
    """Give the hour, and the minutes that its quarter word adds or takes away."""
    alone = {"डेढ़": (1, 30), "ढाई": (2, 30)}
    quarters = {"सवा": 15, "साढ़े": 30, "पौने": -15}
    if len(words) == 1:
        word = words[0]
        named = {nfc(name): value for name, value in alone.items()}
        return named.get(word) or (NUMBERS["hi"][word], 0)
    quarter, word = words
    shift = {nfc(name): value for name, value in quarters.items()}[quarter]
    assert (NUMBERS["hi"][word], shift) not in alone.values(), "has a word of its own"
    return NUMBERS["hi"][word], shift


def read_hindi_date(words: list[str]) -> tuple[int, int]:
    """Give day and month."""
    day, month = words
    return NUMBERS["hi"][day], [nfc(name) for name in HINDI_MONTHS].index(month) + 1
