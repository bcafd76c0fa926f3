"""The final marks of a page beside those of its periods: year, exam, overall (§2.8).

Made from the dated set-up rows like the rest of the timetable. A year mark is never
left out for want of a row: then it is entered in the last days of the last period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.calendar import grades_of, parts_of
from warehouse.deadlines import deadline_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

KINDS = ("year", "exam", "overall")
_YEAR = "year"
_LAST_DAYS = 7  # of a period, where the school has set no deadline (§2.8)
_NAMED_YEAR = {"en": "Year"}
_UNNAMED_YEAR = "Год"


class Attestation(NamedTuple):
    """One final mark of a page that is not a period's, and when it is entered."""

    page_id: str
    period_id: str
    kind: str
    name: str
    starts_on: date
    ends_on: date


class _Row(NamedTuple):
    """A row of the set-up."""

    kind: str
    grades: str
    subjects: str
    name: str
    starts_on: date
    ends_on: date


class _Page(NamedTuple):
    page_id: str
    subject_id: str
    grade: int
    last_on: date


def page_attestations(
    cursor: duckdb.DuckDBPyConnection, year_id: str, starts_on: date
) -> Sequence[Attestation]:
    """Return the attestations of the new pages of a year that begins on a day.

    Reads the new pages, whose grades without marks are settled, their periods and
    teachers. A page that is taught for part of the year has its year mark at the end
    of the last period with a teacher.
    """
    rows = _rows(cursor, starts_on)
    pages = _pages(cursor)
    name = _name_of_year(cursor)
    defaults = {
        last_on: _year_by_default(cursor, name, last_on)
        for last_on in {page.last_on for page in pages}
    }
    found = []
    for page in pages:
        for kind in KINDS:
            row = _of_page(rows, kind, page) or (
                defaults[page.last_on] if kind == _YEAR else None
            )
            if row is not None:
                found.append(
                    Attestation(
                        page.page_id,
                        f"{year_id}-{kind}",
                        kind,
                        row.name,
                        row.starts_on,
                        row.ends_on,
                    )
                )
    return found


def _rows(cursor: duckdb.DuckDBPyConnection, starts_on: date) -> list[_Row]:
    """Return the latest row of each key that has days after the year's first."""
    return [
        _Row(*row)
        for row in cursor.execute(
            """
            select kind, grades, subjects, name, starts_on, ends_on
            from setup.attestations
            where valid_to is null or valid_from < valid_to
            qualify row_number() over (
                partition by kind, grades, subjects
                order by valid_from desc, valid_to nulls first
            ) = 1 and valid_to is null and ends_on >= $starts_on
            order by subjects = '', starts_on desc, grades, subjects
            """,
            {"starts_on": starts_on},
        ).fetchall()
    ]


def _pages(cursor: duckdb.DuckDBPyConnection) -> list[_Page]:
    return [
        _Page(*row)
        for row in cursor.execute(
            """
            with taught as (
                select
                    page_id, max(coalesce(ends_on, date '9999-12-31')) as until_on
                from new_page_teachers
                group by page_id
            )

            select
                page_id, subject_id, grade,
                coalesce(
                    max(ends_on) filter (where starts_on <= until_on), max(ends_on)
                )
            from new_pages
            inner join new_page_periods using (page_id)
            left join taught using (page_id)
            where grading <> 'none'
            group by page_id, subject_id, grade
            order by page_id
            """
        ).fetchall()
    ]


def _of_page(rows: list[_Row], kind: str, page: _Page) -> _Row | None:
    """Return the row that names the page; one that names its subject goes first."""
    for row in rows:
        named = parts_of(row.subjects)
        if (
            row.kind == kind
            and page.grade in grades_of(row.grades)
            and (not named or page.subject_id in named)
        ):
            return row
    return None


def _name_of_year(cursor: duckdb.DuckDBPyConnection) -> str:
    (language,) = cursor.execute(
        "select max(value) from setup.about "
        "where setting = 'language' and valid_to is null"
    ).fetchone() or ("",)
    return _NAMED_YEAR.get(language, _UNNAMED_YEAR)


def _year_by_default(
    cursor: duckdb.DuckDBPyConnection, name: str, last_on: date
) -> _Row:
    deadline = deadline_on(cursor, "final", last_on)
    days = deadline.amount if deadline else _LAST_DAYS
    return _Row(_YEAR, "", "", name, _before(last_on, days - 1), last_on)


def _before(on: date, days: int) -> date:
    return on.fromordinal(on.toordinal() - days)
