"""The tables of *School today*: what is missing, and what came in."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, clock_time, short_name
from dashboards.tables import cell, heading, parts, row, table
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


def missing(lessons: pl.DataFrame, language: str) -> str:
    """Return one row per teacher whose lessons have begun and lack something.

    Those with most lessons come first: whom to call, and about what.
    """
    of_teacher: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for lesson in lessons.sort("starts_at", "unit_name").iter_rows(named=True):
        of_teacher[lesson["teacher_names"] or NONE].append(lesson)
    has_partial = any(lessons["is_reported"])
    head = row(
        heading(say(N_("Teacher"), language), "name"),
        heading(say(N_("Lessons"), language), "right"),
        heading(say(N_("Nothing was entered"), language)),
        heading(say(N_("Not everything was entered"), language)) if has_partial else "",
    )
    body = []
    for names, some in sorted(of_teacher.items(), key=lambda of: (-len(of[1]), of[0])):
        blank = [_lesson(one, language) for one in some if not one["is_reported"]]
        partial = [_lesson(one, language) for one in some if one["is_reported"]]
        body.append(
            row(
                heading(names, "name", scope="row"),
                cell(str(len(some)), "right"),
                parts(blank),
                parts(partial) if has_partial else "",
            )
        )
    return table(say(N_("What is missing"), language), [head], body)


def _lesson(lesson: dict[str, Any], language: str) -> str:
    """Return «10А История, 5-й урок» and, if the lesson is reported, what lacks."""
    named = say(
        N_("{unit} {subject}, lesson {slot}"),
        language,
        unit=lesson["unit_name"],
        subject=lesson["subject_name"],
        slot=lesson["slot"],
    )
    if not lesson["is_reported"]:
        return named
    lacks = [say(name, language) for flag, name in _MISSING if lesson[flag]]
    return f"{named}: {', '.join(lacks)}"


def uploads(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return files handed in, latest first: when, who, what became of the cells."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("Outcome"), language)),
        heading(say(N_("Recorded"), language), "right"),
        heading(say(N_("Critical"), language), "right"),
        heading(say(N_("Warnings"), language), "right"),
        heading(say(N_("File"), language), "spare"),
    )
    body = [
        row(
            heading(
                clock_time(one["received_at"], zone, language), "name", scope="row"
            ),
            cell(short_name(one["person_name"]), "nowrap", one["person_name"]),
            outcome(one, language),
            cell(str(one["count_recorded"]), "right"),
            cell(str(one["count_critical"] or ""), "right bad"),
            cell(str(one["count_warnings"] or ""), "right warn"),
            cell(one["file_name"], "wide quiet spare"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("What came in today"), language), [head], body)


def outcome(upload: dict[str, Any], language: str) -> str:
    """Return the cell of an upload's status; a refusal tells its reason."""
    if upload["is_void"]:
        return cell(say(N_("void"), language), "bad")
    name = say(STATUSES.get(upload["status"], upload["status"]), language)
    if upload["status"] != "refused":
        return cell(name, "good" if upload["status"] == "recorded" else "quiet")
    facts = json.loads(upload["refusal_facts"] or "{}")
    reason = say(upload["refusal"] or "", language, **facts)
    return cell(f"{name}: {reason}" if reason else name, "bad wide")
