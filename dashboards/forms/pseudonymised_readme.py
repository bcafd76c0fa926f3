"""The README of the export for analysis: what is in it and what it still gives away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.journal.figures import day
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import date

_LINES = (
    N_("Marks, attendance, final marks and times of entry for analysis"),
    N_("Made on {made_on}."),
    N_(
        "People and classes stand under random pseudonyms: p… is a student, t… a "
        "teacher, u… a class or study group. They are drawn anew for each export and "
        "their key is kept nowhere, so two exports cannot be joined."
    ),
    N_(
        "Left out: names, logins, class names, topics, homework, messages, file names, "
        "times of day, reasons of absences, ОСВ (shown as “other”)."
    ),
    N_(
        "Journal pages with fewer than {smallest} students are left out whole, because "
        "few students are easily recognised. Pages left out of this export: {left_out}."
    ),
    N_(
        "Handle with care: this is still personal data (152-ФЗ). Whoever knows some "
        "marks of a student with their dates may find the student again. Do not "
        "publish rows, only totals over at least {smallest} students."
    ),
    N_(
        "Files: csv (UTF-8, separated by semicolons) and parquet hold the same tables. "
        "lessons: one row per lesson and teacher; marks: per mark of a lesson; "
        "attendance: per absence or late coming; finals: per final mark of a period. "
        "recorded_on is the day on which the server received it, empty for data that "
        "was imported later."
    ),
)


def readme(made_on: date, smallest: int, left_out: int, language: str) -> str:
    """Return the text, one paragraph per line of thought."""
    facts = {
        "made_on": day(made_on, language),
        "smallest": smallest,
        "left_out": left_out,
    }
    return "\r\n\r\n".join(say(line, language, **facts) for line in _LINES) + "\r\n"
