"""A teacher's own workbooks: the current one at hand, all with their last hand-in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from dashboards.journal import my_hand_ins
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    import polars as pl

    from dashboards.downloads import OwnWorkbook

_STYLE = """
<style>
.vedomost-books a.now { display: inline-block; padding: .625rem 1.125rem;
  border-radius: .5rem; background: #1f5fae; color: #fff; font-weight: 600;
  text-decoration: none; }
.vedomost-books a.now:focus-visible { outline: 3px solid #7fb2f0; outline-offset: 2px; }
.vedomost-books p { margin: .5rem 0; }
.vedomost-books .quiet { opacity: .8; font-size: .9375rem; }
.vedomost-books ul { margin: 0; padding: 0; list-style: none; }
.vedomost-books ul.books > li { padding: .5rem 0; border-bottom: 1px solid #8b96a555; }
.vedomost-books ul.pages { display: grid; gap: .125rem 1.5rem; font-size: .875rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); margin: .25rem 0 0; }
.vedomost-books summary { cursor: pointer; font-size: .9375rem; }
.vedomost-books .others { margin-top: .625rem; }
</style>
"""


def current_of(workbooks: Sequence[OwnWorkbook], today: date) -> OwnWorkbook:
    """Return the workbook of the running term, of the next one, else of the last."""
    running = [book for book in workbooks if book.term.ends_on >= today]
    return running[0] if running else workbooks[-1]


def button(workbooks: Sequence[OwnWorkbook], today: date, language: str) -> str:
    """Return the link to the current term's fresh workbook."""
    if not workbooks:
        words = say(
            N_(
                "The timetable has no lessons of yours yet. The deputy director adds "
                "them to the set-up workbook."
            ),
            language,
        )
        return f'{_STYLE}<div class="vedomost-books"><p>{escape(words)}</p></div>'
    book = current_of(workbooks, today)
    words = say(N_("Download the workbook: {period}"), language, period=book.term.name)
    hint = say(
        N_(
            "{days}. The file is made as you download it, with everything recorded "
            "so far."
        ),
        language,
        days=_days(book, language),
    )
    return (
        f'{_STYLE}<div class="vedomost-books">'
        f'<p><a class="now" href="{_address(book)}" download>{escape(words)}</a></p>'
        f'<p class="quiet">{escape(hint)}</p></div>'
    )


def render(
    workbooks: Sequence[OwnWorkbook],
    last: pl.DataFrame,
    today: date,
    zone: ZoneInfo,
    language: str,
) -> str:
    """Return each workbook with its pages and what became of its last hand-in.

    The current one stands first; `last` is `hand_ins.last_of_each_term`.
    """
    if not workbooks:
        return ""
    of_term = {one["starts_on"]: one for one in last.iter_rows(named=True)}
    now = current_of(workbooks, today)
    books = {
        book: _book(book, of_term.get(book.term.starts_on), zone, language)
        for book in workbooks
    }
    others = "".join(told for book, told in books.items() if book is not now)
    heading = escape(say(N_("Other terms"), language))
    folded = (
        f'<details class="others"><summary>{heading}: {len(books) - 1}</summary>'
        f'<ul class="books">{others}</ul></details>'
        if others
        else ""
    )
    return (
        f'{_STYLE}<div class="vedomost-books"><ul class="books">{books[now]}</ul>'
        f"{folded}</div>"
    )


def _book(
    book: OwnWorkbook, last: Mapping[str, Any] | None, zone: ZoneInfo, language: str
) -> str:
    told = (
        escape(say(N_("Not handed in yet"), language))
        if last is None
        else my_hand_ins.in_short(last, zone, language)
    )
    pages = "".join(f"<li>{escape(title)}</li>" for title in book.page_titles)
    summary = escape(say(N_("Journal pages in it"), language))
    return (
        f'<li><a href="{_address(book)}" download>{escape(book.term.name)}</a> '
        f'<span class="quiet">{escape(_days(book, language))}</span>'
        f"<p>{told}</p>"
        f"<details><summary>{summary}: {len(book.page_titles)}</summary>"
        f'<ul class="pages">{pages}</ul></details></li>'
    )


def _address(workbook: OwnWorkbook) -> str:
    return f"/workbooks/{workbook.term.starts_on.isoformat()}"


def _days(workbook: OwnWorkbook, language: str) -> str:
    first, last = (
        format_date(day, "d MMMM", locale=language)
        for day in (workbook.term.starts_on, workbook.term.ends_on)
    )
    return f"{first} – {last}"
