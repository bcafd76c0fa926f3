"""Rules of place: whose cell it is, on which page, and who may write there."""

from __future__ import annotations

import polars as pl

from expectations.language import N_
from expectations.rule import FILLED, IS_JUDGED, Rule

_UNPLACED = ("sheet", "column", "row")
_IS_OF_ANOTHER = pl.col("is_assigned").not_() & (
    ~pl.col("field").is_in(_UNPLACED) & (pl.col("page_id") != "")
)


class SheetIsKnown(Rule):
    """A sheet with content that belongs to no page of the teacher."""

    id = "sheet_is_known"
    clause = "2.3"
    severity = "critical"
    description = N_("Each sheet is a journal page of the teacher.")
    what = N_("The sheet “{label}” belongs to no journal page of yours.")
    why = N_(
        "A teacher keeps the pages of the own classes and groups; nothing of this "
        "sheet was recorded."
    )
    fix = N_(
        "If it is a journal page, copy its content into the sheet of a freshly "
        "downloaded workbook; if these are your notes, nothing needs to be done."
    )
    predicate = pl.col("field") == "sheet"
    shown_facts = (pl.col("label"),)


class ColumnIsKnown(Rule):
    """A filled column whose header names no lesson of the page."""

    id = "column_is_known"
    clause = "2.5"
    severity = "critical"
    description = N_("Each filled column is a lesson of the timetable.")
    what = N_(
        "The column “{label}” belongs to no lesson of this page; “{value}” stands in "
        "it."
    )
    why = N_("A mark without a lesson has no date, and the diary could not show it.")
    fix = N_(
        "Move the marks into the column of the lesson. If a lesson is missing from the "
        "timetable, tell the deputy head."
    )
    predicate = pl.col("field") == "column"
    shown_facts = (pl.col("label"),)


class StudentIsKnown(Rule):
    """A filled row whose name is not on the page."""

    id = "student_is_known"
    clause = "2.13"
    severity = "critical"
    description = N_("Each filled row is a student of the page.")
    what = N_("“{label}” is not a student of this page; “{value}” stands in the row.")
    why = N_(
        "The secretary keeps the movement of students; a name typed into the journal "
        "enrols nobody."
    )
    fix = N_(
        "Correct the name if it was mistyped. If the student is new, ask the secretary "
        "to enrol them and download the workbook again."
    )
    predicate = (pl.col("field") == "row") | pl.col("field").is_in(
        ["mark", "final"]
    ) & (pl.col("student_id") == "") & FILLED
    shown_facts = (pl.col("label"),)


class StudentIsOnTheRoll(Rule):
    """A student has marks only between enrolment and leaving (§2.13)."""

    id = "student_is_on_the_roll"
    clause = "2.13"
    severity = "critical"
    description = N_("A student with an entry was on the roll that day.")
    what = N_("“{value}”: the student was not on the roll of this page that day.")
    why = N_("Before enrolment and after leaving, a student has no lessons here.")
    fix = N_(
        "Clear the cell. If the date of enrolment or leaving is wrong, tell the "
        "secretary."
    )
    predicate = (
        IS_JUDGED
        & FILLED
        & pl.col("is_on_roll").not_()
        & ((pl.col("student_id") != "") & (pl.col("page_id") != ""))
    )


class TeacherIsAssigned(Rule):
    """A page is written by its teachers and those who substitute (§2.3)."""

    id = "teacher_is_assigned"
    clause = "2.3"
    severity = "critical"
    description = N_("Entries come from the page's teacher or a substitute.")
    what = N_("“{value}” stands on a page that is not yours.")
    why = N_(
        "A teacher writes on the pages of the own classes and groups; others read them."
    )
    fix = N_(
        "If you teach or substitute here, ask the deputy head to enter it in the load; "
        "then hand the workbook in again."
    )
    predicate = _IS_OF_ANOTHER & pl.col("given_by").is_null()


class LessonIsGivenByTheUploader(Rule):
    """A lesson that a substitute gives is entered by the substitute (§2.3)."""

    id = "lesson_is_given_by_the_uploader"
    clause = "2.3"
    severity = "critical"
    description = N_("A lesson given by a substitute is entered by the substitute.")
    what = N_("“{value}” stands on {lesson_on}: that lesson is given by {given_by}.")
    why = N_("Who gives a lesson enters it, and owes its entries.")
    fix = N_(
        "Clear the cell: the workbook of who gives it holds this lesson. If you gave "
        "it yourself, ask the deputy head to correct the replacement or the day from "
        "which the page passed on; then hand the workbook in again."
    )
    predicate = _IS_OF_ANOTHER & pl.col("given_by").is_not_null()
    shown_facts = (pl.col("lesson_on"), pl.col("given_by"))


class PageIsKnown(Rule):
    """A lesson's row that names no page of the teacher."""

    id = "page_is_known"
    clause = "2.3"
    severity = "critical"
    description = N_("Each entry belongs to a journal page.")
    what = N_("“{value}” belongs to no journal page: “{label}”.")
    why = N_("Without class and subject, an entry has no place.")
    fix = N_(
        "Restore the class and the subject as they stand in a freshly downloaded "
        "workbook."
    )
    predicate = (
        ~pl.col("field").is_in((*_UNPLACED, "message"))
        & (pl.col("page_id") == "")
        & FILLED
    )
    shown_facts = (pl.col("label"),)


class AddresseeIsKnown(Rule):
    """A message that goes to nobody the teacher teaches (§1.5)."""

    id = "addressee_is_known"
    clause = "1.5"
    severity = "critical"
    description = N_("A message names to whom it goes.")
    what = N_("The message “{value}” names nobody of yours: “{label}”.")
    why = N_("Without an addressee nobody could read the message.")
    fix = N_(
        "Choose the class or the student from the list in the column “To whom” of this "
        "row."
    )
    predicate = (pl.col("field") == "message") & (pl.col("page_id") == "") & FILLED
    shown_facts = (pl.col("label"),)
