"""Marks and attendance codes in the diary, and what is said beside them."""

from __future__ import annotations

from typing import Any

from expectations.language import N_, say
from expectations.marks import PROMISED, shown

ATTENDANCE = {
    "н": N_("missed"),
    "б": N_("missed: ill"),
    "у": N_("missed: excused"),
    "о": N_("came late"),
}
_FAILING = 2


def result(found: dict[str, Any]) -> tuple[str, str]:
    """Return a mark or code as it is shown, and its colour."""
    marks = [mark for mark in (found["mark_1"], found["mark_2"]) if mark is not None]
    if marks:
        kind = "bad" if min(marks) <= _FAILING else ""
        return "/".join(str(mark) for mark in marks), kind
    return shown(found["value"]), "quiet"


def about(lesson: dict[str, Any], language: str) -> str:
    """Return the work types of the marks and what the attendance code means."""
    told = []
    if lesson["mark_1"] is not None:
        told.append(lesson["work_type_name"])
    if lesson["mark_2"] is not None:
        told.append(lesson["work_type_2_name"])
    if lesson["attendance"]:
        told.append(say(ATTENDANCE.get(lesson["attendance"], ""), language))
    if lesson["value"] == PROMISED:
        told.append(say(N_("the mark will follow"), language))
    return " · ".join(dict.fromkeys(filter(None, told)))


def kind_of(kind: str) -> str:
    """Return the class attribute, or nothing."""
    return f' class="{kind}"' if kind else ""
