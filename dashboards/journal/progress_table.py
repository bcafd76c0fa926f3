"""How the students of a class do: averages, missed lessons, weeks, concerns."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import number, short_day
from dashboards.tables import bars, cell, heading, row, table, upright
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_HIGHEST, _LOWEST = 5, 2  # the scale that the bars of a week span
_REASONS = {
    "final_2": N_("{subject}: the final mark is {final}"),
    "not_attested": N_("{subject}: not attested"),
    "low_average": N_("{subject}: the average {figure} rounds to 2 (marks: {count})"),
    "many_missed": N_("{subject}: missed {percent} % of {count} lessons"),
}


def weekly_average(weeks: pl.DataFrame) -> dict[date, float]:
    """Return the average of all marks of each week that has any."""
    sums = (
        weeks.group_by("week_starts_on")
        .agg(pl.col("sum_marks").sum(), pl.col("count_marks").sum())
        .filter(pl.col("count_marks") > 0)
        .sort("week_starts_on")
    )
    return {week: total / count for week, total, count in sums.iter_rows()}


def draw(
    sheet: pl.DataFrame,
    weeks: pl.DataFrame,
    attendance: pl.DataFrame,
    risks: pl.DataFrame,
    language: str,
    caption: str,
) -> str:
    """Return students × subjects with missed lessons and the trend by week."""
    worrying = set(risks.select("student_id", "page_id").rows())
    subjects = (
        sheet.select("subject_id", "subject_name", "subject_short_name")
        .unique()
        .sort("subject_name")
        .rows()
    )
    mondays = weeks["week_starts_on"].unique().sort().to_list()
    of_student = {key: frame for (key,), frame in weeks.group_by("student_id")}
    missed = {found["student_id"]: found for found in attendance.iter_rows(named=True)}
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Average by week"), language)),
        upright(say(N_("Lessons missed"), language)),
        *(upright(short, name) for _subject, name, short in subjects),
    )
    body = []
    for (student_id, name), rows in sheet.group_by(
        ["student_id", "student_name"], maintain_order=True
    ):
        found = {one["subject_id"]: one for one in rows.iter_rows(named=True)}
        trend = weekly_average(of_student.get(student_id, weeks.clear()))
        body.append(
            row(
                heading(str(name), "name", scope="row"),
                _trend(trend, mondays, language),
                _missed(missed.get(str(student_id)), language),
                *(
                    _average(found.get(subject), worrying, language)
                    for subject, *_ in subjects
                ),
            )
        )
    return table(caption, [head], body, is_grid=True)


def _average(
    result: dict[str, Any] | None, worrying: Collection[tuple[str, str]], language: str
) -> str:
    if result is None or result["average"] is None:
        return cell("", "mark")
    is_worrying = (result["student_id"], result["page_id"]) in worrying
    return cell(
        number(result["average"], language, 1),
        "mark bad" if is_worrying else "mark",
        f"{result['subject_name']}: {result['sum_marks']} / {result['count_marks']}",
    )


def _missed(found: dict[str, Any] | None, language: str) -> str:
    if found is None or not found["count_missed"]:
        return cell("", "number")
    reasons = say(
        N_("of {count} lessons; ill {ill}, excused {excused}"),
        language,
        count=found["count_lessons"],
        ill=found["count_missed_ill"],
        excused=found["count_missed_excused"],
    )
    return cell(str(found["count_missed"]), "number", reasons)


def _trend(trend: dict[date, float], mondays: list[date], language: str) -> str:
    told = ", ".join(
        f"{short_day(monday, language)}: {number(average, language, 1)}"
        for monday, average in trend.items()
    )
    return bars(
        [
            (trend[monday] - _LOWEST + 0.3) / (_HIGHEST - _LOWEST + 0.3)
            if monday in trend
            else None
            for monday in mondays
        ],
        told or say(N_("no marks"), language),
    )


def at_risk(risks: pl.DataFrame, language: str) -> str:
    """Return who needs attention with every reason, those with most of them first."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for found in risks.iter_rows(named=True):
        reasons[found["student_id"], found["student_name"]].append(
            _reason(found, language)
        )
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Why"), language)),
    )
    body = [
        row(
            heading(name, "name", scope="row"),
            cell("; ".join(of_student), "wide"),
        )
        for (_student, name), of_student in sorted(
            reasons.items(), key=lambda known: -len(known[1])
        )
    ]
    return table(say(N_("Who needs attention"), language), [head], body)


def _reason(found: dict[str, Any], language: str) -> str:
    figure = found["figure"]
    return say(
        _REASONS[found["reason"]],
        language,
        subject=found["subject_name"],
        final=shown(str(int(figure))) if figure is not None else "",
        figure=number(figure, language),
        percent=number(100 * (figure or 0), language, 0),
        count=found["count_base"],
    )
