"""The ways around the diary: to the other child, the next week, one day or all."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date

from dashboards.diary.asked import WEEK
from dashboards.diary.week_view import week_name
from dashboards.journal.figures import long_day
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.diary.asked import Asked, Child

_DAY = timedelta(days=1)
_DAYS_SHOWN = 6  # Sunday is a way away only where it has lessons: by the week


def refused(asked: Asked) -> str:
    """Return that the address names a child of others, if it does."""
    if not asked.is_refused:
        return ""
    words = N_("What this link names is not open to you. Choose below.")
    return f'<p class="warning" role="alert">{escape(say(words, asked.language))}</p>'


def children(
    asked: Asked, path: str = "/diary", unread_of: Mapping[str, int] | None = None
) -> str:
    """Return the choice of the child; nothing to choose where there is one.

    `unread_of` has the number of new messages by student: else a family would open each
    diary to learn that nothing is new.
    """
    if len(asked.children) == 1:
        return ""
    label = escape(say(N_("Child"), asked.language))
    ways = "".join(
        f'<a href="{escape(asked.link(path, child=one.number))}"'
        f"{_current(is_so=one == asked.child)}>{escape(one.first_name)}, "
        f"{escape(one.class_id)}{_news(asked, one, unread_of or {})}</a>"
        for one in asked.children
    )
    return f'<nav class="choice" aria-label="{label}">{ways}</nav>'


def _news(asked: Asked, one: Child, unread_of: Mapping[str, int]) -> str:
    count = unread_of.get(one.student_id, 0)
    if not count or one == asked.child:
        return ""
    told = say_many(
        "{count} new message", "{count} new messages", count, asked.language
    )
    return (
        f' <span class="badge" role="img" aria-label="{escape(told)}" '
        f'title="{escape(told)}">{count}</span>'
    )


def week(asked: Asked) -> str:
    """Return the week's name between the ways to the last and the next one."""
    language = asked.language
    label = escape(say(N_("Week"), language))
    name = escape(week_name(asked.monday, language))
    back = (
        f'<a class="back" href="{escape(asked.link(week=asked.this_monday))}">'
        f"{escape(say(N_('To this week'), language))}</a>"
        if asked.monday != asked.this_monday and asked.has_week(asked.this_monday)
        else ""
    )
    before = _arrow(asked, -1, "‹", say(N_("Week before"), language))
    after = _arrow(asked, 1, "›", say(N_("Week after"), language))
    return (
        f'<nav class="week" aria-label="{label}">{before}<strong>{name}</strong>'
        f"{after}{back}</nav>"
    )


def days(asked: Asked) -> str:
    """Return the ways to the whole week and to each of its days."""
    language = asked.language
    label = escape(say(N_("Day"), language))
    whole = (
        f'<a href="{escape(asked.link())}"{_current(is_so=asked.day is None)}>'
        f"{escape(say(N_('Whole week'), language))}</a>"
    )
    ways = []
    for place in range(_DAYS_SHOWN):
        on = asked.monday + place * _DAY
        full = escape(long_day(on, language))
        short = escape(str(format_date(on, "EEEEEE d", locale=language)))
        ways.append(
            f'<a href="{escape(asked.link(week="", day=on))}" aria-label="{full}"'
            f"{_current(is_so=asked.day == on)}>{short}</a>"
        )
    return f'<nav class="days" aria-label="{label}">{whole}{"".join(ways)}</nav>'


def _arrow(asked: Asked, step: int, sign: str, told: str) -> str:
    monday = asked.monday + step * WEEK
    if not asked.has_week(monday):
        return f'<span class="arrow" aria-hidden="true">{sign}</span>'
    return (
        f'<a class="arrow" href="{escape(asked.link(week=monday))}" '
        f'aria-label="{escape(told)}" title="{escape(told)}">{sign}</a>'
    )


def _current(*, is_so: bool) -> str:
    return ' aria-current="page"' if is_so else ""
