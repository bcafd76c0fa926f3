"""What is set for the next days: tomorrow's homework stands first (§1.5, 2.7)."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import for_day
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl


def draw(homework: pl.DataFrame, today: date, language: str) -> str:
    """Return the homework of the next day with any, open, then of the days after."""
    ahead = homework.filter(homework["due_on"] > today)
    if ahead.is_empty():
        return ""
    days = sorted(set(ahead["due_on"]))
    first, *others = (
        _day(on, ahead.filter(ahead["due_on"] == on).rows(named=True), today, language)
        for on in days
    )
    later = say(N_("For later days"), language)
    folded = f"<details><summary>{escape(later)}</summary>{''.join(others)}</details>"
    return (
        '<section class="vedomost-homework" aria-labelledby="homework">'
        + first.replace("<h2>", '<h2 id="homework">', 1)
        + (folded if others else "")
        + "</section>"
    )


def minutes_told(minutes: int | None, language: str) -> str:
    """Return «(20 мин)», or nothing where the teacher gave no time."""
    return say(N_("({minutes} min)"), language, minutes=minutes) if minutes else ""


def _day(on: date, due: Sequence[dict[str, Any]], today: date, language: str) -> str:
    day = for_day(on, language)
    title = (
        say(N_("Homework for tomorrow, {day}"), language, day=day)
        if on == today + timedelta(days=1)
        else say(N_("Homework for {day}"), language, day=day)
    )
    lines = "".join(
        f"<li><b>{escape(one['subject_name'])}</b> {escape(one['homework'])} "
        f'<span class="quiet">{minutes_told(one["homework_minutes"], language)}</span>'
        "</li>"
        for one in due
    )
    return f"<h2>{escape(title)}</h2><ul>{lines}</ul>"
