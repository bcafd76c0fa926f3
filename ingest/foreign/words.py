"""Words of a foreign file, folded so that spellings of the same heading are one."""

from __future__ import annotations

import functools
import re
import unicodedata

from ingest.reading.cell_kinds import visible

_ROUND_MARKS = re.compile(r"\s*[:;]\s*$")


@functools.lru_cache(maxsize=1 << 16)  # a table says the same words in every row
def folded(text: str) -> str:
    """Return a text in small letters, with plain single blanks and «е» for «ё»."""
    plain = visible(unicodedata.normalize("NFC", text)).lower().replace("ё", "е")
    return _ROUND_MARKS.sub("", plain)


def is_one_of(text: str, headings: tuple[str, ...]) -> bool:
    """Tell whether a heading is one of those that a layout names (folded already)."""
    return folded(text) in headings


def matches(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Tell whether a whole text is what one of the patterns describes."""
    plain = folded(text)
    return any(pattern.fullmatch(plain) for pattern in patterns)


def begins_like(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Tell whether a text begins as one of the patterns describes."""
    plain = folded(text)
    return bool(plain) and any(pattern.match(plain) for pattern in patterns)
