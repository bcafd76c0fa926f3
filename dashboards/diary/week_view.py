"""What the days of the diary look like: a card a day, folded when it is over."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date

from dashboards.diary import lesson_view
from dashboards.diary.marks_view import kind_of, result
from dashboards.journal.figures import long_day
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from dashboards.diary.asked import Asked
    from dashboards.diary.facts import Facts

_SATURDAY = 5


def draw(facts: Facts, asked: Asked, zone: ZoneInfo) -> str:
    """Return the week, or its one day; days over are folded in the week that runs."""
    days = lesson_view.Lessons(facts, zone, asked)
    if asked.day is not None:
        return f'<div class="vedomost-diary one">{_card(asked.day, days, asked)}</div>'
    cards = []
    for place in range(7):
        on = asked.monday + timedelta(days=place)
        if place < _SATURDAY or days.of(on) or days.said(on):
            cards.append(_card(on, days, asked))
    return f'<div class="vedomost-diary">{"".join(cards)}</div>'


def _card(on: date, days: lesson_view.Lessons, asked: Asked) -> str:
    language, today = asked.language, asked.today
    is_over = asked.day is None and asked.monday == asked.this_monday and on < today
    is_folded = is_over and not days.has_news(on)
    badge = f'<span class="badge">{escape(say(N_("today"), language))}</span>'
    lessons = days.of(on)
    short = "".join(
        f"<span{kind_of(kind)}>{escape(text)}</span>"
        for text, kind in (result(one) for one in lessons if one["value"])
    )
    body = "".join(days.draw(one, is_over=on < today) for one in lessons)
    nothing = f'<p class="empty quiet">{escape(say(N_("No lessons."), language))}</p>'
    return (
        f'<details id="day-{on}"{"" if is_folded else " open"}'
        f"{kind_of('today' if on == today else '')}>"
        f"<summary>{escape(day_name(on, language))}{badge if on == today else ''}"
        f'<span class="short" aria-hidden="true">{short}</span></summary>'
        + (f"<ol>{body}</ol>" if body else nothing)
        + days.draw_said(on)
        + "</details>"
    )


def day_name(on: date, language: str) -> str:
    """Return «Понедельник, 23 ноября»."""
    name = long_day(on, language)
    return name[:1].upper() + name[1:]


def week_name(monday: date, language: str) -> str:
    """Return «23–29 ноября» or «30 ноября – 6 декабря»."""
    sunday = monday + timedelta(days=6)
    begins = "d" if monday.month == sunday.month else "d MMMM"
    dash = "–" if monday.month == sunday.month else " – "
    first = format_date(monday, begins, locale=language)
    return f"{first}{dash}{format_date(sunday, 'd MMMM', locale=language)}"
