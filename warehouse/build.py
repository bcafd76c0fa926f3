"""Build the SQL models: views over the set-up and the ledger, in this order."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse import obligations

if TYPE_CHECKING:
    from warehouse.database import Database

MODELS_FOLDER = Path(__file__).parent / "models"
SCHEMAS = ("staging", "intermediate", "marts")
MODELS = (
    "staging/stg_school_day.sql",
    "staging/stg_staff.sql",
    "staging/stg_homeroom.sql",
    "staging/stg_classes.sql",
    "staging/stg_students.sql",
    "staging/stg_known_students.sql",
    "staging/stg_dated_students.sql",
    "staging/stg_dated_members.sql",
    "staging/stg_known_classes.sql",
    "staging/stg_known_groups.sql",
    "staging/stg_movements.sql",
    "staging/stg_paper_wishes.sql",
    "staging/stg_paper_prints.sql",
    "staging/stg_staff_changes.sql",
    "staging/stg_parents.sql",
    "staging/stg_children.sql",
    "staging/stg_setup_change_sets.sql",
    "staging/stg_subjects.sql",
    "staging/stg_groups.sql",
    "staging/stg_work_types.sql",
    "staging/stg_parameters.sql",
    "staging/stg_dated_parameters.sql",
    "staging/stg_deadlines.sql",
    "staging/stg_dated_settings.sql",
    "staging/stg_calendar.sql",
    "staging/stg_written_work_types.sql",
    "staging/stg_pages.sql",
    "staging/stg_page_teachers.sql",
    "staging/stg_roster.sql",
    "staging/stg_page_periods.sql",
    "staging/stg_page_attestations.sql",
    "staging/stg_lessons.sql",
    "staging/stg_replaced_lessons.sql",
    "intermediate/int_giving_teachers.sql",
    "staging/stg_blocks.sql",
    "staging/stg_printed_forms.sql",
    "staging/stg_imports.sql",
    "staging/stg_entries.sql",
    "staging/stg_current.sql",
    "staging/stg_exports.sql",
    "staging/stg_exported_files.sql",
    "staging/stg_job_runs.sql",
    "staging/stg_summary.sql",
    "staging/stg_uploads.sql",
    "staging/stg_message_reads.sql",
    "staging/stg_weeks_seen.sql",
    "staging/stg_workbooks.sql",
    "staging/stg_void_periods.sql",
    "staging/stg_void_cells.sql",
    "staging/stg_breaches.sql",
    "staging/stg_closed_periods.sql",
    "staging/stg_change_permissions.sql",
    "staging/stg_archive_packages.sql",
    "staging/stg_archive_checks.sql",
    "staging/stg_archive_acts.sql",
    "intermediate/int_archive_packages.sql",
    "staging/stg_outside_statements.sql",
    "staging/stg_outside_marks.sql",
    "staging/stg_findings.sql",
    "staging/stg_suite_runs.sql",
    "staging/stg_suite_results.sql",
    "intermediate/int_person_names.sql",
    "staging/stg_accounts.sql",
    "staging/stg_access_log.sql",
    "intermediate/int_leaders.sql",
    "intermediate/int_class_access.sql",
    "intermediate/int_sheet_access.sql",
    "intermediate/int_student_data_access.sql",
    "intermediate/int_setup_access.sql",
    "intermediate/int_movement_access.sql",
    "intermediate/int_staff_change_access.sql",
    "intermediate/int_responsible.sql",
    "intermediate/int_outside_access.sql",
    "intermediate/int_class_stays.sql",
    "intermediate/int_group_stays.sql",
    "intermediate/int_replacement_access.sql",
    "intermediate/int_roster_access.sql",
    "intermediate/int_plan_access.sql",
    "intermediate/int_import_access.sql",
    "intermediate/int_page_access.sql",
    "intermediate/int_class_page_access.sql",
    "intermediate/int_day_access.sql",
    "intermediate/int_upload_access.sql",
    "intermediate/int_diary_access.sql",
    "intermediate/int_form_access.sql",
    "intermediate/int_account_access.sql",
    "intermediate/int_breach_access.sql",
    "intermediate/int_timeliness_access.sql",
    "intermediate/int_account_holders.sql",
    "intermediate/int_missed_codes.sql",
    "intermediate/int_valid_entries.sql",
    "intermediate/int_cell_history.sql",
    "intermediate/int_page_names.sql",
    "intermediate/int_message_places.sql",
    "intermediate/int_message_access.sql",
    "intermediate/int_message_recipients.sql",
    "intermediate/int_message_reads.sql",
    "intermediate/int_messages.sql",
    "intermediate/int_message_lessons.sql",
    "intermediate/int_diary_messages.sql",
    "intermediate/int_weeks_seen.sql",
    "intermediate/int_class_periods.sql",
    "intermediate/int_access_log.sql",
    "intermediate/int_period_roster.sql",
    "intermediate/int_named_periods.sql",
    "intermediate/int_known_cells.sql",
    "intermediate/int_known_sums.sql",
    "intermediate/int_sheet_periods.sql",
    "intermediate/int_year_periods.sql",
    "intermediate/int_sheet_places.sql",
    "intermediate/int_subject_stays.sql",
    "intermediate/int_sheet_results.sql",
    "intermediate/int_attendance_days.sql",
    "intermediate/int_lesson_cells.sql",
    "intermediate/int_plan_lessons.sql",
    "intermediate/int_student_marks.sql",
    "intermediate/int_lesson_teachers.sql",
    "intermediate/int_working_days.sql",
    "intermediate/int_day_terms.sql",
    "intermediate/int_substitute_access.sql",
    "intermediate/int_class_days.sql",
    "intermediate/int_class_ends.sql",
    "intermediate/int_written_lessons.sql",
    "intermediate/int_lesson_obligations.sql",
    "intermediate/int_mark_obligations.sql",
    "intermediate/int_final_periods.sql",
    "intermediate/int_closing_periods.sql",
    "intermediate/int_final_obligations.sql",
    "intermediate/int_closed_entries.sql",
    "intermediate/int_obligations.sql",
    "intermediate/int_said_entries.sql",
    "intermediate/int_owed_entries.sql",
    "intermediate/int_obligation_entries.sql",
    "intermediate/int_explanations.sql",
    "intermediate/int_school_year.sql",
    "intermediate/int_week_slots.sql",
    "intermediate/int_readiness_of_school.sql",
    "intermediate/int_divided_subjects.sql",
    "intermediate/int_readiness_of_classes.sql",
    "intermediate/int_lesson_clashes.sql",
    "intermediate/int_readiness_of_pages.sql",
    "intermediate/int_readiness_of_teachers.sql",
    "intermediate/int_readiness.sql",
    "intermediate/int_readiness_access.sql",
    "marts/lesson_rows.sql",
    "intermediate/int_student_lessons.sql",
    "marts/journal_cells.sql",
    "marts/class_summary.sql",
    "marts/class_results.sql",
    "intermediate/int_counted_results.sql",
    "marts/class_totals.sql",
    "marts/class_students.sql",
    "marts/class_overall.sql",
    "marts/class_attendance.sql",
    "marts/year_results.sql",
    "marts/outside_marks.sql",
    "marts/subject_teachers.sql",
    "intermediate/int_lesson_changes.sql",
    "marts/diary_lessons.sql",
    "marts/diary_homework.sql",
    "marts/diary_corrections.sql",
    "marts/diary_messages.sql",
    "marts/message_readers.sql",
    "intermediate/int_diary_news.sql",
    "marts/weeks_seen.sql",
    "marts/attendance_by_student.sql",
    "marts/attendance_by_class.sql",
    "marts/class_progress.sql",
    "marts/class_averages.sql",
    "marts/attendance_by_day.sql",
    "marts/attendance_by_lesson_of_week.sql",
    "marts/homework_loads.sql",
    "intermediate/int_hint_numbers.sql",
    "intermediate/int_hint_pages.sql",
    "intermediate/int_average_trends.sql",
    "intermediate/int_hint_results.sql",
    "intermediate/int_hints_of_results.sql",
    "intermediate/int_hints_of_outcomes.sql",
    "intermediate/int_hints_of_marks.sql",
    "intermediate/int_hints_of_attendance.sql",
    "marts/hints.sql",
    "marts/page_totals.sql",
    "marts/marks_given.sql",
    "marts/school_today.sql",
    "marts/owed_finals.sql",
    "marts/obligations.sql",
    "marts/uploads.sql",
    "marts/breaches.sql",
    "marts/void_cells.sql",
    "marts/open_findings.sql",
    "marts/control_totals.sql",
    "marts/suite_trend.sql",
    "marts/suite_results.sql",
)


def build_models(database: Database) -> None:
    """See that the views are those that this program defines, and no others are there.

    Else all are made anew in one transaction: readers see the old views or the new
    ones, never a mixture. Obligations are then kept anew. Views hold no data, so this
    may run at every start; it is quick where nothing is new.
    """
    with database.reading() as cursor:
        digest = models_digest(cursor)
        if built_digest(cursor) == digest and _views(cursor) == set(MODELS):
            return
    with database.writing() as cursor:
        for schema in reversed(SCHEMAS):
            cursor.execute(f"drop schema if exists {schema} cascade")
        for schema in SCHEMAS:
            cursor.execute(f"create schema {schema}")
        for text in _texts():
            for statement in _kept_statements(database, text):
                cursor.execute(statement)
        cursor.execute("delete from models_built")
        cursor.execute("insert into models_built values (?)", [digest])
        obligations.forget(cursor)


def _kept_statements(database: Database, text: str) -> list[str | duckdb.Statement]:
    """Return what makes a model; a lake keeps no comments on a view's columns."""
    if database.storage.keeps_comments:
        return [text]
    return [
        statement
        for statement in duckdb.extract_statements(text)
        if not statement.query.lstrip().lower().startswith("comment on column")
    ]


def _texts() -> list[str]:
    return [(MODELS_FOLDER / model).read_text(encoding="utf-8") for model in MODELS]


def models_digest(cursor: duckdb.DuckDBPyConnection) -> str:
    """Return the digest of the models and of the tables' versions they read."""
    tables = cursor.execute("select name from migrations order by name").fetchall()
    known = [*_texts(), *(name for (name,) in tables)]
    return hashlib.sha256("\0".join(known).encode()).hexdigest()


def built_digest(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """Return the digest of what was built last."""
    found = cursor.execute("select digest from models_built").fetchone()
    return found[0] if found else None


def _views(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the views that are there, named as their models are."""
    found = cursor.execute(
        "select concat(schema_name, '/', view_name, '.sql') from duckdb_views() "
        "where database_name = current_database() "
        "and schema_name in (select unnest(?))",
        [list(SCHEMAS)],
    ).fetchall()
    return {model for (model,) in found}
