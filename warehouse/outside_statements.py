"""Statements of marks from another school (§2.13): entered, and taken back.

Append-only: a mistake is mended by taking the statement back and entering it anew. What
is stated is shown beside our own finals and counted nowhere, so a statement about a
closed period changes nothing in it. The secretary enters it, or who leads the level.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from warehouse import sealed_records
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "outside_marks"  # in the log of access
_EVENTS = "journal.outside_statements"
LONGEST_NAME = 200
LONGEST_NOTE = 300
_ALLOWED = """
select class_id
from intermediate.int_outside_access
where person_id = $person_id and student_id = $student_id
"""
_ON_THE_ROLL = """
select enrolled_on
from staging.stg_students
where student_id = $student_id and enrolled_on <= $today
    and coalesce(left_on, date '9999-12-31') >= $today
"""
_SAME_DOCUMENT = """
select 1
from staging.stg_outside_statements
where student_id = $student_id and withdrawn_at is null
    and document_number = $number and document_on = $issued_on
    and school_name = $school_name
limit 1
"""


class Document(NamedTuple):
    """The paper of the other school: «Школа № 5, г. Казань», its number and date."""

    school_name: str
    number: str
    issued_on: date | None
    note: str = ""


class StatedMark(NamedTuple):
    """What it says of a subject and a period: a final, an average, or both.

    `subject_id` is '' where we do not teach it; `subject_name` is then its word.
    """

    subject_id: str
    subject_name: str
    period_id: str
    value: str | None  # as in the ledger's cells `final`
    average: Decimal | None = None


def state(
    school: School,
    viewer: Viewer,
    student_id: str,
    document: Document,
    marks: Sequence[StatedMark],
) -> str:
    """Enter a statement about a student on the roll; return its id.

    `ingest.outside_marks` reads what was typed and calls this.
    """
    now = school.clock.now()
    today = school_day(now, school.timezone)
    paper = _checked(document, today)
    if not marks:
        raise VedomostError("Enter at least one mark that the document states.")
    with school.database.writing() as cursor:
        class_id = _refuse_whoever_may_not(cursor, viewer, student_id, now)
        enrolled_on = _arrival(cursor, student_id, today)
        _refuse_entered_before(cursor, student_id, paper)
        year_id = _year(cursor)
        _refuse_odd_periods(cursor, year_id, paper, marks, enrolled_on)
        statement_id = secrets.token_hex(8)
        event = {
            **_EMPTY,
            "event_id": statement_id,
            "kind": "state",
            "statement_id": statement_id,
            "year_id": year_id,
            "student_id": student_id,
            "school_name": paper.school_name,
            "document_number": paper.number,
            "document_on": paper.issued_on,
            "note": paper.note,
            "happened_at": utc_naive(now),
            "by_person_id": viewer.person_id,
        }
        stated = [{"statement_id": statement_id, **one._asdict()} for one in marks]
        sealed_records.write_together(
            cursor,
            school.school_id,
            now,
            {_EVENTS: [event], "journal.outside_marks": stated},
        )
        log.write_about_student(
            cursor,
            now,
            viewer.person_id,
            "outside_marks_entered",
            place=PLACE,
            class_id=class_id,
            student_id=student_id,
        )
    return statement_id


def withdraw(school: School, viewer: Viewer, statement_id: str, reason: str) -> None:
    """Take a statement back, saying why; it stays in the register with that reason."""
    words = one_line(reason, LONGEST_NOTE)
    if not words:
        raise VedomostError("Say why the statement is taken back.")
    now = school.clock.now()
    with school.database.writing() as cursor:
        found = cursor.execute(
            "select year_id, student_id from staging.stg_outside_statements "
            "where statement_id = ? and withdrawn_at is null",
            [statement_id],
        ).fetchone()
        if found is None:
            raise VedomostError("This statement is taken back already.")
        year_id, student_id = found
        class_id = _refuse_whoever_may_not(cursor, viewer, student_id, now)
        event = {
            **_EMPTY,
            "event_id": secrets.token_hex(8),
            "kind": "withdraw",
            "statement_id": statement_id,
            "year_id": year_id,
            "student_id": student_id,
            "reason": words,
            "happened_at": utc_naive(now),
            "by_person_id": viewer.person_id,
        }
        sealed_records.write(cursor, school.school_id, now, _EVENTS, [event])
        log.write_about_student(
            cursor,
            now,
            viewer.person_id,
            "outside_marks_withdrawn",
            place=PLACE,
            class_id=class_id,
            student_id=student_id,
        )


_EMPTY = {
    "school_name": "",
    "document_number": "",
    "document_on": None,
    "note": "",
    "reason": "",
}


def one_line(text: str, longest: int) -> str:
    """Return a text as one line without control characters, if it is not too long."""
    shown = (sign for sign in text if sign.isprintable() or sign.isspace())
    words = " ".join("".join(shown).split())
    if len(words) > longest:
        raise VedomostError(
            "Say it shorter, in at most {limit} characters.", limit=longest
        )
    return words


def _checked(document: Document, today: date) -> Document:
    paper = Document(
        one_line(document.school_name, LONGEST_NAME),
        one_line(document.number, LONGEST_NAME),
        document.issued_on,
        one_line(document.note, LONGEST_NOTE),
    )
    if not paper.school_name or not paper.number:
        raise VedomostError(
            "Enter the other school's name and the number of its document; if it has "
            "none, write «б/н»."
        )
    if paper.issued_on is None or paper.issued_on > today:
        raise VedomostError("Enter the document's date: today or earlier.")
    return paper


def _refuse_whoever_may_not(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, student_id: str, now: datetime
) -> str:
    """Refuse all but the secretary and who leads the level; return the class."""
    asked = {"person_id": viewer.person_id, "student_id": student_id}
    found = cursor.execute(_ALLOWED, asked).fetchone()
    if found is None:
        raise VedomostError(
            "Marks from another school are entered by the secretary, the director or a "
            "deputy of the student's level (§2.13)."
        )
    refuse_under_a_breach(cursor, viewer.person_id, now)
    return str(found[0])


def _arrival(cursor: duckdb.DuckDBPyConnection, student_id: str, today: date) -> date:
    found = cursor.execute(
        _ON_THE_ROLL, {"student_id": student_id, "today": today}
    ).fetchone()
    if found is None:
        raise VedomostError("This student is not on the roll today.")
    enrolled_on: date = found[0]
    return enrolled_on


def _refuse_entered_before(
    cursor: duckdb.DuckDBPyConnection, student_id: str, paper: Document
) -> None:
    asked = {"student_id": student_id, **paper._asdict()}
    del asked["note"]
    if cursor.execute(_SAME_DOCUMENT, asked).fetchone() is not None:
        raise VedomostError(
            "This document is entered already. To correct it, take the statement back "
            "and enter it anew."
        )


def _refuse_odd_periods(
    cursor: duckdb.DuckDBPyConnection,
    year_id: str,
    paper: Document,
    marks: Sequence[StatedMark],
    enrolled_on: date,
) -> None:
    """Refuse unknown periods, those after the document, and unexplained ones."""
    known = {
        period_id: (name, starts_on)
        for period_id, name, starts_on in cursor.execute(
            "select period_id, period_name, starts_on "
            "from intermediate.int_year_periods where year_id = $year_id",
            {"year_id": year_id},
        ).fetchall()
    }
    for period_id in dict.fromkeys(mark.period_id for mark in marks):
        if period_id not in known:
            raise VedomostError("There is no such period this year.")
        name, starts_on = known[period_id]
        if paper.issued_on is not None and starts_on > paper.issued_on:
            raise VedomostError(
                "“{period}” begins after the document's date: check both.", period=name
            )
        if starts_on >= enrolled_on and not paper.note:
            raise VedomostError(
                "“{period}” began when the student was here already. If the marks are "
                "of a hospital or sanatorium school, say so in the note.",
                period=name,
            )


def _year(cursor: duckdb.DuckDBPyConnection) -> str:
    found = cursor.execute(
        "select value from setup.about where setting = 'year_id' and valid_to is null"
    ).fetchone()
    return str(found[0]) if found else ""
