"""The school that a package is read for: its codes, and the identifiers it has met.

There is no table of identifiers: what is kept of an applied package lies among the
received files under its sum, and the log of changes names that sum. So whom an
identifier means is read from the packages themselves, oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ingest.oneroster.exporting import HOMEROOM
from ingest.oneroster.sourced_ids import SourcedIds
from ingest.setup.applying import SETS
from ingest.setup.cells import folded
from ingest.setup.contract import settings
from ingest.setup.edits import whole_setup

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from ingest.setup.columns import SetupTables

_EARLIER = f"""
select distinct changes.file_sha256, min(sets.set_id) over (
    partition by changes.file_sha256
) as first_set
from {SETS} as sets
inner join setup.setup_changes as changes
    on changes.change_id between sets.set_id and sets.last_change_id
where sets.kind = 'roster' and changes.file_sha256 <> ''
order by first_set
"""


class Unit(NamedTuple):
    """What a class of a package is to us; a homeroom has no subject."""

    kind: str  # class, group, individual
    unit_id: str
    subject_id: str = ""


class Known(NamedTuple):
    """Whom and what identifiers mean, by sourcedId."""

    students: dict[str, str]
    people: dict[str, str]
    units: dict[str, Unit]
    subjects: dict[str, str]
    enrollments: dict[str, tuple[str, str, str]]  # class, user, role

    def by_file(self) -> dict[str, set[str]]:
        """Return the identifiers that rows of a package may refer to."""
        return {
            "users": {*self.students, *self.people},
            "classes": set(self.units),
            "courses": set(self.subjects),
        }


@dataclass(frozen=True)
class Here:
    """What the school has already; `tables` are empty for a new one."""

    school_id: str = ""
    name: str = ""
    language: str = "ru"
    starts_on: date | None = None
    ends_on: date | None = None
    tables: SetupTables = field(default_factory=dict)
    known: Known = field(default_factory=lambda: Known({}, {}, {}, {}, {}))

    @property
    def is_new(self) -> bool:
        """Tell whether there is no school yet."""
        return not self.tables

    def codes(self, table: str, key: str) -> Mapping[str, str]:
        """Return the codes of a table by their folded spelling."""
        rows = self.tables.get(table, [])
        return {folded(str(row[key])): str(row[key]) for row in rows}


def here_of(cursor: duckdb.DuckDBPyConnection, on: date) -> Here:
    """Return the school as it holds on a day and later, with its own identifiers."""
    tables = whole_setup(cursor, on)
    about = settings(tables)
    return Here(
        about["school_id"],
        about["name"],
        about.get("language") or "ru",
        date.fromisoformat(about["year_starts_on"]),
        date.fromisoformat(about["year_ends_on"]),
        tables,
        _own(tables, about["school_id"]),
    )


def earlier_packages(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the sums of the packages that were applied, the oldest first."""
    return [digest for digest, _ in cursor.execute(_EARLIER).fetchall()]


def _own(tables: SetupTables, school_id: str) -> Known:
    ids = SourcedIds(school_id)
    groups = {str(row["group_id"]): str(row["kind"]) for row in tables["groups"]}
    units = {
        ids.of("class", row["class_id"]): Unit("class", str(row["class_id"]))
        for row in tables["classes"]
    }
    for row in (*tables["load"], *tables["timetable"]):
        unit_id, subject_id = str(row["unit_id"]), str(row["subject_id"])
        kind = groups.get(unit_id, "class")
        units[ids.of("page", unit_id, subject_id)] = Unit(kind, unit_id, subject_id)
    subjects = {
        ids.of("subject", "", row["subject_id"]): str(row["subject_id"])
        for row in tables["subjects"]
    }
    return Known(
        {
            ids.of("student", row["student_id"]): str(row["student_id"])
            for row in tables["students"]
        },
        {
            ids.of("person", row["person_id"]): str(row["person_id"])
            for table in ("staff", "parents")
            for row in tables[table]
        },
        units,
        {**subjects, ids.of("subject", HOMEROOM): ""},
        {},
    )
