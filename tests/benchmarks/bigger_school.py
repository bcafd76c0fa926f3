"""The demo school twice over: eleven hundred students, forty-four classes, 82 teachers.

Every class, student, teacher and page gets a twin with the same marks. Only what sheets
and workbooks read is doubled; the ledger's entries and blocks are not.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from warehouse.build import build_models
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_TWIN = " (2)"
# Columns that name what gets a twin, by table.
_DOUBLED = {
    "setup.staff": ("person_id",),
    "setup.classes": ("class_id", "homeroom_person_id"),
    "setup.students": ("student_id", "class_id"),
    "setup.groups": ("group_id",),
    "setup.group_members": ("group_id", "student_id"),
    "setup.load": ("unit_id", "person_id"),
    "journal.pages": ("page_id", "unit_id"),
    "journal.page_periods": ("page_id",),
    "journal.page_attestations": ("page_id",),
    "journal.page_teachers": ("page_id", "person_id"),
    "journal.roster": ("page_id", "student_id", "class_id"),
    "journal.lessons": ("page_id", "lesson_id"),
    "journal.current": ("page_id", "lesson_id", "student_id"),
    "journal.summary": ("page_id", "student_id"),
}


def double(demo: Path, folder: Path) -> None:
    """Copy the demo school into `folder` and double it there."""
    shutil.copytree(demo, folder)
    with open_school(folder) as school:
        build_models(school.database)
        with school.database.writing(announced=False) as cursor:
            for table, columns in _DOUBLED.items():
                _double(cursor, table, columns)


def _double(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]
) -> None:
    renamed = ", ".join(
        f"case when {one} = '' then '' else {one} || '{_TWIN}' end as {one}"
        for one in columns
    )
    cursor.execute(f"insert into {table} select * replace ({renamed}) from {table}")
