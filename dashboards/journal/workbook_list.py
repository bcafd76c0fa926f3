"""The links to a teacher's own workbooks: the current term first, then the others."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date

from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.downloads import OwnWorkbook

_STYLE = """
<style>
.vedomost-books a.now { display: inline-block; padding: .625rem 1.125rem;
  border-radius: .5rem; background: #1f5fae; color: #fff; font-weight: 600;
  text-decoration: none; }
.vedomost-books a.now:focus-visible { outline: 3px solid #7fb2f0; outline-offset: 2px; }
.vedomost-books p { margin: .5rem 0; }
.vedomost-books .quiet { opacity: .75; }
.vedomost-books ul { margin: .25rem 0 0; padding-left: 1.25rem; }
.vedomost-books ul.pages { display: grid; gap: .125rem 1.5rem; padding: 0;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); margin: 0 0 .75rem;
  font-size: .875rem; list-style: none; opacity: .8; }
.vedomost-books summary { cursor: pointer; }
</style>
"""


def render(workbooks: Sequence[OwnWorkbook], today: date, language: str) -> str:
    """Return the HTML of the links."""
    if not workbooks:
        words = say(
            N_(
                "The timetable has no lessons of yours yet. The deputy director adds "
                "them to the set-up workbook."
            ),
            language,
        )
        return f'{_STYLE}<div class="vedomost-books"><p>{escape(words)}</p></div>'
    running = [book for book in workbooks if book.term.ends_on >= today]
    current = (running or list(workbooks))[-1 if not running else 0]
    others = [book for book in workbooks if book is not current]
    button = say(
        N_("Download the workbook: {period}"), language, period=current.term.name
    )
    hint = say(
        N_(
            "{days}. The file is made as you download it, with everything recorded "
            "so far."
        ),
        language,
        days=_days(current, language),
    )
    return (
        f'{_STYLE}<div class="vedomost-books">'
        f'<p><a class="now" href="{_address(current)}" download>'
        f"{escape(button)}</a></p>"
        f"<p>{escape(hint)}</p>{_pages(current.page_titles)}"
        f"{_others(others, language)}</div>"
    )


def _pages(titles: Sequence[str]) -> str:
    """Return the pages of a workbook, several to a line and never broken inside."""
    return (
        '<ul class="pages">'
        + "".join(f"<li>{escape(title)}</li>" for title in titles)
        + "</ul>"
    )


def _others(workbooks: Sequence[OwnWorkbook], language: str) -> str:
    if not workbooks:
        return ""
    heading = escape(say(N_("Other terms"), language))
    links = "".join(
        f'<li><a href="{_address(book)}" download>{escape(book.term.name)}</a> '
        f'<span class="quiet">{escape(_days(book, language))}</span></li>'
        for book in workbooks
    )
    return f"<details><summary>{heading}</summary><ul>{links}</ul></details>"


def _address(workbook: OwnWorkbook) -> str:
    return f"/workbooks/{workbook.term.starts_on.isoformat()}"


def _days(workbook: OwnWorkbook, language: str) -> str:
    first, last = (
        format_date(day, "d MMMM", locale=language)
        for day in (workbook.term.starts_on, workbook.term.ends_on)
    )
    return f"{first} – {last}"
