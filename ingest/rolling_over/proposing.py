"""The next year proposed as the tables of a set-up, with what is to be looked at.

Grades go up, who finishes leaves, study groups keep their members, periods and
vacations move, load is that of the grade; the timetable is made anew by the school.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.rolling_over.classes import Promotion
from ingest.rolling_over.load import NextLoad
from ingest.rolling_over.year import NextYear
from warehouse.calendar import is_grades, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ingest.rolling_over.classes import MovedClass
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables

_KEPT = ("subjects", "staff", "work_types", "mark_scale", "parameters", "deadlines")
_NO_TRANSFERS = N_(
    "The calendar holds the public holidays of the law. Add the transferred days off "
    "when the Government has published them."
)
_NO_HOMEROOM = N_("Without a homeroom teacher: {classes}.")
_NO_LOAD = N_("Without load, because nobody was in their grade this year: {classes}.")
_PLANS = N_("Individual plans are issued anew and not carried over: {groups}.")
_EMPTY = N_("New classes without students yet: {classes}.")
_TIMETABLE = N_("The timetable is empty: it is made anew.")
_TOPICS = N_("Lesson plans kept with their topics, to be looked through: {count}.")


class Remark(NamedTuple):
    """What the deputy looks at: a sentence and its facts."""

    sentence: str
    facts: dict[str, object]


class Proposal(NamedTuple):
    """The next year as a set-up, what becomes of each class, and who leaves."""

    tables: SetupTables
    classes: list[MovedClass]
    graduates: list[Row]
    remarks: list[Remark]
    year_id: str
    was_year_id: str
    starts_on: date


def propose(tables: SetupTables, leaving: Iterable[str] = ()) -> Proposal:
    """Return the next year of a set-up; `leaving` are ninth-graders who do not stay."""
    year = NextYear(tables)
    promotion = Promotion(tables, leaving)
    load = NextLoad(tables, promotion, year.was_until)
    proposed: SetupTables = {
        **{table: tables[table] for table in _KEPT},
        "about": year.about(),
        "periods": year.periods(),
        "attestations": year.attestations(),
        "classes": promotion.classes(),
        "students": promotion.students(),
        "parents": promotion.parents(),
        "groups": promotion.groups(),
        "group_members": promotion.members(),
        "load": load.rows(),
        "timetable": [],
        "replacements": [],
    }
    codes = {str(row["class_id"]) for row in proposed["classes"]}
    codes |= {str(row["group_id"]) for row in proposed["groups"]}
    proposed["calendar"] = _naming(year.calendar(), "classes", codes)
    proposed["bells"] = _naming(tables["bells"], "classes", codes)
    proposed["lesson_plans"] = _naming(tables["lesson_plans"], "units", codes)
    return Proposal(
        proposed,
        promotion.moved(),
        promotion.graduates,
        list(_remarks(tables, proposed, load, year)),
        year.year_id,
        year.was_id,
        year.starts_on,
    )


def _naming(rows: Iterable[Row], key: str, codes: set[str]) -> list[Row]:
    """Return the rows without classes and groups that are no more; none left: none."""
    found = []
    for row in rows:
        named = parts_of(str(row[key] or ""))
        known = [one for one in named if one in codes or is_grades(one)]
        if known or not named:
            found.append(row | {key: ",".join(known)})
    return found


def _remarks(
    tables: SetupTables, proposed: SetupTables, load: NextLoad, year: NextYear
) -> Iterable[Remark]:
    yield Remark(_TIMETABLE, {})
    if not year.knows_transfers:
        yield Remark(_NO_TRANSFERS, {})
    inhabited = {row["class_id"] for row in proposed["students"]}
    lists = (
        (
            _NO_HOMEROOM,
            "classes",
            [one for one in proposed["classes"] if not one["homeroom_person_id"]],
        ),
        (
            _EMPTY,
            "classes",
            [one for one in proposed["classes"] if one["class_id"] not in inhabited],
        ),
    )
    for sentence, fact, rows in lists:
        if rows:
            yield Remark(sentence, {fact: ", ".join(str(r["class_id"]) for r in rows)})
    if load.without:
        yield Remark(_NO_LOAD, {"classes": ", ".join(load.without)})
    plans = [str(r["name"]) for r in tables["groups"] if r["kind"] == "individual"]
    if plans:
        yield Remark(_PLANS, {"groups": ", ".join(plans)})
    topics = {row["plan_id"] for row in proposed["lesson_plans"]}
    if topics:
        yield Remark(_TOPICS, {"count": len(topics)})
