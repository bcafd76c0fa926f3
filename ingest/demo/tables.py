"""The demo school as the content of a set-up workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.demo.curriculum import CLASSES, subjects_table
from ingest.demo.parents import invent_parents, parents_table
from ingest.demo.plans import lesson_plans_table
from ingest.demo.school_year import (
    about_table,
    attestations_table,
    bells_table,
    calendar_table,
    periods_table,
)
from ingest.demo.staffing import load_table, staff_table, staff_the_school
from ingest.demo.students import (
    form_groups,
    groups_tables,
    invent_students,
    students_table,
)
from ingest.demo.timetabling import make_timetable, timetable_table
from ingest.setup.seeds import default_rows

if TYPE_CHECKING:
    from ingest.setup.columns import SetupTables


def demo_tables(seed: int) -> SetupTables:
    """Return the whole set-up of the demo school; columns as in docs/data-model.md."""
    staffing = staff_the_school(seed)
    students = invent_students(seed)
    groups, members = groups_tables(form_groups(students))
    return {
        "about": about_table(),
        "periods": periods_table(),
        "calendar": calendar_table(),
        "bells": bells_table(),
        "subjects": subjects_table(),
        "staff": staff_table(staffing),
        "classes": [
            {
                "class_id": class_id,
                "grade": grade,
                "shift": 1,
                "week_days": week_days,
                "homeroom_person_id": staffing.homeroom[class_id],
            }
            for class_id, grade, _, week_days in CLASSES
        ],
        "students": students_table(students),
        "parents": parents_table(invent_parents(students, staffing, seed)),
        "groups": groups,
        "group_members": members,
        "load": load_table(staffing),
        "timetable": timetable_table(make_timetable(staffing, seed), staffing),
        "lesson_plans": lesson_plans_table(),
        "work_types": default_rows("work_types"),
        "mark_scale": default_rows("mark_scale"),
        "parameters": default_rows("parameters"),
        "deadlines": default_rows("deadlines"),
        "attestations": attestations_table(),
    }
