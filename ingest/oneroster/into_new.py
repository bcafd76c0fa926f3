"""A package as the set-up of a new school: what a roster knows, the rest to be filled.

Bells, timetable and time zone stay empty, so that `vedomost init` asks for them cell by
cell; work types, marks, parameters, deadlines and public holidays are the shipped ones.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.oneroster.checking import day_of
from ingest.oneroster.exporting import SESSION_TYPES
from ingest.oneroster.here import Here
from ingest.oneroster.meaning import Meaning, year_of
from ingest.oneroster.package import read_package
from ingest.oneroster.tables import OURS
from ingest.setup.contract import SHEETS, settings
from ingest.setup.seeds import DEFAULTS, default_rows, production_calendar
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.oneroster.problems import RosterProblem
    from ingest.oneroster.said import Person
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables

_WEEK_DAYS = 5
_PERIOD_KINDS = {written.lower(): kind for kind, written in SESSION_TYPES.items()}
_KNOWN_CALENDARS = ("2026",)
_NO_YEAR = N_(
    "academicSessions.csv does not name the school year (type schoolYear). Add it: a "
    "new school begins with its first day."
)


def new_setup(content: bytes) -> tuple[SetupTables, list[RosterProblem]]:
    """Return the tables of a new school and the problems; with a critical one, none."""
    package = read_package(content)
    year = year_of(package)
    if year is None:
        raise VedomostError(_NO_YEAR)
    meaning = Meaning(package, Here(starts_on=year[0], ends_on=year[1]))
    if meaning.is_faulty:
        return {}, meaning.said.problems
    tables: SetupTables = {sheet.table: [] for sheet in SHEETS}
    for table in DEFAULTS:
        tables[table] = default_rows(table)
    tables["about"] = _about(meaning)
    year_id = settings(tables)["year_id"]
    tables["periods"] = _periods(meaning, year_id)
    tables["calendar"] = _holidays(year_id)
    tables |= _people(meaning) | _teaching(meaning)
    return tables, meaning.said.problems


def _about(meaning: Meaning) -> list[Row]:
    org = next(iter(meaning.our_orgs()), None)
    sessions = meaning.package.of("academicSessions")
    year = next((row for row in sessions if row["type"].lower() == "schoolyear"), None)
    starts_on, ends_on = meaning.here.starts_on, meaning.here.ends_on
    year_id = (year[f"{OURS}code"] if year else "") or str(starts_on)[:4]
    values = {
        "school_id": org["identifier"] if org else "",
        "name": org["name"] if org else "",
        "short_name": "",
        "timezone": "",
        "language": meaning.here.language,
        "week_days": str(_WEEK_DAYS),
        "year_id": year_id,
        "year_name": year["title"] if year else "",
        "year_starts_on": str(starts_on),
        "year_ends_on": str(ends_on),
        "rounding": "",
    }
    return [{"setting": name, "value": value} for name, value in values.items()]


def _periods(meaning: Meaning, year_id: str) -> list[Row]:
    rows: list[Row] = []
    for number, row in enumerate(meaning.package.of("academicSessions"), 1):
        kind = _PERIOD_KINDS.get(row["type"].lower())
        after = day_of(row["endDate"])
        if kind and not row.is_deleted and after:
            rows.append(
                {
                    "period_id": row[f"{OURS}code"] or f"{year_id}-{number}",
                    "year_id": year_id,
                    "name": row["title"],
                    "kind": kind,
                    "grades": row[f"{OURS}grades"],
                    "starts_on": day_of(row["startDate"]),
                    "ends_on": after - timedelta(days=1),
                }
            )
    return rows


def _holidays(year_id: str) -> list[Row]:
    return production_calendar(year_id) if year_id in _KNOWN_CALENDARS else []


def _people(meaning: Meaning) -> SetupTables:
    said = meaning.said
    first = meaning.here.starts_on
    homes = {}
    for place in said.homes:  # the last one holds
        if place.code in said.students and not place.is_over:
            homes[place.code] = place
    return {
        "staff": [
            {
                **_named(person),
                "person_id": person.code,
                "roles": ",".join(person.roles),
                "levels": "",
                "login": person.login,
            }
            for person in said.staff.values()
        ],
        "students": [
            {
                **_named(said.students[code]),
                "student_id": code,
                "class_id": place.unit.unit_id,
                "enrolled_on": place.first or first,
                "left_on": place.last,
                "order_number": "",
            }
            for code, place in homes.items()
        ],
        "parents": [
            {
                **_named(person),
                "person_id": person.code,
                "students": ",".join(person.children),
            }
            for person in said.parents.values()
            if person.children
        ],
    }


def _named(person: Person) -> Row:
    return {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic or "",
    }


def _teaching(meaning: Meaning) -> SetupTables:
    said = meaning.said
    members = {
        (place.unit.unit_id, place.code, place.first): place
        for place in said.members
        if not place.is_over and place.code in said.students
    }
    return {
        "subjects": [
            {
                "subject_id": code,
                "name": name,
                "short_name": "",
                "grading": "marks",
                "grades_without_marks": "",
                "rounding_threshold": None,
            }
            for code, name in said.subjects.items()
        ],
        "classes": [
            {
                "class_id": one.class_id,
                "grade": one.grade,
                "shift": 1,
                "week_days": _WEEK_DAYS,
                "homeroom_person_id": said.homerooms.get(one.class_id, ""),
            }
            for one in said.classes.values()
        ],
        "groups": [
            {
                "group_id": one.group_id,
                "name": one.name,
                "kind": one.kind,
                "grade": one.grade,
                "shift": 1,
            }
            for one in said.groups.values()
        ],
        "group_members": [
            {
                "group_id": group_id,
                "student_id": code,
                "joined_on": first,
                "left_on": place.last,
            }
            for (group_id, code, first), place in members.items()
        ],
        "load": [
            {
                "unit_id": place.unit.unit_id,
                "subject_id": place.unit.subject_id,
                "person_id": place.code,
                "hours_per_week": place.hours,
                "starts_on": place.first,
                "ends_on": place.last,
            }
            for place in said.loads
            if not place.is_over
        ],
    }
