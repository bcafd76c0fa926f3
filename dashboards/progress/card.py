"""A student's card: all subjects, marks in order, finals, attendance, hints.

The class stands beside it as one figure: nobody else is named and nobody is ranked.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import day, number, short_day
from dashboards.progress.class_table import trend_cell, trend_words, weekly_average
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.progress.links import Links

_ARROWS = {1: "↑", -1: "↓"}
_LOW = 2


def way_back(links: Links, class_id: str, language: str) -> str:
    """Return the link to the whole class."""
    words = say(N_("To the whole class {unit}"), language, unit=class_id)
    href = escape(links.to_class())
    return f'<p><a href="{href}" target="_self">← {escape(words)}</a></p>'


def stay(student: Mapping[str, Any], language: str) -> str:
    """Return since when a student is in the class and, if so, until when."""
    if student["left_on"] is None:
        return say(
            N_("In the class since {day}."),
            language,
            day=day(student["joined_on"], language),
        )
    return say(
        N_("In the class from {first} to {last}."),
        language,
        first=day(student["joined_on"], language),
        last=day(student["left_on"], language),
    )


def attendance_words(found: pl.DataFrame, language: str) -> str:
    """Return the lessons missed by reason, with both sides of the share."""
    lessons = int(found["count_lessons"].sum())
    missed = int(found["count_missed"].sum())
    if not lessons:
        return say(N_("No lesson was held in this period yet."), language)
    ill = int(found["count_missed_ill"].sum())
    excused = int(found["count_missed_excused"].sum())
    return say(
        N_(
            "Attended {share} of {count} lessons; missed {missed}: ill {ill}, excused "
            "{excused}, without a reason {unexcused}."
        ),
        language,
        share=f"{number(100 * (lessons - missed) / lessons, language, 1)}\u00a0%",
        count=lessons,
        missed=missed,
        ill=ill,
        excused=excused,
        unexcused=missed - ill - excused,
    )


def subjects(
    results: pl.DataFrame,
    marks: pl.DataFrame,
    weeks: pl.DataFrame,
    trends: pl.DataFrame,
    attendance: pl.DataFrame,
    period_id: str,
    language: str,
    rule: str,
) -> str:
    """Return one row per subject: marks of the period, averages, finals of the year."""
    periods = (
        results.select("period_id", "period_name", "period_starts_on")
        .unique()
        .sort("period_starts_on")
        .rows()
    )
    mondays = weeks["week_starts_on"].unique().sort().to_list()
    missed = {one["page_id"]: one for one in attendance.iter_rows(named=True)}
    trend_of = {one["page_id"]: one for one in trends.iter_rows(named=True)}
    head = row(
        heading(say(N_("Subject"), language), "name"),
        heading(say(N_("Marks in order"), language)),
        upright(say(N_("Average"), language)),
        heading(say(N_("By week"), language)),
        upright(say(N_("Average of the class"), language)),
        upright(say(N_("Middle of the class"), language)),
        upright(say(N_("Lessons missed"), language)),
        *(upright(name, say(N_("Final mark"), language)) for _id, name, _on in periods),
    )
    body = []
    for (page_id, subject, unit), rows in results.group_by(
        ["page_id", "subject_name", "unit_name"], maintain_order=True
    ):
        of_period = {one["period_id"]: one for one in rows.iter_rows(named=True)}
        now = of_period.get(period_id)
        own = weeks.filter(pl.col("page_id") == page_id)
        body.append(
            row(
                heading(str(subject), "name", str(unit), scope="row"),
                _marks(marks.filter(pl.col("page_id") == page_id), language),
                _average(now, trend_of.get(str(page_id)), language, rule),
                trend_cell(weekly_average(own), mondays, language),
                *_class(now, language, rule),
                _missed(missed.get(str(page_id))),
                *(_final(of_period.get(one)) for one, _name, _on in periods),
            )
        )
    return table(say(N_("Subjects of the student"), language), [head], body)


def _marks(found: pl.DataFrame, language: str) -> str:
    told = " ".join(_mark(one, language) for one in found.iter_rows(named=True))
    return f'<td class="marks">{told}</td>'


def _mark(found: dict[str, Any], language: str) -> str:
    when = short_day(found["lesson_on"], language)
    title = ", ".join(part for part in (when, found["work_type_name"]) if part)
    marks = [one for one in (found["mark_1"], found["mark_2"]) if one is not None]
    kind = ' class="low"' if marks and min(marks) <= _LOW else ""
    return f'<span{kind} title="{escape(title)}">{escape(found["value_text"])}</span>'


def _average(
    now: dict[str, Any] | None,
    trend: dict[str, Any] | None,
    language: str,
    rule: str,
) -> str:
    if now is None or now["average"] is None:
        return cell("", "number")
    arrow = _ARROWS.get(trend["direction"], "") if trend else ""
    told = f"{now['sum_marks']} / {now['count_marks']}"
    if trend and arrow:
        told = f"{told}; {trend_words(trend, language)}"
    return cell(
        f"{number(now['average'], language, 2, rule)}{arrow}", "number strong", told
    )


def _class(now: dict[str, Any] | None, language: str, rule: str) -> tuple[str, str]:
    if now is None or now["class_average"] is None:
        return cell("", "number"), cell("", "number")
    told = say(
        N_("students with marks: {count}"), language, count=now["count_students"]
    )
    return (
        cell(number(now["class_average"], language, 2, rule), "number quiet", told),
        cell(number(now["class_median"], language, 2, rule), "number quiet", told),
    )


def _missed(found: dict[str, Any] | None) -> str:
    if found is None:
        return cell("", "number")
    missed, lessons = found["count_missed"], found["count_lessons"]
    return cell(f"{missed} / {lessons}" if missed else "", "number")


def _final(found: dict[str, Any] | None) -> str:
    if found is None or found["final"] is None:
        return cell("", "mark")
    grave = found["is_not_attested"] or (found["final_mark"] or 5) <= _LOW
    return cell(shown(found["final"]), "mark bad" if grave else "mark strong")
