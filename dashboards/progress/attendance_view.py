"""The pattern of attendance: days × students, and weekdays × lessons of the day."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import number, short_day
from dashboards.tables import cell, heading, row, table, upright
from dashboards.timeliness.words import weekday
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import date

    from dashboards.progress.links import Links

_CODES = (("count_ill", "б"), ("count_excused", "у"), ("count_unexcused", "н"))
_DARKEST = 0.25  # share of missed lessons from which a cell of the week is darkest


def days(found: pl.DataFrame, links: Links, language: str) -> str:
    """Return a grid: how many lessons each student missed on each day, and why."""
    dates: list[date] = found["lesson_on"].unique().sort().to_list()
    head = row(
        heading(say(N_("Student"), language), "name"),
        upright(say(N_("Lessons missed"), language)),
        upright(say(N_("Whole days"), language)),
        *(upright(short_day(one, language)) for one in dates),
    )
    body = []
    for (student_id, name), rows in found.group_by(
        ["student_id", "student_name"], maintain_order=True
    ):
        known = {one["lesson_on"]: one for one in rows.iter_rows(named=True)}
        missed, lessons = rows["count_missed"].sum(), rows["count_lessons"].sum()
        body.append(
            row(
                links.name(str(student_id), str(name)),
                cell(str(missed or ""), "number strong", f"{missed} / {lessons}"),
                cell(str(rows["is_whole_day"].sum() or ""), "number"),
                *(_day(known.get(one), language) for one in dates),
            )
        )
    caption = say(N_("Missed lessons by day"), language)
    return table(caption, [head], body, [_absent(found, dates, language)], is_grid=True)


def _day(found: dict[str, Any] | None, language: str) -> str:
    """Return «б» for a whole day, «2н» for two lessons of it; late is «о»."""
    if found is None:
        return '<td class="mark away"></td>'
    if not found["count_missed"]:
        return cell("о" if found["count_late"] else "", "mark quiet")
    reasons = [(found[column], code) for column, code in _CODES if found[column]]
    if found["is_whole_day"]:
        told = "".join(code for _count, code in reasons)
    else:
        told = " ".join(f"{count}{code}" for count, code in reasons)
    title = say(
        N_("{day}: {missed} of {lessons} lessons missed"),
        language,
        day=short_day(found["lesson_on"], language),
        missed=found["count_missed"],
        lessons=found["count_lessons"],
    )
    kind = "whole" if found["is_whole_day"] else "part"
    return (
        f'<td class="mark {kind}" title="{escape(title)}">{escape(told)}'
        f'<span class="aloud">{escape(title)}</span></td>'
    )


def _absent(found: pl.DataFrame, dates: list[date], language: str) -> str:
    away = found.filter(pl.col("count_missed") > 0)
    of_day = dict(away.group_by("lesson_on").len().iter_rows())
    return row(
        heading(say(N_("Students absent"), language), "name", scope="row"),
        cell(str(found["count_missed"].sum()), "number"),
        cell(str(found["is_whole_day"].sum()), "number"),
        *(cell(str(of_day.get(one, "")), "number") for one in dates),
    )


def week(found: pl.DataFrame, language: str) -> str:
    """Return the share missed by weekday and lesson; the colour repeats the figure."""
    known = {(one["week_day"], one["slot"]): one for one in found.iter_rows(named=True)}
    week_days = sorted({day for day, _slot in known})
    head = row(
        heading(say(N_("Lesson"), language), "name"),
        *(heading(weekday(one, language), "number") for one in week_days),
    )
    body = [
        row(
            heading(str(slot), "name", scope="row"),
            *(_share(known.get((one, slot)), language) for one in week_days),
        )
        for slot in sorted({slot for _day, slot in known})
    ]
    caption = say(N_("Share of lessons missed by weekday and lesson"), language)
    return table(caption, [head], body, is_grid=True)


def _share(found: dict[str, Any] | None, language: str) -> str:
    if found is None:
        return cell("", "number")
    rate = found["missed_rate"]
    depth = min(rate / _DARKEST, 1)
    figure = f"{number(100 * rate, language, 1)}\u00a0%"
    return (
        f'<td class="heat" style="--depth: {depth:.2f}">{escape(figure)}'
        f"<small>{found['count_missed']}/{found['count_lessons']}</small></td>"
    )
