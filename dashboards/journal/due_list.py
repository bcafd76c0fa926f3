"""What a teacher has still to enter: today with the time left, then what is overdue."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from dashboards.journal.due_words import (
    Now,
    is_urgent,
    since_when,
    what_is_missing,
    when_due,
)
from dashboards.journal.figures import lesson_name, page_title, short_day
from expectations.language import N_, clause_name, say, say_many

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

MOST_SHOWN = 12  # lessons, in all groups together
_MOST_OPEN = 8  # of them those that can still be in time
_Lesson: TypeAlias = "list[dict[str, Any]]"  # what one lesson lacks
_KEY = ("page_id", "lesson_id", "period_id")
_ORDER = {"attendance": 0, "topic": 1, "homework": 2, "written_mark": 3, "final": 4}
_STYLE = """
<style>
.vedomost-due { line-height: 1.45; overflow-wrap: anywhere; max-width: 60rem;
  container-type: inline-size; }
.vedomost-due h4 { margin: .75rem 0 .375rem; padding: 0; font-size: 1.0625rem; }
.vedomost-due h4 .many { font-weight: 400; opacity: .75; font-size: .9375rem; }
.vedomost-due section > ul { margin: 0 0 .5rem; padding: 0; list-style: none;
  border-left: 4px solid #8b96a5; border-radius: .25rem; }
.vedomost-due section.today > ul { border-left-color: #1f5fae; }
.vedomost-due section.overdue > ul { border-left-color: #c9342b; }
.vedomost-due section > ul > li { margin: 0; padding: .5rem .75rem; display: grid;
  grid-template-columns: minmax(12rem, 2fr) 3fr; gap: .125rem 1rem;
  border-bottom: 1px solid #8b96a555; }
.vedomost-due section > ul > li:last-child { border-bottom: 0; }
.vedomost-due .where b { display: block; font-weight: 600; }
.vedomost-due .quiet { opacity: .75; font-size: .9375rem; }
.vedomost-due .what { margin: 0; padding: 0; list-style: none; }
.vedomost-due .what li { margin: 0; display: flex; flex-wrap: wrap; gap: 0 .5rem;
  justify-content: space-between; }
.vedomost-due .what .quiet { white-space: nowrap; }
.vedomost-due .when { white-space: nowrap; font-variant-numeric: tabular-nums; }
.vedomost-due .urgent { font-weight: 600; }
.vedomost-due p { margin: .375rem 0; }
.vedomost-due details { margin: .25rem 0; }
.vedomost-due summary { cursor: pointer; }
.vedomost-due table { border-collapse: collapse; margin: .375rem 0; }
.vedomost-due th, .vedomost-due td { padding: .25rem .75rem .25rem 0; text-align: left;
  font-weight: 400; border-bottom: 1px solid #8b96a555; vertical-align: top;
  overflow-wrap: normal; }
.vedomost-due thead th { font-weight: 600; }
.vedomost-due .number { text-align: right; font-variant-numeric: tabular-nums; }
@container (max-width: 40rem) {
  .vedomost-due section > ul > li { grid-template-columns: 1fr; }
  .vedomost-due table { font-size: .875rem; }
  .vedomost-due th, .vedomost-due td { padding-right: .5rem; }
}
</style>
"""


def render(frame: pl.DataFrame, now: datetime, zone: ZoneInfo, language: str) -> str:
    """Return the HTML of `due_of_teacher`: a line for each lesson, most urgent first.

    `now` is aware. Today comes first and the overdue ones from the latest to the
    oldest, because the latest are remembered best; what is too much is told by page.
    """
    seen = Now(now, zone, language)
    if frame.is_empty():
        words = say(N_("Everything is entered in time: nothing is due now."), language)
        return f'{_STYLE}<div class="vedomost-due"><p>{escape(words)}</p></div>'
    open_ones = frame.filter(pl.col("state") == "due")
    is_today = pl.Series(
        [seen.day_of(due_at) <= 0 for due_at in open_ones["due_at"]], dtype=pl.Boolean
    )
    today = _lessons(open_ones.filter(is_today))
    later = _lessons(open_ones.filter(~is_today))
    overdue = _lessons(
        frame.filter(pl.col("state") == "overdue").sort(
            "due_at", descending=True, maintain_order=True
        )
    )
    shown_today = today[:_MOST_OPEN]
    shown_later = later[: _MOST_OPEN - len(shown_today)]
    shown_overdue = overdue[: MOST_SHOWN - len(shown_today) - len(shown_later)]
    parts = [
        _group("today", N_("Today"), today, len(shown_today), seen),
        _group("overdue", N_("Overdue"), overdue, len(shown_overdue), seen),
        _rest_by_page(overdue[len(shown_overdue) :], language),
        _group("later", N_("In the next days"), later, len(shown_later), seen),
    ]
    return f'{_STYLE}<div class="vedomost-due">{"".join(parts)}</div>'


def _lessons(rows: pl.DataFrame) -> list[_Lesson]:
    """Gather what one lesson, or one page's finals, lacks; keeps the order of rows."""
    found: dict[tuple[str, ...], _Lesson] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(tuple(row[name] for name in _KEY), []).append(row)
    for lesson in found.values():
        lesson.sort(key=lambda row: (row["due_at"], _ORDER[row["kind"]]))
    return list(found.values())


def _group(
    name: str, title: str, lessons: list[_Lesson], count_shown: int, now: Now
) -> str:
    if not lessons:
        return ""
    # A mark of each student is an entry, as in the figure of timeliness.
    count = sum(row["count_missing"] for lesson in lessons for row in lesson)
    many = say_many("{count} entry", "{count} entries", count, now.language)
    lines = "".join(_line(lesson, now) for lesson in lessons[:count_shown])
    hidden = len(lessons) - count_shown if name != "overdue" else 0
    return (
        f'<section class="{name}"><h4>{escape(say(title, now.language))} '
        f'<span class="many">{escape(many)}</span></h4>'
        + (f"<ul>{lines}</ul>" if lines else "")
        + (f"<p>{escape(_and_more(hidden, now.language))}</p>" if hidden else "")
        + "</section>"
    )


def _and_more(count: int, language: str) -> str:
    return say_many(
        "… and {count} lesson more", "… and {count} lessons more", count, language
    )


def _line(lesson: _Lesson, now: Now) -> str:
    first, language = lesson[0], now.language
    title = page_title(first)
    if first["lesson_on"] is None:
        about = first["period_name"]
    else:
        about = lesson_name(first["lesson_on"], first["slot"], language)
    at_once: dict[tuple[str, str], list[str]] = {}
    for row in lesson:
        at_once.setdefault(_when(row, now), []).append(_what(row, language))
    items = "".join(
        f"<li><span>{', '.join(what)}</span>"
        f'<span class="{kind}">{escape(when)}</span></li>'
        for (kind, when), what in at_once.items()
    )
    return (
        f'<li><div class="where"><b>{escape(title)}</b>'
        f'<span class="quiet">{escape(about)}</span></div>'
        f'<ul class="what">{items}</ul></li>'
    )


def _what(row: dict[str, Any], language: str) -> str:
    """Return «тема (п. 2.6)»."""
    what = what_is_missing(
        row["kind"], row["count_missing"], row["count_owed"], language
    )
    clause = clause_name(row["clause"], language)
    return f'{escape(what)} <span class="quiet">({escape(clause)})</span>'


def _when(row: dict[str, Any], now: Now) -> tuple[str, str]:
    """Return how the term is drawn, and the term in words."""
    due_at = row["due_at"]
    if row["state"] == "overdue":
        return "when", since_when(due_at, now)
    kind = "when urgent" if is_urgent(due_at, now) else "when"
    return kind, when_due(due_at, now)


def _rest_by_page(lessons: list[_Lesson], language: str) -> str:
    """Return what is overdue beyond the lines, counted by page, the most first."""
    if not lessons:
        return ""
    of_page: dict[str, list[_Lesson]] = {}
    for lesson in lessons:
        of_page.setdefault(lesson[0]["page_title"], []).append(lesson)
    pages = sorted(of_page.items(), key=lambda item: (-len(item[1]), item[0]))
    heads = _cells(
        "th",
        (say(N_("Journal page"), language), ""),
        (say(N_("Lessons"), language), "number"),
        (say(N_("What is missing"), language), ""),
        (say(N_("since"), language), ""),
    )
    body = "".join(
        _cells(
            "td",
            (title, ""),
            (str(len(some)), "number"),
            (_kinds(some, language), ""),
            (short_day(min(one[0]["owed_on"] for one in some), language), "when"),
        )
        for title, some in pages
    )
    more = escape(_and_more(len(lessons), language))
    return (
        f"<details><summary>{more}</summary><table><thead>{heads}</thead>"
        f"<tbody>{body}</tbody></table></details>"
    )


def _kinds(lessons: list[_Lesson], language: str) -> str:
    """Return «посещаемость 12, тема 5» of some lessons."""
    counts = dict.fromkeys(_ORDER, 0)
    for lesson in lessons:
        for row in lesson:
            counts[row["kind"]] += 1
    return ", ".join(
        f"{say(_SHORT[kind], language)} {count}"
        for kind, count in counts.items()
        if count
    )


_SHORT = {
    "attendance": N_("attendance"),
    "topic": N_("topic"),
    "homework": N_("homework"),
    "written_mark": N_("written works"),
    "final": N_("final marks"),
}


def _cells(tag: str, *cells: tuple[str, str]) -> str:
    drawn: Iterable[str] = (
        f'<{tag} class="{kind}">{escape(text)}</{tag}>' for text, kind in cells
    )
    return f"<tr>{''.join(drawn)}</tr>"
