"""What recording a file would do, page by page in the look of the journal."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from dashboards.journal import preview_cells, preview_grid, receipts
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.journal.preview_names import Names
    from ingest.receipt import CellOutcome, Receipt

# Past this a browser takes seconds to draw; the marked copy shows the rest.
_MOST_CELLS = 3000


def render(receipt: Receipt, names: Names, language: str) -> str:
    """Return the legend, a grid per touched page, the pages with nothing new.

    Pages with problems come first and open; the others are folded.
    """
    of_page: dict[str, list[CellOutcome]] = defaultdict(list)
    for one in _as_told(receipt):
        of_page[one.page_id].append(one)
    count_pages = len(of_page)
    troubled: list[str] = []
    sound: list[str] = []
    for page_id, outcomes in of_page.items():
        if page_id:  # what has no page is among the findings
            has_problem = _has_problem(outcomes)
            is_open = has_problem or count_pages == 1
            title = names.titles.get(page_id, "")
            drawn = _page(outcomes, names, title, language, is_open=is_open)
            (troubled if has_problem else sound).append(drawn)
    return (
        '<div class="vedomost-preview">'
        + preview_cells.legend(receipt.outcomes, language)
        + "".join(
            f'<div class="pages">{"".join(some)}</div>' for some in (troubled, sound)
        )
        + receipts.untouched(receipt, language)
        + "</div>"
    )


def _as_told(receipt: Receipt) -> list[CellOutcome]:
    """Return the outcomes with faulty cells as their findings quote them.

    A mark that became a date is «04.05.2026» to a teacher, not the file's 46146.
    """
    quoted = {
        (one.sheet, one.cell): str(one.facts.get("value") or one.value_text)
        for one in receipt.findings
        if one.severity == "critical"
    }
    return [
        one._replace(file_text=quoted.get((one.sheet, one.cell), one.file_text))
        if one.kind == "faulty"
        else one
        for one in receipt.outcomes
    ]


def _page(
    outcomes: Sequence[CellOutcome],
    names: Names,
    title: str,
    language: str,
    *,
    is_open: bool,
) -> str:
    return (
        f"<details{' open' if is_open else ''}><summary>{escape(title)} "
        f"{preview_cells.chips(outcomes, language)}</summary>"
        f"{_cells(outcomes, names, title, language)}</details>"
    )


def _cells(
    outcomes: Sequence[CellOutcome], names: Names, title: str, language: str
) -> str:
    if len(outcomes) <= _MOST_CELLS:
        return preview_grid.page(outcomes, names, title, language)
    told = say(
        N_("{count} cells are too many to show here: look at the marked copy."),
        language,
        count=len(outcomes),
    )
    return f"<p>{escape(told)}</p>"


def _has_problem(outcomes: Sequence[CellOutcome]) -> bool:
    return any(preview_cells.LOOKS[one.kind].is_problem for one in outcomes)
