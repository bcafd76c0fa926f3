"""What a cell that is not understood probably meant: a question, never recorded."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from expectations.marks import MarkScale

# «Болел» may be a note to oneself, and «V» no mark of this school.
_WORDS = {
    "болел": "б",
    "болела": "б",
    "болеет": "б",
    "болен": "б",
    "больна": "б",
    "н/я": "н",
    "неявка": "н",
    "прогул": "н",
    "не был": "н",
    "не была": "н",
    "отсутствовал": "н",
    "отсутствовала": "н",
    "отсутствует": "н",
    "опоздал": "о",
    "опоздала": "о",
    "уваж": "у",
    "ув. причина": "у",
    "пять": "5",
    "отл": "5",
    "отлично": "5",
    "v": "5",
    "четыре": "4",
    "хор": "4",
    "хорошо": "4",
    "iv": "4",
    "три": "3",
    "удовл": "3",
    "уд": "3",
    "iii": "3",
    "два": "2",
    "неуд": "2",
    "ii": "2",
}
_MONTHS = ("янв", "фев", "мар", "апр", "ма")  # as «4/5» looks once it is a date
_MONTH = re.compile(
    r"0?([1-9])[ .\-/]?(янв|фев|мар|апр|ма[йя])[а-я]*\.?(?:[ .\-/]\d+)?"
)
_DAY = re.compile(r"0?([1-9])[.\-/]0?([1-9])(?:[.\-/](?:20)?\d\d)?")
_DECIMAL = re.compile(r"\d[.,]\d{1,17}")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209c]+")  # superscripts, subscripts
_FRACTION = "\u2044"  # what «½» becomes when it is taken apart


def hint_of(text: str, scale: MarkScale) -> str:
    """Guess for the question to the teacher from a folded text; '' where in doubt."""
    plain = unicodedata.normalize("NFKC", _RAISED.sub("", text) or text)
    plain = plain.replace("\u20e3", "").replace(_FRACTION, "/")  # a key around a digit
    word = _WORDS.get(plain.rstrip(". "), "")
    if word in scale.attendance_codes or word in scale.marks:
        return word
    return (
        _one_with_signs(plain, scale)
        or _two_with_signs(plain, scale)
        or _code_with_signs(plain, scale)
        or _double_behind(plain, scale)
    )


def alternatives(spellings: Iterable[str]) -> str:
    """Return a pattern of any of the spellings, the longest first."""
    ordered = sorted(spellings, key=lambda text: (-len(text), text))
    return "|".join(re.escape(text) for text in ordered) or "(?!)"


def _one_with_signs(text: str, scale: MarkScale) -> str:
    """Find the mark in `5-`, `(5)`, `5 (к/р)`, `05`."""
    zero = "" if "0" in scale.marks else "0?"
    found = re.fullmatch(
        rf"[+\-−–—*(\[]*\s?{zero}({alternatives(scale.marks)})\s?"
        rf"(?:[+\-−–—*!?.)\]]*|\([^()]*\))",
        text,
    )
    return found[1] if found else ""


def _two_with_signs(text: str, scale: MarkScale) -> str:
    """Find the marks in `45`, `4.5`, `4-5`, `4//5`."""
    mark = alternatives(scale.marks)
    found = re.fullmatch(rf"({mark})\s?[.:;|+_/\\\-−–—]{{0,2}}\s?({mark})", text)
    return f"{found[1]}/{found[2]}" if found else ""


def _code_with_signs(text: str, scale: MarkScale) -> str:
    code = alternatives(scale.attendance)
    found = re.fullmatch(rf"[+\-−–—.( ]*({code})[ /,.]*\1?[.!?) ]*", text)
    return scale.attendance[found[1]] if found else ""


def _double_behind(text: str, scale: MarkScale) -> str:
    """Find the double mark that became a day, `04.май`, or a quotient, `0.8`."""
    first, second = "", ""
    if found := _DAY.fullmatch(text):
        first, second = found[1], found[2]
    elif found := _MONTH.fullmatch(text):
        first, second = found[1], str(_MONTHS.index(found[2].rstrip("йя")) + 1)
    elif _DECIMAL.fullmatch(text):
        quotients = _quotients(float(text.replace(",", ".")), scale)
        first, second = quotients[0] if len(quotients) == 1 else ("", "")
    is_double = first in scale.marks and second in scale.marks
    return f"{first}/{second}" if is_double else ""


def _quotients(number: float, scale: MarkScale) -> list[tuple[str, str]]:
    pairs = product(scale.marks.items(), repeat=2)
    return [
        (first, second)
        for (first, one), (second, two) in pairs
        if two and abs(one / two - number) < 1e-6
    ]
