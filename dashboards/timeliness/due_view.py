"""What is due today and by when, what is overdue and since when, by teacher."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from dashboards.address_codes import code_of
from dashboards.journal.due_words import when_due
from dashboards.journal.figures import short_day
from dashboards.tables import heading, row, table
from expectations.language import N_, say, say_many
from warehouse.calendar import to_local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dashboards.journal.due_words import Now
    from dashboards.timeliness.links import Links
    from dashboards.timeliness.shown import Owing, Shown

_FIRST = 8  # teachers; the others are behind a click
_IN_A_ROW = 2  # pages of a teacher; more are behind a click


def cards(shown: Shown, now: Now, links: Links) -> str:
    """Return two counts: due today with the next due time, and overdue."""
    language = now.language
    coming = [one.next_due_at for one in shown.owing if one.next_due_at]
    late = {one.person_id for one in shown.owing if one.count_overdue}
    due_words = say(N_("to be entered today"), language)
    if coming:
        due_words += f": {say(N_('the next'), language)} {when_due(min(coming), now)}"
    overdue_words = say(N_("overdue since the school year began"), language)
    if len(late) > 1:
        overdue_words += ": " + say_many(
            "{count} teacher owes it", "{count} teachers owe it", len(late), language
        )
    return (
        '<div class="cards">'
        + _card(links.opening(shown.count_due, "due"), due_words, "excused")
        + _card(links.opening(shown.count_overdue, "overdue"), overdue_words, "missing")
        + "</div>"
    )


def _card(counted: str, words: str, edge: str) -> str:
    return (
        f'<div class="card" style="--edge: var(--{edge})">'
        f"<b>{counted}</b><span>{escape(words)}</span></div>"
    )


def by_teacher(shown: Shown, now: Now, links: Links) -> str:
    """Return one row per teacher, the most overdue first, with the pages inside."""
    language = now.language
    if not shown.owing:
        words = say(N_("Everything that was due is entered."), language)
        return f"<p>{escape(words)}</p>"
    of_teacher = groupby(
        sorted(shown.owing, key=lambda one: (one.person_name, one.person_id)),
        key=lambda one: (one.person_name, one.person_id),
    )
    teachers = [tuple(pages) for _who, pages in of_teacher]
    teachers.sort(key=lambda pages: -sum(one.count_overdue for one in pages))
    drawn = _table(teachers[:_FIRST], now, links)
    if rest := teachers[_FIRST:]:
        more = say_many(
            "and {count} teacher more", "and {count} teachers more", len(rest), language
        )
        drawn += (
            f"<details><summary>{escape(more)}</summary>"
            f"{_table(rest, now, links)}</details>"
        )
    return drawn


def _table(teachers: Iterable[tuple[Owing, ...]], now: Now, links: Links) -> str:
    language = now.language
    head = row(
        heading(say(N_("Teacher"), language), "name"),
        heading(say(N_("Today"), language), "right"),
        heading(say(N_("Overdue"), language), "right"),
        heading(say(N_("since"), language), "spare"),
        heading(say(N_("Journal pages"), language)),
    )
    caption = say(N_("Who owes what"), language)
    return table(caption, [head], [_row(pages, now, links) for pages in teachers])


def _row(pages: tuple[Owing, ...], now: Now, links: Links) -> str:
    teacher = code_of(pages[0].person_id)
    due = sum(one.count_due for one in pages)
    overdue = sum(one.count_overdue for one in pages)
    return row(
        heading(pages[0].person_name, "name", scope="row"),
        f'<td class="right">{links.opening(due, "due", teacher=teacher)}'
        f"{_next(pages, now)}</td>",
        f'<td class="right">{links.opening(overdue, "overdue", teacher=teacher)}</td>',
        f'<td class="nowrap quiet spare">{_since(pages, now)}</td>',
        f'<td class="wide">{_pages(pages, teacher, links)}</td>',
    )


def _next(pages: tuple[Owing, ...], now: Now) -> str:
    coming = [one.next_due_at for one in pages if one.next_due_at]
    if not coming:
        return ""
    return f'<div class="quiet nowrap spare">{escape(when_due(min(coming), now))}</div>'


def _since(pages: tuple[Owing, ...], now: Now) -> str:
    oldest = [one.oldest_due_at for one in pages if one.oldest_due_at]
    return escape(_day(min(oldest), now)) if oldest else ""


def _day(stored: datetime, now: Now) -> str:
    return short_day(to_local(stored, now.zone).date(), now.language)


def _pages(pages: tuple[Owing, ...], teacher: str, links: Links) -> str:
    """Return the pages with their counts, behind a click where they are many."""
    lines = [_page(one, teacher, links) for one in pages]
    if len(lines) <= _IN_A_ROW:
        return "<br>".join(lines)
    words = say_many(
        "{count} journal page", "{count} journal pages", len(lines), links.language
    )
    return f"<details><summary>{escape(words)}</summary>{'<br>'.join(lines)}</details>"


def _page(one: Owing, teacher: str, links: Links) -> str:
    told = []
    if one.count_due:
        counted = links.opening(one.count_due, "due", teacher=teacher, page=one.page_id)
        told.append(f"{escape(say(N_('today'), links.language))} {counted}")
    if one.count_overdue:
        counted = links.opening(
            one.count_overdue, "overdue", teacher=teacher, page=one.page_id
        )
        told.append(f"{escape(say(N_('overdue'), links.language))} {counted}")
    return f'{escape(one.page_title)} <span class="quiet">{", ".join(told)}</span>'
