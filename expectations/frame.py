"""The frame that rules see: one row per changed cell, with what is known around it."""

from __future__ import annotations

import polars as pl

FIELDS = (
    "mark",  # one student in one lesson: marks, attendance code, or both
    "final",  # one student in one period (§2.8)
    "status",  # of a lesson: held, replaced, cancelled
    "attendance_taken",  # of a lesson: yes (§2.5)
    "topic",  # of a lesson (§2.6)
    "work_type",  # of a lesson (§2.6)
    "work_type_2",  # of a lesson, for the second mark of a double
    "homework",  # of a lesson; NOT_SET is an explicit value (§2.7)
    "minutes",  # the homework's expected minutes
    "comment",  # of a lesson, to the families of all its students (§1.5)
    "lesson_on",  # of a lesson, where another date was written over the timetable's
    "message",  # to a student's parents or a class (§1.5)
    "sheet",  # a whole sheet the reader could not place
    "column",  # a filled column the reader could not place
    "row",  # a filled row the reader could not place
)
NOT_SET = "не задано"

# What the reader delivers.
READ_CELLS = pl.Schema(
    {
        "sheet": pl.String(),  # as named in the file
        "cell": pl.String(),  # A1 address; '' for a whole sheet
        "page_id": pl.String(),  # '' where not identified, as all ids here
        "lesson_id": pl.String(),
        "period_id": pl.String(),
        "student_id": pl.String(),
        "field": pl.String(),  # one of FIELDS
        "label": pl.String(),  # the name or header seen where nothing was identified
        # text number date time boolean error formula merged empty
        "kind": pl.String(),
        "value_text": pl.String(),  # as written ('' when empty)
        "value": pl.String(),  # as understood; null when not understood or empty
        "mark_1": pl.Int8(),
        "mark_2": pl.Int8(),
        "attendance": pl.String(),
        "hint": pl.String(),  # what was probably meant: "4/5" for a date, else ''
    }
)

# What rules see: the reader's columns, then what the warehouse knows around the cell.
CHECKED_CELLS = pl.Schema(
    {
        **READ_CELLS,
        "base_value": pl.String(),  # what this workbook last held, null if nothing
        "current_value": pl.String(),  # what the ledger holds, null if nothing
        "lesson_on": pl.Date(),  # null when the cell belongs to no known lesson
        "status": pl.String(),  # of the lesson, after this upload; null when not said
        "work_type": pl.String(),  # of the lesson, after this upload
        "work_type_2": pl.String(),
        "topic": pl.String(),  # of the lesson, after this upload
        "homework": pl.String(),  # of the lesson, after this upload
        "planned_topic": pl.String(),
        "is_school_day": pl.Boolean(),  # no day off, no vacation for that class
        "is_future": pl.Boolean(),  # the lesson's day is after the received time's day
        "is_on_roll": pl.Boolean(),  # the student was on the page's roster that day
        "is_assigned": pl.Boolean(),  # the uploader teaches or substitutes on the page
        "given_by": pl.String(),  # who else gives the lesson by a replacement, or null
        "grading": pl.String(),  # of the page: marks, pass, none
        "period_starts_on": pl.Date(),  # of an attestation: the days for its finals
        "period_ends_on": pl.Date(),
        "final_kind": pl.String(),  # of a final: period, year, exam, overall
        "received_on": pl.Date(),  # school's date of receipt
        "average": pl.Float64(),  # of the student on the page in the period, so far
        "count_marks": pl.Int32(),
        "missed_share": pl.Float64(),  # 0 to 1 of the student's lessons of the period
        "hours_per_week": pl.Float64(),
        "rounding_threshold": pl.Float64(),  # of the subject, default 0.5
        # Of a final of the year or overall: the finals it rests on, after this upload.
        "finals_average": pl.Float64(),  # of the period finals that are marks
        "count_finals": pl.Int32(),  # period finals of any kind
        "count_periods": pl.Int32(),  # periods that the student was taught in
        "failed_finals": pl.String(),  # «II четверть: 2», null if there are none
        "year_mark": pl.Int8(),
        "exam_mark": pl.Int8(),
        "has_year": pl.Boolean(),  # the final of the year is there, of any kind
        # A change in a closed period without a permission (§2.11); else null.
        "closed_class": pl.String(),
        "closed_period": pl.String(),
        "closed_on": pl.Date(),
        "is_duplicate": pl.Boolean(),  # the same key stands twice in the file
    }
)
