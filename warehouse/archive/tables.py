"""The ledger part of a package: a class's pages in a period, and what explains them.

Whole pages, as the paper journal has them: a study group's page holds the students of
other classes too. Messages to parents are no part of a closed journal and are left out;
so are logins, parents and whatever reading the journal does not need (§1.7).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    import duckdb

BOM = b"\xef\xbb\xbf"
# What a spreadsheet takes for a formula, and the apostrophe that takes it back.
_GUARDED = r"^\s*[=+\-@\t\r']"

# `pages`: of the class; `entries`: of these pages in the period; `people`: who occurs.
_SCOPE = """
with pages as (
    select distinct page_id
    from journal.roster
    where class_id = $class_id and starts_with(page_id, $year_id || ':')
),

lessons as (
    select lessons.*
    from journal.lessons
    semi join pages using (page_id)
    where $is_year or lessons.period_id = $period_id
),

entries as (
    select entries.*
    from journal.entries
    semi join pages using (page_id)
    where
        entries.field <> 'message'
        and ($is_year or entries.period_id = $period_id or (
            entries.lesson_id in (select lesson_id from lessons)
        ))
),

closings as (
    select *
    from journal.closings
    where class_id = $class_id and year_id = $year_id
        and ($is_year or period_id = $period_id)
),

void_events as (
    select void_events.*
    from journal.void_events
    where person_id in (select recorded_by from entries union
        select by_person_id from closings)
),

teachers as (
    select teachers.*
    from journal.page_teachers as teachers
    semi join pages using (page_id)
),

replaced as (
    select replaced.*
    from journal.replaced_lessons as replaced
    semi join lessons using (lesson_id)
),

people as (
    select recorded_by as person_id from entries
    union
    select person_id from replaced
    union
    select by_person_id from closings
    union
    select recorded_by from void_events
    union
    select person_id from teachers
    union
    select homeroom_person_id from setup.classes where class_id = $class_id
),

students as (
    select distinct student_id from journal.roster semi join pages using (page_id)
)
"""
# Table → its rows; `docs/data-model.md` and the package's own description say the rest.
_TABLES = {
    "entries": """
        select
            entry_id, block_id, page_id, lesson_id, period_id, student_id, field,
            value_text, value, mark_1, mark_2, attendance, recorded_at, recorded_by,
            upload_id, sheet, cell, reason, is_undetermined,
            entry_id in (select entry_id from journal.valid_entries) as is_valid
        from entries order by entry_id
    """,
    "blocks": """
        select
            block_id, first_entry_id, count_entries, sealed_at, upload_id,
            file_sha256, format, previous_digest, digest, key_id, signature
        from journal.blocks
        where block_id in (
            select block_id from entries union select block_id from void_events
            union select block_id from closings
        )
        order by block_id
    """,
    "ledger_keys": """
        select key_id, public_key from journal.ledger_keys order by key_id
    """,
    "void_events": """
        select
            event_id, block_id, breach_id, person_id, kind, moment, recorded_at,
            recorded_by
        from void_events order by event_id
    """,
    "closings": """
        select
            event_id, kind, class_id, period_id, page_id, person_id, ends_at,
            of_event_id, reason, count_owed, after_entry_id, happened_at, by_person_id
        from closings order by happened_at, event_id
    """,
    "lessons": """
        select
            lesson_id, page_id, period_id, lesson_on, slot, starts_at, ends_at, room,
            plan_position, planned_topic
        from lessons order by lesson_id
    """,
    "replaced_lessons": """
        select
            lesson_id, page_id, kind, person_id, from_on, from_slot, is_distance,
            reason, document_number, said_at
        from replaced order by lesson_id
    """,
    "pages": """
        select
            page_id, unit_id, unit_kind, subject_id, grade, level, title, grading
        from journal.pages semi join pages as own using (page_id) order by page_id
    """,
    "page_periods": """
        select page_id, period_id, name, 'period' as kind, starts_on, ends_on
        from journal.page_periods semi join pages using (page_id)
        union all
        select page_id, period_id, name, kind, starts_on, ends_on
        from journal.page_attestations semi join pages using (page_id)
        order by all
    """,
    "page_teachers": """
        select page_id, person_id, starts_on, ends_on from teachers order by all
    """,
    "roster": """
        select page_id, student_id, class_id, starts_on, ends_on
        from journal.roster semi join pages using (page_id) order by all
    """,
    "students": """
        select
            student_id, surname, given_name, patronymic, class_id, enrolled_on, left_on,
            valid_from, valid_to
        from setup.students semi join students as own using (student_id)
        order by student_id, valid_from
    """,
    "staff": """
        select person_id, surname, given_name, patronymic, valid_from, valid_to
        from setup.staff semi join people using (person_id)
        order by person_id, valid_from
    """,
    "classes": """
        select class_id, grade, homeroom_person_id, valid_from, valid_to
        from setup.classes where class_id = $class_id order by valid_from
    """,
    "groups": """
        select group_id, name, kind, grade, valid_from, valid_to
        from setup.groups
        where group_id in (select unit_id from journal.pages semi join pages as own
            using (page_id))
        order by group_id, valid_from
    """,
    "subjects": """
        select
            subject_id, name, short_name, grading, rounding_threshold, valid_from,
            valid_to
        from setup.subjects
        where subject_id in (select subject_id from journal.pages semi join pages as own
            using (page_id))
        order by subject_id, valid_from
    """,
    "work_types": """
        select work_type_id, name, weight, is_written, valid_from, valid_to
        from setup.work_types order by work_type_id, valid_from
    """,
    "mark_scale": """
        select code, kind, name, value, valid_from, valid_to
        from setup.mark_scale order by code, kind, valid_from
    """,
    "parameters": """
        select parameter_id, value, unit, clause, valid_from, valid_to
        from setup.parameters order by parameter_id, valid_from
    """,
    "uploads": """
        select
            upload_id, received_at, received_by, via, file_name, file_sha256,
            size_bytes, status, block_id
        from journal.uploads
        where upload_id in (select upload_id from entries)
        union all
        -- Its file may hold other classes: the package names it and has no copy of it.
        select
            import_id, happened_at, by_person_id, 'import', file_name, '', size_bytes,
            'recorded', null
        from journal.imports
        where event = 'begun' and import_id in (select upload_id from entries)
        order by received_at, upload_id
    """,
}
NAMES = tuple(_TABLES)


class Of(NamedTuple):
    """Whose journal: a class in a period, or in all of the year."""

    year_id: str
    class_id: str
    period_id: str

    @property
    def is_year(self) -> bool:
        """All periods and lessons of the year belong to it."""
        return self.period_id == f"{self.year_id}-year"


def ledger_part(cursor: duckdb.DuckDBPyConnection, of: Of) -> dict[str, pl.DataFrame]:
    """Return the tables of a package, in the order of NAMES."""
    values = {**of._asdict(), "is_year": of.is_year}
    return {
        name: cursor.execute(_SCOPE + question, values).pl()
        for name, question in _TABLES.items()
    }


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Return the exact table, with its types."""
    made = io.BytesIO()
    frame.write_parquet(made, compression="gzip")
    return made.getvalue()


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return the table for a reader of texts: UTF-8 with BOM, «;», texts in quotes.

    What a spreadsheet would calculate, and what begins with an apostrophe, gets one
    apostrophe in front: it does nothing in Excel, and taking the first one away gives
    the exact text back. A value that is null is nothing at all, an empty text is "".
    """
    guarded = frame.with_columns(
        pl.when(pl.col(name).str.contains(_GUARDED))
        .then(pl.concat_str([pl.lit("'"), pl.col(name)]))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )
    return BOM + guarded.write_csv(
        separator=";",
        line_terminator="\r\n",
        quote_style="non_numeric",
        datetime_format="%Y-%m-%d %H:%M:%S%.6f",
    ).encode("utf-8")
