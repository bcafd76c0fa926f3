"""What one teacher teaches in one term: the rows a workbook is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.deadlines import deadline_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import duckdb
    import polars as pl


class Term(NamedTuple):
    """The days one teacher workbook spans: the school's shortest reporting periods."""

    name: str
    starts_on: date
    ends_on: date


def terms(cursor: duckdb.DuckDBPyConnection, year_id: str) -> list[Term]:
    """Return the terms of a year in order.

    A school with quarters for some grades and half-years for others works by quarters:
    a teacher of both keeps one workbook per quarter.
    """
    rows = cursor.execute(
        """
        with valid as (
            select distinct name, kind, starts_on, ends_on
            from setup.periods
            where valid_to is null and year_id = $year_id
        ),
        lengths as (
            select kind, avg(ends_on - starts_on) as mean_days from valid group by kind
        )
        select name, starts_on, ends_on
        from valid
        where kind = (select arg_min(kind, mean_days) from lengths)
        order by starts_on
        """,
        {"year_id": year_id},
    ).fetchall()
    return [Term(*row) for row in rows]


def attestations_of(
    cursor: duckdb.DuckDBPyConnection,
    taught: pl.DataFrame,
    year_terms: Sequence[Term],
    term: Term,
) -> pl.DataFrame:
    """Return the finals beside those of periods that are entered in a term.

    It is the term in which their window ends, or the last one before that. One row
    per page and attestation: page_id, period_id (of the taught rows: the last that
    has begun by then), attestation_id, kind, title.
    """
    cursor.register("taught", taught.to_arrow())
    next_starts = [one.starts_on for one in year_terms if one.starts_on > term.ends_on]
    return cursor.execute(
        """
        select
            attestations.page_id, taught.period_id,
            attestations.period_id as attestation_id, attestations.kind,
            attestations.name as title
        from journal.page_attestations as attestations
        inner join taught
            on attestations.page_id = taught.page_id
            and taught.period_starts_on <= attestations.ends_on
        where taught.is_last and attestations.ends_on >= $starts_on
            and ($next_on is null or attestations.ends_on < $next_on)
            and attestations.page_id in (select page_id from journal.lessons)
        qualify row_number() over (
            partition by attestations.page_id, attestations.period_id
            order by taught.period_starts_on desc
        ) = 1
        order by
            attestations.page_id, list_position(['year', 'exam', 'overall'], kind)
        """,
        {"starts_on": term.starts_on, "next_on": min(next_starts, default=None)},
    ).pl()


def students_of(
    cursor: duckdb.DuckDBPyConnection, taught: pl.DataFrame
) -> pl.DataFrame:
    """Return who is on the taught pages in their days: one row per stay."""
    cursor.register("taught", taught.to_arrow())
    return cursor.execute(
        """
        select
            taught.page_id, taught.period_id, students.student_id, students.surname,
            students.given_name, students.patronymic, roster.starts_on, roster.ends_on
        from journal.roster
        inner join taught
            on roster.page_id = taught.page_id
            and roster.starts_on <= taught.to_on
            and coalesce(roster.ends_on, date '9999-12-31') >= taught.from_on
        inner join setup.students
            on roster.student_id = students.student_id and students.valid_to is null
        order by students.surname, students.given_name, students.patronymic
        """
    ).pl()


def values_of(cursor: duckdb.DuckDBPyConnection, taught: pl.DataFrame) -> pl.DataFrame:
    """Return the current values of taught pages, as written and as understood."""
    cursor.register("taught", taught.to_arrow())
    return cursor.execute(
        """
        select
            current.page_id, current.lesson_id, current.period_id, current.student_id,
            current.field, current.value_text, current.value
        from journal.current
        where current.page_id in (select taught.page_id from taught where is_own)
            or current.lesson_id in (select unnest(taught.lesson_ids) from taught)
        """
    ).pl()


def earlier_marks(
    cursor: duckdb.DuckDBPyConnection, taught: pl.DataFrame
) -> pl.DataFrame:
    """Return sum and count of marks of each period before the workbook's days."""
    cursor.register("taught", taught.to_arrow())
    return cursor.execute(
        """
        select
            taught.page_id, taught.period_id, current.student_id,
            sum(coalesce(current.mark_1, 0) + coalesce(current.mark_2, 0))::integer
                as sum_marks,
            (count(current.mark_1) + count(current.mark_2))::integer as count_marks
        from taught
        inner join journal.lessons
            on taught.page_id = lessons.page_id
            and taught.period_id = lessons.period_id
            and lessons.lesson_on < taught.from_on
        inner join journal.current
            on lessons.page_id = current.page_id
            and lessons.lesson_id = current.lesson_id
            and current.field = 'mark'
        where taught.is_own and taught.from_on > taught.period_starts_on
        group by all
        """
    ).pl()


def setting(cursor: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return a setting of the set-up sheet *School* as it stands."""
    row = cursor.execute(
        "select value from setup.about where setting = ? and valid_to is null", [name]
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else ""


def work_types(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return work type ids and names in the order of the set-up sheet.

    A type that the set-up dropped stays, last, while the journal holds lessons of it.
    """
    return cursor.execute(
        """
        with used as (
            select distinct value as work_type_id
            from journal.current
            where field in ('work_type', 'work_type_2')
        ),

        dropped as (
            select work_type_id, arg_max(name, valid_from) as name
            from setup.work_types
            inner join used using (work_type_id)
            group by work_type_id
            having bool_and(valid_to is not null)
        )

        select work_type_id, name from setup.work_types where valid_to is null
        union all
        select work_type_id, name from dropped
        """
    ).fetchall()


def person_name(cursor: duckdb.DuckDBPyConnection, person_id: str) -> str:
    """Return «Фамилия Имя Отчество» of a member of staff, '' if unknown."""
    row = cursor.execute(
        "select concat_ws(' ', surname, given_name, nullif(patronymic, '')) "
        "from setup.staff where person_id = ? order by valid_from desc limit 1",
        [person_id],
    ).fetchone()
    return str(row[0]) if row else ""


def mark_scale(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Return the school's marks and codes as rows of the set-up sheet."""
    scale = cursor.execute(
        "select code, kind, value, aliases from setup.mark_scale where valid_to is null"
    ).pl()
    return scale.to_dicts()


def planned_topics(
    cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
) -> dict[str, str]:
    """Return the planned topic of each lesson of these pages that has one."""
    rows = cursor.execute(
        "select lesson_id, planned_topic from journal.lessons "
        "where page_id in (select unnest(?)) and planned_topic is not null",
        [list(page_ids)],
    ).fetchall()
    return dict(rows)


def last_entry_id(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the ledger's last entry, 0 while it is empty."""
    row = cursor.execute("select max(entry_id) from journal.entries").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def pages_of(cursor: duckdb.DuckDBPyConnection, person_id: str) -> set[str]:
    """Return the pages a person teaches or has taught, and those of given lessons."""
    rows = cursor.execute(
        "select page_id from journal.page_teachers where person_id = $person_id union "
        "select page_id from journal.replaced_lessons where person_id = $person_id",
        {"person_id": person_id},
    ).fetchall()
    return {page_id for (page_id,) in rows}


def page_titles(
    cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
) -> dict[str, str]:
    """Return the titles of pages: «5А · Математика»."""
    rows = cursor.execute(
        "select page_id, title from journal.pages "
        "where page_id in (select unnest(?)) order by grade, title",
        [list(page_ids)],
    ).fetchall()
    return dict(rows)


def current_values(
    cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
) -> dict[str, dict[tuple[str, ...], str]]:
    """Return the understood current values of each page by the cell's whole key."""
    pages: dict[str, dict[tuple[str, ...], str]] = {page: {} for page in page_ids}
    rows = cursor.execute(
        "select page_id, lesson_id, period_id, student_id, field, value "
        "from journal.current where page_id in (select unnest(?))",
        [list(pages)],
    ).fetchall()
    for *key, value in rows:
        pages[key[0]][tuple(key)] = value
    return pages


def doubted_cells(
    cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
) -> set[tuple[str, ...]]:
    """Return the whole keys of the cells of pages that open warnings are about."""
    rows = cursor.execute(
        "select distinct page_id, lesson_id, period_id, student_id, field "
        "from journal.findings where is_open and severity = 'warning' "
        "and page_id in (select unnest(?))",
        [list(page_ids)],
    ).fetchall()
    return set(rows)


def parameters(cursor: duckdb.DuckDBPyConnection, on: date) -> list[dict[str, object]]:
    """Return the school's numbers of the regulation as they hold on a day.

    The window of final marks is one of the deadlines, rules know it by its old name.
    """
    rows = cursor.execute(
        """
        select parameter_id, value
        from setup.parameters
        where valid_to is null or valid_from < valid_to
        qualify row_number() over (
            partition by parameter_id
            order by
                case when valid_from <= $on then valid_from end desc nulls last,
                valid_from
        ) = 1
        """,
        {"on": on},
    ).pl()
    final = deadline_on(cursor, "final", on)
    window = [final.amount] if final else []
    return [
        *rows.to_dicts(),
        *({"parameter_id": "final_last_days", "value": days} for days in window),
    ]


def teachers(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return everybody who teaches a page, by name."""
    rows = cursor.execute(
        """
        select staff.person_id
        from setup.staff
        where staff.valid_to is null
            and staff.person_id in (
                select person_id from journal.page_teachers
                union select person_id from journal.replaced_lessons
            )
        order by staff.surname, staff.given_name, staff.person_id
        """
    ).fetchall()
    return [person_id for (person_id,) in rows]


def person_of_workbook(cursor: duckdb.DuckDBPyConnection, workbook_id: str) -> str:
    """Return for whom a workbook was generated, '' if the school never made it."""
    row = cursor.execute(
        "select person_id from journal.workbooks where workbook_id = ?", [workbook_id]
    ).fetchone()
    return str(row[0]) if row else ""
