"""A class list as changes of students: who is new, who moved, who is missing.

A student is known by the personal file, else by the full name: in the class, or
wherever it is the only one. New students without a number get one of our own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.class_lists.people import list_problem, people_of
from ingest.class_lists.sheets import read_lists
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.cells import folded
from ingest.setup.edits import Planned, added, plan_edits, whole_setup
from ingest.setup.rules import CRITICAL
from ingest.setup.school import occasion_now
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import duckdb

    from ingest.class_lists.people import Listed
    from ingest.class_lists.sheets import ListSheet
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables
    from ingest.setup.edits import Edit
    from ingest.setup.rules import SetupProblem
    from warehouse.school_folder import School

# «Л» of a list: nobody's own numbers look so, and the next one is never one of before.
MADE = "Л-{number:04d}"
_MADE = re.compile(r"Л-(\d+)")
_FAULTY = N_("Problems that must be mended first: {count}. Nothing was changed.")
_DAY = timedelta(days=1)


class ListPlan(NamedTuple):
    """What lists would change; `missing` are students of their classes, not in them."""

    problems: list[SetupProblem]
    planned: Planned
    missing: list[str]
    new: int
    moved: int

    @property
    def is_faulty(self) -> bool:
        """Tell whether a problem forbids to apply it."""
        return bool(self.problems) or self.planned.is_faulty


class Asked(NamedTuple):
    """A list as somebody wants it taken: what the columns of each sheet are."""

    content: bytes
    mappings: Mapping[str, Mapping[int, str]]  # by the sheet's name
    from_date: date
    ends_missing: bool = False

    def sheets(self) -> list[ListSheet]:
        """Return the sheets that are wanted."""
        return [one for one in read_lists(self.content) if one.name in self.mappings]


def plan_lists(cursor: duckdb.DuckDBPyConnection, asked: Asked) -> ListPlan:
    """Return what the lists would change from the day on."""
    people: list[Listed] = []
    problems: list[SetupProblem] = []
    for sheet in asked.sheets():
        found, wrong = people_of(sheet, asked.mappings[sheet.name])
        people += found
        problems += wrong
    tables = whole_setup(cursor, asked.from_date)
    matched = _Matched(cursor, tables, people)
    problems += matched.problems
    edits = (
        [matched.edit(one, asked.from_date) for one in people] if not problems else []
    )
    missing = matched.missing(asked.from_date)
    if asked.ends_missing:
        last = asked.from_date - _DAY
        edits += [added("students", {**row, "left_on": last}) for row in missing]
    planned = plan_edits(cursor, edits, asked.from_date)
    return ListPlan(
        problems,
        planned,
        [f"{row['surname']} {row['given_name']}, {row['class_id']}" for row in missing],
        sum(change.kind == "added" for change in planned.changes),
        sum(
            bool(change.before and change.after)
            and change.before["class_id"] != change.after["class_id"]  # type: ignore[index]
            for change in planned.changes
        ),
    )


def apply_lists(
    school: School,
    asked: Asked,
    applied_by: str,
    ask: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
) -> int:
    """Apply lists as one set; return how many rows changed.

    The file itself is not kept: lists hold more about children than a journal needs.
    """
    with school.database.writing() as cursor:
        if ask is not None:
            ask(cursor)
        plan = plan_lists(cursor, asked)
        if plan.is_faulty:
            found = [*plan.problems, *plan.planned.problems]
            count = sum(one.severity == CRITICAL for one in found)
            raise VedomostError(_FAULTY, count=count)
        changes = plan.planned.changes
        if changes:
            apply_changes(
                cursor,
                changes,
                occasion_now(school),
                Cause("roster", applied_by),
                from_date=asked.from_date,
            )
    return len(changes)


class _Matched:
    """Whom of the school each row of the lists means."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        tables: SetupTables,
        people: Sequence[Listed],
    ) -> None:
        self.problems: list[SetupProblem] = []
        self._rows = {str(row["student_id"]): row for row in tables["students"]}
        self._classes = {
            folded(str(row["class_id"])): str(row["class_id"])
            for row in tables["classes"]
        }
        self._names: dict[str, list[str]] = defaultdict(list)
        for code, row in self._rows.items():
            self._names[_full(row)].append(code)
            if row["patronymic"]:  # a list may lack the column
                self._names[_short(row)].append(code)
        self._counts = Counter(_said(one) for one in people if not one.personal_file)
        self._free = _first_free(cursor)
        self._codes: dict[int, str] = {}
        self._people = people
        taken: dict[str, Listed] = {}
        for one in people:
            code = self._code(one)
            if code in taken:
                self._wrong("list_twice", one, one.name)
            taken[code] = one
            self._codes[id(one)] = code

    def _code(self, one: Listed) -> str:
        if folded(one.class_id) not in self._classes:
            self._wrong("list_class_known", one, one.class_id)
        if one.personal_file:
            return self._by_file(one)
        same = self._names.get(_said(one), [])
        here = [
            code
            for code in same
            if folded(str(self._rows[code]["class_id"])) == folded(one.class_id)
        ]
        found = here if len(here) == 1 else same
        if self._counts[_said(one)] > 1 and not here:
            self._wrong("list_twice", one, one.name)
        if len(found) > 1:
            self._wrong("list_namesakes", one, one.name)
        if found:
            return found[0]
        self._free += 1
        return MADE.format(number=self._free)

    def _by_file(self, one: Listed) -> str:
        own = {folded(code): code for code in self._rows}
        code = own.get(folded(one.personal_file))
        if code is None:
            return one.personal_file
        row = self._rows[code]
        parts = {folded(one.surname), folded(one.given_name)}
        if not parts & {folded(str(row["surname"])), folded(str(row["given_name"]))}:
            other = f"{row['surname']} {row['given_name']}"
            self._wrong("list_file_taken", one, code, other=other)
        return code

    def _wrong(self, rule: str, one: Listed, value: str, **facts: object) -> None:
        self.problems.append(
            list_problem(rule, one.sheet, one.cell, value, name=one.name, **facts)
        )

    def edit(self, one: Listed, from_date: date) -> Edit:
        """Return the row of a listed student as it is to be."""
        since = one.enrolled_on or from_date
        code = self._codes[id(one)]
        own = self._rows.get(code)
        row: Row = own or {"student_id": code, "enrolled_on": since}
        changed: Row = {
            "surname": one.surname,
            "given_name": one.given_name,
            "class_id": self._classes[folded(one.class_id)],
        }
        if one.patronymic or own is None:
            changed["patronymic"] = one.patronymic
        if own is None:
            changed["order_number"] = one.order_number
        elif own["left_on"] is not None and own["left_on"] < from_date:  # type: ignore[operator]
            changed |= {"left_on": None, "enrolled_on": max(since, from_date)}
        return added("students", {**row, **changed})

    def missing(self, from_date: date) -> list[Row]:
        """Return the students of the lists' classes whom no list names."""
        classes = {
            self._classes.get(folded(one.class_id), one.class_id)
            for one in self._people
        }
        named = set(self._codes.values())
        return [
            row
            for code, row in self._rows.items()
            if row["class_id"] in classes
            and code not in named
            and (row["left_on"] is None or row["left_on"] >= from_date)  # type: ignore[operator]
        ]


def _first_free(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the highest number we ever made: rows of the set-up are never deleted."""
    codes = cursor.execute("select distinct student_id from setup.students").fetchall()
    numbers = (_MADE.fullmatch(code) for (code,) in codes)
    return max((int(found[1]) for found in numbers if found), default=0)


def _full(row: Row) -> str:
    return folded(f"{row['surname']} {row['given_name']} {row['patronymic'] or ''}")


def _short(row: Row) -> str:
    return folded(f"{row['surname']} {row['given_name']} ")


def _said(one: Listed) -> str:
    return folded(f"{one.surname} {one.given_name} {one.patronymic}")
