"""The tables of *School today*: what is missing, and what came in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboards.figures import clock_time, short_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

_MISSING = (
    ("is_attendance_missing", N_("attendance")),
    ("is_topic_missing", N_("topic")),
    ("is_homework_missing", N_("homework")),
)
STATUSES = {
    "recorded": N_("recorded"),
    "unchanged": N_("nothing new"),
    "refused": N_("refused"),
}


def missing(lessons: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return lessons that have begun and lack something, by class and slot."""
    head = row(
        heading(say(N_("Class"), language), "name"),
        heading(say(N_("Lesson"), language), "number"),
        heading(say(N_("Subject"), language)),
        heading(say(N_("Teacher"), language)),
        heading(say(N_("What is missing"), language)),
    )
    body = [
        row(
            heading(lesson["unit_name"], "name", scope="row"),
            cell(
                str(lesson["slot"]),
                "number",
                clock_time(lesson["starts_at"], zone, language),
            ),
            cell(lesson["subject_name"]),
            cell(lesson["teacher_names"] or ""),
            _what(lesson, language),
        )
        for lesson in lessons.iter_rows(named=True)
    ]
    return table(say(N_("What is missing"), language), [head], body)


def _what(lesson: dict[str, Any], language: str) -> str:
    if not lesson["is_reported"]:
        return cell(say(N_("nothing was entered"), language), "bad")
    names = [say(name, language) for flag, name in _MISSING if lesson[flag]]
    return cell(", ".join(names), "warn")


def uploads(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return files handed in, latest first: when, who, what became of the cells."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("File"), language)),
        heading(say(N_("Outcome"), language)),
        heading(say(N_("Recorded"), language), "right"),
        heading(say(N_("Critical"), language), "right"),
        heading(say(N_("Warnings"), language), "right"),
    )
    body = [
        row(
            heading(
                clock_time(one["received_at"], zone, language), "name", scope="row"
            ),
            cell(short_name(one["person_name"]), "nowrap", one["person_name"]),
            cell(one["file_name"], "wide"),
            outcome(one, language),
            cell(str(one["count_recorded"]), "right"),
            cell(str(one["count_critical"] or ""), "right bad"),
            cell(str(one["count_warnings"] or ""), "right warn"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("What came in today"), language), [head], body)


def outcome(upload: dict[str, Any], language: str) -> str:
    """Return the cell of an upload's status; a refusal tells its reason."""
    name = say(STATUSES.get(upload["status"], upload["status"]), language)
    if upload["status"] != "refused":
        return cell(name, "good" if upload["status"] == "recorded" else "quiet")
    facts = json.loads(upload["refusal_facts"] or "{}")
    reason = say(upload["refusal"] or "", language, **facts)
    return cell(f"{name}: {reason}" if reason else name, "bad wide")
