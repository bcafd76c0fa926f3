"""What lacks, item by item: which class, page or teacher, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import day, number
from expectations.language import N_, say
from ingest.setup.sheets_deadlines import DEADLINE_KINDS
from ingest.setup.sheets_lessons import PARAMETER_NAMES
from ingest.setup.sheets_year import DAY_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_ITEMS = {
    **DAY_KINDS,
    **DEADLINE_KINDS,
    **PARAMETER_NAMES,
    "work_types": N_("work types"),
    "written_works": N_("written works"),
    "marks": N_("marks"),
}
# Beside `count` and `of`, `first` is the first day that lacks, `hours` of the load.
_LACKS = {
    "calendar": N_("not in the calendar"),
    "periods": N_("lessons outside the periods: {count}{first}"),
    "bells": N_("no bells"),
    "unit_bells": N_("lessons of the timetable without a bell: {count} of {of}"),
    "homeroom": N_("no homeroom teacher"),
    "class_roster": N_("no students"),
    "group_members": N_("no students"),
    "divided": N_("students in none or in two groups: {count} of {of}"),
    "teacher": N_("lessons without a teacher: {count} of {of}{first}"),
    "hours": N_("load {hours} h a week, timetable {of} h"),
    "clashes": N_("lessons at the same time as others: {count} of {of}{first}"),
    "lesson_plan": N_("topics missing: {count} of {of}{first}"),
    "work_types": N_("not set up"),
    "mark_scale": N_("not set up"),
    "deadlines": N_("not set up"),
    "parameters": N_("not set up"),
    "accounts": N_("no account"),
    "student_accounts": N_("students without an account: {count} of {of}"),
    "logged_in": N_("never logged in"),
    "workbooks": N_("no workbook taken"),
}


def of_check(known: pl.DataFrame, check_id: str) -> pl.DataFrame:
    """Return what lacks of one check; what stands on two levels once."""
    lacking = known.filter(
        (pl.col("check_id") == check_id) & (pl.col("count_lacking") > 0)
    )
    return lacking.unique("item_id", keep="first", maintain_order=True)


def what(item: Mapping[str, Any], language: str) -> str:
    """Return of what it is: «5А · Физика», «2-я смена», a teacher's name."""
    if item["check_id"] == "periods":
        return say(N_("grade {grade}"), language, grade=item["item"])
    if item["check_id"] == "bells":
        return say(N_("shift {number}"), language, number=item["item"])
    if item["item"]:
        known = _ITEMS.get(item["item"])
        return say(known, language) if known else item["item"]
    if item["unit_name"]:
        parts = (item["unit_name"], item["subject_name"])
        return " · ".join(part for part in parts if part)
    return item["person_name"] or item["person_id"] or ""


def lacks(item: Mapping[str, Any], language: str) -> str:
    """Return what it lacks, counted."""
    first = ""
    if item["first_on"] is not None:
        first = say(
            N_(", the first on {day}"), language, day=day(item["first_on"], language)
        )
    hours = item["hours"]
    if item["check_id"] == "hours" and hours is None:
        return say(
            N_("no load, timetable {of} h a week"), language, of=item["count_of"]
        )
    return say(
        _LACKS[item["check_id"]],
        language,
        count=item["count_lacking"],
        of=item["count_of"],
        first=first,
        hours=number(hours, language, 0 if hours == round(hours or 0) else 1),
    )


def shows_people(found: pl.DataFrame) -> bool:
    """Tell whether a teacher stands beside what lacks, and is not what it is about."""
    people = found["person_name"].fill_null("") != ""
    units = found["unit_name"].fill_null("") != ""
    return bool(people.any()) and bool(units.any())


def who(item: Mapping[str, Any]) -> str:
    """Return the teacher or homeroom teacher it is about, '' for nobody."""
    return item["person_name"] or ""
