"""The grammar of a journal cell: from what a teacher wrote to what it means.

What is not certain is not understood: a ledger must not guess. `hint` then says what
was probably meant, and the finding asks. Nothing is ever read as 0 unless the school's
scale has a 0.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from expectations.mark_hints import alternatives, hint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

PROMISED = "."  # «точка»: the mark will follow
EXEMPT = "exempt"  # ОСВ, освобождён
MASTERED = "mastered"  # ОСВ, освоено
NOT_ATTESTED = "not_attested"  # Н/А
PASSED = "зачёт"
FAILED = "незачёт"
LATE = "о"
_SHOWN = {EXEMPT: "ОСВ", MASTERED: "ОСВ", NOT_ATTESTED: "Н/А"}

# The scale of a school whose set-up workbook says nothing else, in the form of the
# rows of setup.mark_scale: code, kind, value, aliases.
DEFAULT_SCALE_ROWS: tuple[Mapping[str, object], ...] = (
    {"code": "5", "kind": "mark", "value": 5, "aliases": ""},
    {"code": "4", "kind": "mark", "value": 4, "aliases": ""},
    {"code": "3", "kind": "mark", "value": 3, "aliases": ""},
    {"code": "2", "kind": "mark", "value": 2, "aliases": ""},
    {"code": "1", "kind": "mark", "value": 1, "aliases": ""},
    {"code": "н", "kind": "attendance", "value": None, "aliases": "нб, н/б, n"},
    {"code": "б", "kind": "attendance", "value": None, "aliases": "бол"},
    {"code": "у", "kind": "attendance", "value": None, "aliases": "ув"},
    {"code": "о", "kind": "attendance", "value": None, "aliases": "оп"},
    {"code": PASSED, "kind": "pass", "value": None, "aliases": "зач, зач., зч"},
    {"code": FAILED, "kind": "pass", "value": None, "aliases": "незач, незач., нз"},
    {
        "code": EXEMPT,
        "kind": "final",
        "value": None,
        "aliases": "ОСВ, осв., освобождён, освобождена, ОСВ (освобождён)",
    },
    {
        "code": MASTERED,
        "kind": "final",
        "value": None,
        "aliases": "освоено, ОСВ (освоено)",
    },
    {
        "code": NOT_ATTESTED,
        "kind": "final",
        "value": None,
        "aliases": "Н/А, н\\а, н.а., не аттестован, не аттестована",
    },
)

_LOOK_ALIKES = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")
# Joiners, soft hyphens, directions of writing and the choice of an emoji's look.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class MarkReading(NamedTuple):
    """A cell as understood; `value` is None when it is empty or not understood."""

    value: str | None = None
    mark_1: int | None = None
    mark_2: int | None = None
    attendance: str | None = None
    hint: str = ""


@dataclass(frozen=True)
class MarkScale:
    """The marks and codes of one school, keyed by their folded spelling."""

    marks: Mapping[str, int]  # code as written canonically → its number
    attendance: Mapping[str, str]  # folded spelling → code
    passes: Mapping[str, str]
    finals: Mapping[str, str]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> MarkScale:
        """Build the scale from rows of `setup.mark_scale`.

        A school may write «ОСВ» and «Н/А» as codes: they get the stable codes that the
        warehouse keeps.
        """
        marks: dict[str, int] = {}
        spelled: dict[str, dict[str, str]] = {"attendance": {}, "pass": {}, "final": {}}
        for row in rows:
            code, kind = str(row["code"]).strip(), str(row["kind"])
            if kind == "mark":
                value = row.get("value")
                marks[code] = int(code if value is None else str(value))
                continue
            if kind == "final" or _fold(code) in _stable_codes():
                code = _stable_codes().get(_fold(code), code)
            aliases = str(row.get("aliases") or "").split(",")
            for spelling in (str(row["code"]), code, *aliases):
                if folded := _fold(spelling):
                    spelled[kind].setdefault(folded, code)
        return cls(marks, spelled["attendance"], spelled["pass"], spelled["final"])

    @property
    def attendance_codes(self) -> tuple[str, ...]:
        """The codes of attendance in the school's order."""
        return tuple(dict.fromkeys(self.attendance.values()))

    def described(self) -> str:
        """List what may be written in a mark cell: "5, 4, 3, 2, н, б, у, о"."""
        return ", ".join((*self.marks, *self.attendance_codes))


def read_mark(written: str, scale: MarkScale) -> MarkReading:
    """Understand the cell of one student in one lesson.

    Canonical values: `5`, `4/5`, `н`, `5н`, `4/5н`, `.`, `зачёт`, `незачёт`.
    """
    text = _fold(written)
    if text == PROMISED:
        return MarkReading(PROMISED)
    if code := scale.attendance.get(text):
        return MarkReading(code, attendance=code)
    if passed := scale.passes.get(text):
        return MarkReading(passed)
    if mark := _one_mark(text, scale):
        return MarkReading(mark, scale.marks[mark])
    found = _mark_pattern(scale).fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return MarkReading(hint=hint_of(text, scale))
    code = scale.attendance.get(found["before"] or found["after"] or "")
    first, second = found["first"], found["second"]
    return MarkReading(
        f"{first}/{second}{code or ''}" if second else f"{first}{code or ''}",
        scale.marks[first],
        scale.marks[second] if second else None,
        code,
    )


def read_final(written: str, scale: MarkScale) -> MarkReading:
    """Understand a final mark (§2.8): a mark, ОСВ, Н/А, зачёт or незачёт.

    «ОСВ» alone means exempt; «ОСВ (освоено)» means mastered.
    """
    text = _fold(written)
    if value := scale.finals.get(text) or scale.passes.get(text):
        return MarkReading(value)
    if mark := _one_mark(text, scale):
        return MarkReading(mark, scale.marks[mark])
    hint = hint_of(text, scale)
    return MarkReading(hint=hint if hint in scale.marks else "")


def mark_behind_date(day: date, scale: MarkScale) -> str:
    """Return the double mark that Excel took for this date: 4 May was `4/5`."""
    marks = (str(day.day), str(day.month))
    return "/".join(marks) if all(mark in scale.marks for mark in marks) else ""


def shown(value: str) -> str:
    """Return a value as people write it: both meanings of ОСВ are shown «ОСВ»."""
    return _SHOWN.get(value, value)


def _fold(written: str) -> str:
    """Take away case, odd blanks and letters that only look Russian.

    Digits stay digits: 0 never becomes «о» and 6 never «б».
    """
    wide = unicodedata.normalize("NFC", written).translate(_FULL_WIDTH)
    visible = INVISIBLE.sub("", wide)
    plain = " ".join(visible.strip().lstrip("'").split()).casefold()
    return plain.translate(_LOOK_ALIKES)


@functools.cache
def _stable_codes() -> Mapping[str, str]:
    return {
        **{_fold(code): code for code in (*_SHOWN, PASSED, FAILED)},
        _fold("ОСВ"): EXEMPT,
        _fold("ОСВ (освоено)"): MASTERED,
        _fold("Н/А"): NOT_ATTESTED,
    }


def _one_mark(text: str, scale: MarkScale) -> str | None:
    """Return the mark if the cell holds one: `5`, or `5.0` from a number cell."""
    if text in scale.marks:
        return text
    whole = re.fullmatch(r"(\d+)[.,]0+", text)
    if whole and whole[1] in scale.marks and ("." in text or "0" not in scale.marks):
        return whole[1]
    return None


def _mark_pattern(scale: MarkScale) -> re.Pattern[str]:
    return _pattern(tuple(scale.marks), tuple(scale.attendance))


@functools.cache
def _pattern(marks: tuple[str, ...], codes: tuple[str, ...]) -> re.Pattern[str]:
    mark, code = alternatives(marks), alternatives(codes)
    return re.compile(
        rf"(?:(?P<before>{code})\s?/?\s?)?"
        rf"(?P<first>{mark})(?:(?:\s?[/\\,]\s?|\s)(?P<second>{mark}))?"
        rf"(?:\s?/?\s?(?P<after>{code}))?"
    )


DEFAULT_SCALE = MarkScale.from_rows(DEFAULT_SCALE_ROWS)
