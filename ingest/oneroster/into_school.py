"""A package as changes of a school that is there: planned, shown, applied as one set.

It changes students, staff, parents, classes, groups, who is in them and the load.
Bells, calendar, timetable, subjects and periods are never touched, nor are anybody's
roles: rights do not come in by another system's file. What a package does not say of
someone is kept as it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.oneroster.here import earlier_packages, here_of
from ingest.oneroster.keeping import lean
from ingest.oneroster.meaning import meaning_of
from ingest.oneroster.placing import load_edits, member_edits
from ingest.oneroster.problems import CRITICAL, problem
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.contract import settings
from ingest.setup.edits import Edit, Planned, added, plan_edits
from ingest.setup.school import occasion_now
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import duckdb

    from ingest.oneroster.meaning import Meaning
    from ingest.oneroster.problems import RosterProblem
    from ingest.oneroster.said import Person, Place
    from ingest.setup.changes import Row
    from warehouse.school_folder import School

    Ask = Callable[[duckdb.DuckDBPyConnection], None]

_DAY = timedelta(days=1)
_FAULTY = N_("Problems that must be mended first: {count}. Nothing was changed.")


class RosterPlan(NamedTuple):
    """What a package would change, and what is wrong.

    `missing` are students of the school whom a whole package does not name.
    """

    problems: list[RosterProblem]
    planned: Planned
    missing: list[str]

    @property
    def is_faulty(self) -> bool:
        """Tell whether a problem forbids to apply it."""
        return self.planned.is_faulty or any(
            found.severity == CRITICAL for found in self.problems
        )


def plan_roster(
    school: School,
    cursor: duckdb.DuckDBPyConnection,
    content: bytes,
    from_date: date,
    *,
    ends_missing: bool = False,
) -> RosterPlan:
    """Return what a ZIP would change from a day on.

    `ends_missing`: whom and what a whole file leaves out ends on the day before. Else
    they stay and students are told: a package may be of a part of the school.
    """
    earlier = [school.kept(digest) for digest in earlier_packages(cursor)]
    meaning = meaning_of(content, here_of(cursor, from_date), earlier)
    nothing = Planned([], [])
    if meaning.is_faulty:
        return RosterPlan(meaning.said.problems, nothing, [])
    edits = [*_edits(meaning, from_date, ends_missing=ends_missing)]
    if meaning.is_faulty:
        return RosterPlan(meaning.said.problems, nothing, [])
    planned = plan_edits(cursor, _of_consequence(meaning, edits), from_date)
    missing = [_name(row) for row in _missing(meaning, from_date)]
    return RosterPlan(meaning.said.problems, planned, missing)


def apply_roster(
    school: School,
    content: bytes,
    from_date: date,
    applied_by: str,
    *,
    ends_missing: bool = False,
    ask: Ask | None = None,
) -> int:
    """Apply a ZIP from a day on as one set; return how many rows it changed.

    `ask` refuses, inside the write, who may not. Of the package the columns we read
    are kept under their sum: the next one's identifiers are understood by them.
    """
    digest = school.keep(lean(content))
    with school.database.writing() as cursor:
        if ask is not None:
            ask(cursor)
        plan = plan_roster(
            school, cursor, content, from_date, ends_missing=ends_missing
        )
        if plan.is_faulty:
            count = sum(found.severity == CRITICAL for found in plan.problems)
            count += sum(found.severity == CRITICAL for found in plan.planned.problems)
            raise VedomostError(_FAULTY, count=count)
        changes = plan.planned.changes
        if changes:
            apply_changes(
                cursor,
                changes,
                occasion_now(school),
                Cause("roster", applied_by, "OneRoster"),
                from_date=from_date,
                file_sha256=digest,
            )
    return len(changes)


def _edits(meaning: Meaning, from_date: date, *, ends_missing: bool) -> Iterator[Edit]:
    yield from _class_edits(meaning)
    yield from _staff_edits(meaning)
    yield from _student_edits(meaning, from_date)
    yield from _parent_edits(meaning)
    yield from member_edits(meaning, from_date, ends_missing=ends_missing)
    yield from load_edits(meaning, from_date, ends_missing=ends_missing)
    if ends_missing:
        for row in _missing(meaning, from_date):
            yield added("students", {**row, "left_on": from_date - _DAY})
    for table, code in sorted(meaning.said.gone):
        if table != "students" and _own(meaning, table, code):
            yield Edit(table, (code,), None)


def _of_consequence(meaning: Meaning, edits: list[Edit]) -> list[Edit]:
    """Return the edits without those that leave a row as it is."""
    tables = meaning.here.tables
    return [
        edit for edit in edits if edit.row is None or edit.row not in tables[edit.table]
    ]


def _own(meaning: Meaning, table: str, code: str) -> Row | None:
    """Return the school's row with a code."""
    for row in meaning.here.tables[table]:
        if next(iter(row.values())) == code:
            return row
    return None


def _class_edits(meaning: Meaning) -> Iterator[Edit]:
    said = meaning.said
    week_days = int(settings(meaning.here.tables)["week_days"])
    for code in dict.fromkeys((*said.classes, *said.homerooms)):
        own = _own(meaning, "classes", code)
        row = own or {
            "class_id": code,
            "shift": 1,
            "week_days": week_days,
            "homeroom_person_id": "",
        }
        one = said.classes.get(code)
        if own is None and one is None:
            continue
        grade = {"grade": one.grade} if one and one.grade else {}
        leads = said.homerooms.get(code, row["homeroom_person_id"])
        yield added("classes", {**row, **grade, "homeroom_person_id": leads})
    for group_id, group in said.groups.items():
        own = _own(meaning, "groups", group_id) or {
            "group_id": group_id,
            "kind": group.kind,
            "shift": 1,
        }
        changed = {"name": group.name, "grade": group.grade}
        yield added("groups", {**own, **changed})


def _staff_edits(meaning: Meaning) -> Iterator[Edit]:
    for code, person in meaning.said.staff.items():
        own = _own(meaning, "staff", code)
        if own is None:
            own = {
                "person_id": code,
                "roles": "teacher",
                "levels": "",
                "login": person.login,
            }
            if set(person.roles) - {"teacher"}:
                meaning.said.problems.append(
                    problem(
                        *("role_is_ours", "users.csv", person.row.number),
                        name=person.name,
                    )
                )
        yield added("staff", {**own, **_named(person, own)})


def _parent_edits(meaning: Meaning) -> Iterator[Edit]:
    for code, person in meaning.said.parents.items():
        own = _own(meaning, "parents", code)
        children = list(person.children)
        if own is not None and not meaning.package.is_whole("users"):
            children = [*str(own["students"]).split(","), *children]
        if children:
            listed = ",".join(dict.fromkeys(filter(None, children)))
            row = {**(own or {"person_id": code}), "students": listed}
            yield added("parents", {**row, **_named(person, own)})
        elif own is None:
            meaning.said.problems.append(
                problem(
                    *("parent_has_children", "users.csv", person.row.number),
                    name=person.name,
                )
            )


def _student_edits(meaning: Meaning, from_date: date) -> Iterator[Edit]:
    homes: dict[str, list[Place]] = {}
    for place in meaning.said.homes:
        homes.setdefault(place.code, []).append(place)
    gone = {code for table, code in meaning.said.gone if table == "students"}
    for code in dict.fromkeys((*meaning.said.students, *homes, *gone)):
        own = _own(meaning, "students", code)
        person = meaning.said.students.get(code)
        lasting = [place for place in homes.get(code, []) if not place.is_over]
        lasting.sort(key=lambda place: str(place.first or ""))
        is_out = code in gone or (code in homes and not lasting)
        if own is not None:
            named = _named(person, own) if person else {}
            changed = _moved(own, lasting, from_date, is_out=is_out)
            yield added("students", {**own, **named, **changed})
        elif person and lasting and not is_out:
            home = lasting[-1]
            if home.last is None or home.last >= from_date:
                yield _enrolled(person, home, from_date)


def _moved(
    own: Row, homes: list[Place], from_date: date, *, is_out: bool
) -> dict[str, object]:
    """Return what changes in a student's class and days."""
    left_on = own["left_on"]
    has_left = left_on is not None and left_on < from_date  # type: ignore[operator]
    if is_out:
        return {} if has_left else {"left_on": from_date - _DAY}
    if not homes:
        return {}
    home = homes[-1]
    if home.last is not None and (has_left or home.last < from_date):
        return {} if has_left else {"left_on": from_date - _DAY}
    changed: dict[str, object] = {"class_id": home.unit.unit_id}
    if home.last is not None:
        changed["left_on"] = home.last
    elif has_left:  # is back
        since = max(home.first or from_date, from_date)
        changed |= {"left_on": None, "enrolled_on": since}
    return changed


def _enrolled(person: Person, home: Place, from_date: date) -> Edit:
    return added(
        "students",
        {
            "student_id": person.code,
            **_named(person, None),
            "class_id": home.unit.unit_id,
            "enrolled_on": home.first or from_date,
            "left_on": home.last,
        },
    )


def _named(person: Person, own: Row | None) -> Row:
    kept = own.get("patronymic", "") if own else ""
    return {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": kept if person.patronymic is None else person.patronymic,
    }


def _missing(meaning: Meaning, from_date: date) -> list[Row]:
    """Return the students here whom a whole file of users does not name."""
    if not meaning.package.is_whole("users"):
        return []
    named = {*meaning.said.students}
    named |= {code for table, code in meaning.said.gone if table == "students"}
    return [
        row
        for row in meaning.here.tables["students"]
        if row["student_id"] not in named
        and (row["left_on"] is None or row["left_on"] >= from_date)  # type: ignore[operator]
    ]


def _name(row: Row) -> str:
    return f"{row['surname']} {row['given_name']}, {row['class_id']}"
