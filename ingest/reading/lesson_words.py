"""What teachers write in the columns of the lessons sheet, and what it means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from expectations.frame import NOT_SET
from ingest.reading.cell_kinds import WrittenCell, kind_and_text, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue

_STATUSES = {
    "held": ("проведен", "проведена", "проведено", "провел", "провела", "был", "+"),
    "replaced": ("замена", "замещение", "заменен", "заменена", "замещен"),
    "cancelled": (
        "отменен",
        "отмена",
        "отменена",
        "не проведен",
        "не было",
        "canceled",
    ),
}
_YES = {"да", "yes", "y", "д", "+", "v", "x", "х", "1", "true", "отмечена", "✓", "✔"}
_NO = {"нет", "no", "n", "-", "–", "—", "0", "false"}
_NOT_SET = {
    "не задано", "не задана", "не задан", "не задавалось", "не задавал", "не задавала",
    "без задания", "без домашнего задания", "без д/з", "без дз", "нет", "нет задания",
    "нет д/з", "д/з нет", "-", "–", "—", "not set", "none", "no homework",
}  # fmt: skip
_MINUTES = re.compile(
    r"(?:около |до |~|≈)?(\d{1,3})(?:[.,]0+)?(?: ?(?:минут[аы]?|мин|min|minutes)\.?)?"
)


def folded(text: str) -> str:
    """Return a text for comparison: no case, no ё, single blanks, no full stop."""
    return visible(text).casefold().replace("ё", "е").rstrip(". ")


_STATUS_BY_WORD = {
    word: status for status, words in _STATUSES.items() for word in (status, *words)
}


class LessonWords:
    """Reads the fields of a lesson; work types by the names of this school."""

    def __init__(self, work_types: Mapping[str, str]) -> None:
        """Take work types as name → id."""
        self.work_types = {
            **{folded(identity): identity for identity in work_types.values()},
            **{folded(name): identity for name, identity in work_types.items()},
        }
        self._by_text: dict[tuple[str, str], WrittenCell | None] = {}

    def read(self, field: str, value: CellValue) -> WrittenCell | None:
        """Return the cell as understood, None when it is empty or says no.

        Each text is understood once: most say what the lesson before said.
        """
        if not isinstance(value, str):
            return self._read(field, value)
        place = (field, value)
        if place not in self._by_text:
            self._by_text[place] = self._read(field, value)
        return self._by_text[place]

    def _read(self, field: str, value: CellValue) -> WrittenCell | None:
        kind, text = kind_and_text(value)
        if kind == "empty":
            return None
        if field == "attendance_taken" and folded(text) in _NO:
            return None
        if kind in {"error", "formula"}:
            return WrittenCell(kind, text)
        return WrittenCell(kind, text, self._understood(field, kind, text))

    def _understood(self, field: str, kind: str, text: str) -> str | None:
        word = folded(text)
        if field == "status":
            return _STATUS_BY_WORD.get(word)
        if field == "attendance_taken":
            return "yes" if word in _YES else None
        if field in {"work_type", "work_type_2"}:
            return self.work_types.get(word)
        if field == "minutes":
            found = _MINUTES.fullmatch(word)
            return str(int(found[1])) if found else None
        if kind not in {"text", "number"}:
            return None
        if field == "homework" and word in _NOT_SET:
            return NOT_SET
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
