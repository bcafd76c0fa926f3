"""What passes over with a page and what stays, counted inside the rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from ingest.staff_changes.request import Drawn

_TAKEN = """
with theirs as (
    select lessons.lesson_id, lessons.lesson_on
    from journal.lessons
    inner join journal.pages using (page_id)
    left join journal.replaced_lessons as replaced
        on lessons.lesson_id = replaced.lesson_id
    where pages.unit_id = $unit_id and pages.subject_id = $subject_id
        and lessons.lesson_on between $from_on and $until_on
        and coalesce(replaced.person_id, '') = ''
        and replaced.kind is distinct from 'cancelled'
),

finals as (
    select distinct periods.name, periods.ends_on
    from journal.page_periods as periods
    inner join journal.pages using (page_id)
    where pages.unit_id = $unit_id and pages.subject_id = $subject_id
        and pages.grading <> 'none'
        and periods.ends_on between $from_on and $until_on
        and periods.period_id in (
            select lessons.period_id from journal.lessons
            where lessons.page_id = periods.page_id
        )
),

stays as (
    select owed.due_at
    from journal.obligations as owed
    inner join journal.pages using (page_id)
    where pages.unit_id = $unit_id and pages.subject_id = $subject_id
        and owed.person_id = $person_from and owed.owed_on < $from_on
        and owed.entered = 'none'
)

select
    (select count(*) from theirs),
    (select min(lesson_on) from theirs),
    (select max(lesson_on) from theirs),
    (select coalesce(list(name order by ends_on), []) from finals),
    (select count(*) from stays where due_at < $now),
    (select count(*) from stays where due_at >= $now),
    coalesce((
        select any_value(title) from journal.pages
        where unit_id = $unit_id and subject_id = $subject_id
    ), '')
"""


class Taken(NamedTuple):
    """One page: lessons and finals that pass over, and debts that stay."""

    title: str
    person_from: str
    person_to: str
    from_on: date
    until_on: date | None
    count_lessons: int
    first_on: date | None
    last_on: date | None
    finals: list[str]
    count_missing: int  # due before, not entered: stays with who had the page
    count_not_yet_due: int  # of lessons before, due later: stays as well


def taken_over(
    cursor: duckdb.DuckDBPyConnection, drawn: Drawn, now: datetime
) -> list[Taken]:
    """Return what passes over with each page of a change."""
    found = []
    for part in drawn.parts:
        if part.what != "page":
            continue
        *counted, title = cursor.execute(
            _TAKEN,
            {
                "unit_id": part.unit_id,
                "subject_id": part.subject_id,
                "person_from": part.person_from,
                "from_on": part.from_on,
                "until_on": part.until_on or "9999-12-31",
                "now": utc_naive(now),
            },
        ).fetchall()[0]
        found.append(Taken(title, *part[3:7], *counted))
    return found
