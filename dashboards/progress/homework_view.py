"""Homework of a day against the norm of the grade."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, number, short_day
from dashboards.tables import cell, heading, row, table
from dashboards.timeliness.words import weekday
from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl


def norm_words(found: pl.DataFrame, clause: str, language: str) -> str:
    """Return how many days lay above the norm, with the norm and its source."""
    norm = found["norm_minutes"].max()
    if norm is None:
        return say(
            N_("The set-up lacks the norm of this grade: the load is not judged."),
            language,
        )
    return say(
        N_(
            "Above the norm on {over} of {days} days. The norm of this grade is {norm} "
            "minutes a day ({clause})."
        ),
        language,
        over=int(found["is_over"].sum()),
        days=len(found),
        norm=number(float(str(norm)), language, 0),
        clause=clause,
    )


def render(found: pl.DataFrame, language: str) -> str:
    """Return one row per day, the latest first: minutes as a bar beside the norm."""
    head = row(
        heading(say(N_("Set on"), language), "name"),
        heading(say(N_("Minutes of who was set most"), language), "right"),
        heading(say(N_("Against the norm"), language)),
        heading(say(N_("Student in the middle"), language), "right"),
        heading(say(N_("Tasks"), language), "right"),
        heading(say(N_("with minutes told"), language), "right"),
    )
    longest = max(
        float(str(found["most_minutes"].max() or 0)),
        float(str(found["norm_minutes"].max() or 0)),
        1.0,
    )
    body = [
        _row(one, longest, language)
        for one in found.sort("lesson_on", descending=True).iter_rows(named=True)
    ]
    return table(say(N_("Homework by day"), language), [head], body)


def _row(found: dict[str, Any], longest: float, language: str) -> str:
    on = found["lesson_on"]
    most, norm = found["most_minutes"], found["norm_minutes"]
    day = f"{short_day(on, language)}, {weekday(on.isoweekday(), language)}"
    return row(
        heading(day, "name", scope="row"),
        cell(
            number(most, language, 0),
            "right bad" if found["is_over"] else "right strong",
        ),
        _bar(most, norm, longest, language, is_over=found["is_over"]),
        cell(number(found["median_minutes"], language, 0), "right"),
        cell(str(found["count_tasks"]), "right"),
        cell(str(found["count_timed"]), "right quiet"),
    )


def _bar(
    most: float | None,
    norm: float | None,
    longest: float,
    language: str,
    *,
    is_over: bool,
) -> str:
    if most is None:
        return cell(NONE, "quiet")
    words = say(N_("above the norm") if is_over else N_("within the norm"), language)
    told = f"{number(most, language, 0)}: {words}" if norm else ""
    mark = f'<b style="left:{100 * norm / longest:.0f}%"></b>' if norm else ""
    kind = "load over" if is_over else "load"
    written = f" <small>{escape(words)}</small>" if is_over else ""
    return (
        f'<td class="nowrap"><span class="{kind}" role="img" '
        f'aria-label="{escape(told)}">'
        f'<i style="width:{100 * most / longest:.0f}%"></i>{mark}</span>{written}</td>'
    )
