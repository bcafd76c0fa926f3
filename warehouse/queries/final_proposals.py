"""What a final mark would be by the figures: proposed, never set by the program (§2.8).

A period's is the rounded average of its marks, the year's the rounded mean of the
period finals, both by the subject's rounding threshold; overall is the mean of year and
exam with a half rounded up. All arithmetic is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warehouse.queries.asking import ask
from warehouse.rounding import whole_mark

if TYPE_CHECKING:
    from warehouse.database import Database
    from warehouse.viewer import Viewer

_PASSED, _FAILED = "зачёт", ("2", "1", "незачёт", "not_attested")
_POSITIVE = ("3", "4", "5", _PASSED)

_ASKED = """
with asked as (
    select finals.page_id, finals.period_id, finals.kind, finals.on_roll_on,
        finals.ends_on
    from intermediate.int_final_periods as finals
    where finals.page_id = $page_id and finals.period_id = $period_id
),

students as (
    select distinct asked.*, roster.student_id
    from asked
    inner join staging.stg_roster as roster
        on asked.page_id = roster.page_id
        and asked.on_roll_on between roster.starts_on and roster.ends_on
    inner join intermediate.int_class_page_access as access
        on roster.page_id = access.page_id
        and roster.class_id = access.class_id
        and access.person_id = $person_id
),

others as (
    select
        students.student_id, finals.kind, finals.period_name, finals.ends_on,
        summary.final
    from students
    inner join intermediate.int_final_periods as finals
        on students.page_id = finals.page_id
        and finals.ends_on <= students.ends_on
        and finals.period_id <> students.period_id
    inner join staging.stg_summary as summary
        on finals.page_id = summary.page_id
        and finals.period_id = summary.period_id
        and students.student_id = summary.student_id
        and summary.final is not null
),

of_others as (
    select
        student_id,
        count(*) filter (where kind = 'period') as count_finals,
        count(try_cast(final as integer)) filter (where kind = 'period')
            as count_marked,
        sum(try_cast(final as integer)) filter (where kind = 'period') as sum_marked,
        max(final) filter (where kind = 'year') as year_final,
        max(final) filter (where kind = 'exam') as exam_final,
        list({'kind': kind, 'name': period_name, 'final': final} order by ends_on)
            as finals
    from others
    group by student_id
),

taught as (
    select count(distinct lessons.period_id) as count_periods
    from staging.stg_lessons as lessons
    inner join staging.stg_page_periods as periods
        on lessons.page_id = periods.page_id and lessons.period_id = periods.period_id
    cross join asked
    where lessons.page_id = asked.page_id and periods.ends_on <= asked.ends_on
),

hours as (
    select max(load.hours_per_week) as hours_per_week
    from staging.stg_pages as pages
    inner join setup.load
        on pages.unit_id = load.unit_id and pages.subject_id = load.subject_id
    where load.valid_to is null and pages.page_id = $page_id
),

needs as (
    select
        max(value) filter (where parameter_id = 'minimum_marks_up_to_2_hours') as few,
        max(value) filter (where parameter_id = 'minimum_marks_over_2_hours') as many
    from staging.stg_parameters
)

select
    students.student_id,
    coalesce(known.student_name, students.student_id) as student_name,
    coalesce(known.patronymic, '') as patronymic,
    students.kind,
    pages.grading,
    coalesce(subjects.rounding_threshold, 0.5) as rounding_threshold,
    coalesce(sums.count_marks, 0) as count_marks,
    cast(coalesce(sums.sum_marks, 0) as bigint) as sum_marks,
    sums.sum_weighted / nullif(sums.sum_weights, 0) as weighted_average,
    cast(if(hours.hours_per_week <= 2, needs.few, needs.many) as integer)
        as count_needed,
    coalesce(of_others.count_finals, 0) as count_finals,
    taught.count_periods,
    coalesce(of_others.count_marked, 0) as count_marked,
    cast(coalesce(of_others.sum_marked, 0) as bigint) as sum_marked,
    of_others.year_final,
    of_others.exam_final,
    of_others.finals,
    sums.final
from students
cross join taught
cross join hours
cross join needs
inner join staging.stg_pages as pages on students.page_id = pages.page_id
left join staging.stg_subjects as subjects on pages.subject_id = subjects.subject_id
left join staging.stg_students as known on students.student_id = known.student_id
left join of_others on students.student_id = of_others.student_id
left join staging.stg_summary as sums
    on students.page_id = sums.page_id
    and students.period_id = sums.period_id
    and students.student_id = sums.student_id
order by student_name, patronymic, students.student_id
"""
PROPOSALS = pl.Schema(
    {
        "student_id": pl.String(),
        "student_name": pl.String(),
        "patronymic": pl.String(),
        "numerator": pl.Int64(),
        "denominator": pl.Int64(),
        "weighted_average": pl.Float64(),
        "rounding_threshold": pl.Float64(),
        "count_enough": pl.Int64(),
        "count_needed": pl.Int64(),
        "proposed": pl.Int64(),
        "final": pl.String(),
        "failed": pl.String(),
        "differs": pl.Boolean(),
    }
)


def proposals(
    database: Database, viewer: Viewer, page_id: str, period_id: str
) -> pl.DataFrame:
    """Return what each student's final of a page would be by the figures.

    Columns of PROPOSALS: the average as numerator and denominator (marks of a period,
    period finals of the year, year and exam of overall), weighted_average (of a period
    only), count_enough of count_needed (marks of the period, period finals of the
    year), proposed (null without figures, for an exam, and where зачёт is given), final
    as it stands, failed (finals that a positive one contradicts, «II четверть: 2»),
    differs (a mark stands that is not the proposed one).
    """
    found = ask(database, viewer, _ASKED, page_id=page_id, period_id=period_id)
    rows = [_proposal(row) for row in found.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=PROPOSALS)


def _proposal(row: dict[str, Any]) -> dict[str, Any]:
    numerator, denominator = _figures(row)
    threshold = 0.5 if row["kind"] == "overall" else row["rounding_threshold"]
    is_proposed = denominator and row["grading"] == "marks" and row["kind"] != "exam"
    proposed = whole_mark(numerator, denominator, threshold) if is_proposed else None
    final = row["final"]
    is_mark = final is not None and final.isdigit()
    of_year = row["kind"] == "year"
    failed = _failed(row) if final in _POSITIVE else []
    return {
        **{name: row[name] for name in PROPOSALS if name in row},
        "numerator": numerator,
        "denominator": denominator,
        "rounding_threshold": threshold,
        "weighted_average": row["weighted_average"]
        if row["kind"] == "period"
        else None,
        "count_enough": row["count_finals"] if of_year else row["count_marks"],
        "count_needed": _needed(row),
        "proposed": proposed,
        "failed": ", ".join(failed) or None,
        "differs": bool(is_mark and proposed is not None and int(final) != proposed),
    }


def _figures(row: dict[str, Any]) -> tuple[int, int]:
    if row["kind"] == "period":
        return row["sum_marks"], row["count_marks"]
    if row["kind"] == "year":
        return row["sum_marked"], row["count_marked"]
    year, exam = row["year_final"] or "", row["exam_final"] or ""
    if row["kind"] == "exam" or not year.isdigit():
        return 0, 0
    return (int(year) + int(exam), 2) if exam.isdigit() else (int(year), 1)


def _needed(row: dict[str, Any]) -> int | None:
    if row["kind"] == "period":
        needed: int | None = row["count_needed"]
        return needed
    return int(row["count_periods"]) if row["kind"] == "year" else None


def _failed(row: dict[str, Any]) -> list[str]:
    """Return the failed finals behind a final of the year or overall, as written."""
    basis = {"year": ("period",), "overall": ("year", "exam")}.get(row["kind"], ())
    return [
        f"{one['name']}: {one['final'].replace('not_attested', 'Н/А')}"
        for one in row["finals"] or ()
        if one["kind"] in basis and one["final"] in _FAILED
    ]
