"""The list of replacements of a day, as it hangs in the staff room."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day
from dashboards.replacements import words
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


def draw(register: pl.DataFrame, language: str) -> list[str]:
    """Return one table for each day on which the timetable has replaced lessons."""
    rows = register.iter_rows(named=True)
    return [
        _of_day(list(lessons), title(day(on, language), language), language)
        for on, lessons in groupby(rows, lambda one: one["from_on"])
    ]


def title(days: str, language: str) -> str:
    """Return «Лист замен на 24.11.2026»."""
    return say(N_("Replacements on {day}"), language, day=days)


def _of_day(lessons: list[dict[str, Any]], caption: str, language: str) -> str:
    head = row(
        heading(say(N_("Lesson no."), language), "right"),
        heading(say(N_("Class"), language)),
        heading(say(N_("Subject"), language)),
        heading(say(N_("Absent"), language), "spare"),
        heading(say(N_("What happens"), language)),
        heading(say(N_("Who gives it"), language)),
        heading(say(N_("Room"), language)),
        heading(say(N_("Reason"), language), "spare"),
    )
    return table(caption, [head], [_lesson(one, language) for one in lessons])


def _lesson(one: Mapping[str, Any], language: str) -> str:
    absent = words.people(one["absent_names"])
    reason = one["reason"]
    if one["document_number"]:
        order = say(N_("order no. {number}"), language, number=one["document_number"])
        reason = ", ".join(part for part in (reason, order) if part)
    return row(
        cell(str(one["from_slot"]), "right"),
        heading(one["unit_name"], scope="row"),
        cell(one["subject_name"]),
        cell(absent if one["substitute_name"] else "", "spare"),
        cell(words.happens(one, language)),
        cell(words.people(one["substitute_name"])),
        cell("" if one["kind"] == "cancelled" else one["room"]),
        cell(reason, "wide quiet spare"),
    )
