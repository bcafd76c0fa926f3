"""All data held about one student, for the answer the law asks for (152-ФЗ, art. 14).

Each section names the tables it tells of, and a test walks the schema, so that a new
table about people is either told of or excused in `NOT_TOLD`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access.roles import STUDENT_PREFIX
from warehouse.errors import VedomostError
from warehouse.personal_data.access_sections import ACCESS_SECTIONS
from warehouse.personal_data.school_sections import SCHOOL_SECTIONS
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

SECTIONS = (*SCHOOL_SECTIONS, *ACCESS_SECTIONS)
# Tables that name people and are not told of, each with its reason.
NOT_TOLD = {
    "setup.staff": "about members of staff, never about a student",
    "setup.classes": "names the homeroom teacher only",
    "setup.load": "which teacher teaches what",
    "setup.homeroom_stands": "who leads a class instead of its homeroom teacher",
    "journal.staff_changes": "which teacher passed what on to whom by which order",
    "setup.replacements": "which teacher gives which lesson for another",
    "journal.replaced_lessons": "which teacher gives which lesson for another",
    "journal.page_teachers": "which teacher leads which page",
    "journal.workbooks": "which teacher was handed which workbook",
    "journal.obligations": "which teacher owed which entry when; the ledger's section "
    "tells of the entries",
    "journal.explanations": "a teacher's reason for a late entry, about no student",
    "journal.closings": "who closed a class's period, and which teacher may change it",
    "access.mail_settings": "e-mail addresses of members of staff and of parents",
    "access.mails": "which member of staff or parent was sent a mail, without its text",
    "access.weekly_left_out": "a parent's wish about the own mails; it ends with them",
    "journal.void_events": "about the person whose account was breached; void entries "
    "of the student's cells are marked in the ledger's section",
}
# Columns by which a table can name a person.
NAMING_COLUMNS = frozenset(
    {
        "student_id",
        "students",
        "person_id",
        "about_person_id",
        "account_id",
        "homeroom_person_id",
    }
)


def students(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return whose statement the viewer may make, by class and name.

    Columns: student_id, full_name, class_id, left_on, is_in_set_up.
    """
    return ask(
        database,
        viewer,
        """
        select
            students.student_id, students.full_name, students.class_id,
            students.left_on, students.is_in_set_up
        from staging.stg_known_students as students
        inner join intermediate.int_student_data_access as access
            on
                students.student_id = access.student_id
                and access.person_id = $person_id
        order by
            students.grade nulls last, students.class_id, students.full_name,
            students.student_id
        """,
    )


def statement(
    database: Database, viewer: Viewer, student_id: str
) -> dict[str, pl.DataFrame]:
    """Return every section by name; refuses a student who is not the viewer's.

    Times are UTC. Entries on pages of another level than the viewer's stay out: only
    the director's statement about a student who changed levels is whole.
    """
    told = {
        section.name: ask(
            database,
            viewer,
            section.whole_query,
            student_id=student_id,
            student_person_id=STUDENT_PREFIX + student_id,
        )
        for section in SECTIONS
    }
    if told["student"].is_empty():
        raise VedomostError("This student’s data is not open to you.")
    return told


def count_closed_entries(database: Database, viewer: Viewer, student_id: str) -> int:
    """Return how many entries about the student the viewer's statement leaves out."""
    answer = ask(
        database,
        viewer,
        """
        select count(*) as count_closed
        from journal.entries as entries
        anti join intermediate.int_page_access as pages
            on
                entries.page_id = pages.page_id
                and pages.person_id = $person_id
                and pages.sees_all_students
        anti join (
            select sheets.page_id
            from intermediate.int_message_places as sheets
            inner join intermediate.int_class_access as access
                on sheets.unit_id = access.class_id and access.person_id = $person_id
            where sheets.is_class_sheet
        ) as class_sheets
            on entries.page_id = class_sheets.page_id
        where entries.student_id = $student_id
        """,
        student_id=student_id,
    )
    return int(answer.item())
