"""Students × subjects: averages with their trend, missed lessons, weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dashboards.journal.figures import number, short_day
from dashboards.tables import bars, cell, heading, row, table, upright
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dashboards.progress.links import Links

_HIGHEST, _LOWEST = 5, 2  # the scale that the bars of a week span
_ARROWS = {1: "↑", -1: "↓"}
# Hints that are about how good the marks are, and not about how many there are.
_OF_MARKS = (
    "final_is_two",
    "not_attested",
    "two_is_expected",
    "two_is_not_corrected",
    "average_is_falling",
)


class ClassData(NamedTuple):
    """What the table is drawn from, as `warehouse.queries` answered."""

    sheet: pl.DataFrame
    weeks: pl.DataFrame
    attendance: pl.DataFrame
    hints: pl.DataFrame
    trends: pl.DataFrame
    averages: pl.DataFrame
    rule: str  # of rounding


def weekly_average(weeks: pl.DataFrame) -> dict[date, float]:
    """Return the average of all marks of each week that has any."""
    sums = (
        weeks.group_by("week_starts_on")
        .agg(pl.col("sum_marks").sum(), pl.col("count_marks").sum())
        .filter(pl.col("count_marks") > 0)
        .sort("week_starts_on")
    )
    return {week: total / count for week, total, count in sums.iter_rows()}


def draw(data: ClassData, caption: str, links: Links, language: str) -> str:
    """Return students × subjects with missed lessons and the trend by week."""
    grave = data.hints.filter(pl.col("hint").is_in(_OF_MARKS))
    worrying = set(grave.select("student_id", "page_id").rows())
    trends = {
        (one["student_id"], one["page_id"]): one
        for one in data.trends.iter_rows(named=True)
    }
    subjects = _subjects(data.sheet)
    mondays = data.weeks["week_starts_on"].unique().sort().to_list()
    of_student = {key: weeks for (key,), weeks in data.weeks.group_by("student_id")}
    missed = {one["student_id"]: one for one in data.attendance.iter_rows(named=True)}
    body = []
    ordered = data.sheet.sort("is_enrolled_at_end", maintain_order=True)
    for student_id, name in data.sheet.select("student_id", "student_name").unique(
        maintain_order=True
    ).rows():  # fmt: skip
        results = ordered.filter(pl.col("student_id") == student_id)
        found = {one["subject_id"]: one for one in results.iter_rows(named=True)}
        weeks = of_student.get(student_id, data.weeks.clear())
        body.append(
            row(
                links.name(student_id, name),
                trend_cell(weekly_average(weeks), mondays, language),
                _missed(missed.get(student_id), language),
                *(
                    _average(found.get(subject), worrying, trends, language, data.rule)
                    for subject, *_ in subjects
                ),
            )
        )
    return table(
        caption,
        [_head(subjects, language)],
        body,
        [_foot(data, subjects, mondays, language)],
        is_grid=True,
    )


def _subjects(sheet: pl.DataFrame) -> list[tuple[str, str, str]]:
    return (
        sheet.select("subject_id", "subject_name", "subject_short_name")
        .unique()
        .sort("subject_name")
        .rows()
    )


def _head(subjects: list[tuple[str, str, str]], language: str) -> str:
    return row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Average by week"), language)),
        upright(say(N_("Lessons missed"), language)),
        *(upright(short, name) for _subject, name, short in subjects),
    )


def _foot(
    data: ClassData,
    subjects: list[tuple[str, str, str]],
    mondays: list[date],
    language: str,
) -> str:
    known = {one["subject_id"]: one for one in data.averages.iter_rows(named=True)}
    return row(
        heading(say(N_("Class as a whole"), language), "name strong", scope="row"),
        trend_cell(weekly_average(data.weeks), mondays, language),
        cell(str(data.attendance["count_missed"].sum() or ""), "number"),
        *(
            cell(
                number(known[subject]["average"], language, 2, data.rule),
                "number strong",
                f"{name}: {known[subject]['sum_marks']} / "
                f"{known[subject]['count_marks']}",
            )
            if subject in known
            else cell("", "number")
            for subject, name, _short in subjects
        ),
    )


def _average(
    result: dict[str, Any] | None,
    worrying: Iterable[tuple[str, str]],
    trends: dict[tuple[str, str], dict[str, Any]],
    language: str,
    rule: str,
) -> str:
    if result is None or result["average"] is None:
        return cell("", "mark")
    key = (result["student_id"], result["page_id"])
    told = f"{result['subject_name']}: {result['sum_marks']} / {result['count_marks']}"
    trend = trends.get(key)
    arrow = _ARROWS.get(trend["direction"], "") if trend else ""
    if trend and arrow:
        told = f"{told}; {trend_words(trend, language)}"
    return cell(
        f"{number(result['average'], language, 2, rule)}{arrow}",
        "mark bad" if key in worrying else "mark",
        told,
    )


def trend_words(trend: dict[str, Any], language: str) -> str:
    """Return what the arrow beside an average says."""
    words = (
        N_("rising: was {before}, is {recent} in the last weeks")
        if trend["direction"] > 0
        else N_("falling: was {before}, is {recent} in the last weeks")
    )
    return say(
        words,
        language,
        before=number(trend["average_before"], language),
        recent=number(trend["average_recent"], language),
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


def trend_cell(trend: dict[date, float], mondays: list[date], language: str) -> str:
    """Return a cell of bars by week that reads aloud as averages."""
    told = ", ".join(
        f"{short_day(monday, language)}: {number(average, language)}"
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
