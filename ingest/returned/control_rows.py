"""What the control sheet says: totals that add up, and a list of all remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say
from ingest.narrate import VOID
from ingest.reading.sheets import cell_address
from ingest.returned.cell_marks import MOST_MARKED, state_of
from ingest.returned.job import ControlCell, ControlSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.returned.cell_marks import Remark
    from ingest.returned.unsettled_cells import Unsettled

SHEET = N_("Control")
_WIDTHS = [31.0, *[12.5] * 6, 58.0, 48.0]
_COLUMNS = (
    N_("Journal page"),
    N_("Cells read"),
    N_("Recorded"),
    N_("Unchanged"),
    N_("Set aside"),
    N_("In conflict"),
    N_("Removed"),
)
# What a preview tells is not done yet.
_COLUMNS_OF_PREVIEW = {
    N_("Recorded"): N_("To be recorded"),
    N_("Removed"): N_("To be removed"),
}
_ELSEWHERE = N_("Outside the journal's pages")
_ALL_PAGES = N_("All pages")
_TOTAL = N_("In all")
_REMARKS = (  # title, columns
    (N_("Sheet"), 1),
    (N_("Cell"), 1),
    (N_("Written"), 2),
    (N_("State"), 2),
    (N_("Clause"), 1),
    (N_("What it is about"), 1),
    (N_("What to do"), 1),
)
_HANDED_IN = N_("{file_name}, received on {moment}")
_PREVIEW = N_("{file_name}, received on {moment}: nothing of it is recorded yet")
_SUMS = N_(
    "Cells read = recorded + unchanged + set aside + in conflict. Removed are cells "
    "that were emptied."
)
_WHAT_BECAME = N_("What became of the cells")
_WHAT_TO_MEND = N_("What to mend and to decide")
_NOTHING = N_("Nothing: no cell waits.")
_HOW = N_(
    "Mend the cells here and hand this very workbook in: a mended cell loses its "
    "colour. The notes and this sheet are not read."
)
_MANY = N_("Only the first {count} cells are coloured; all are listed here.")
_LONGEST = 300  # signs of a cell's own text
_HIDDEN_ROWS = 1  # the key's, among the rows drawn here
_FIRST_COUNT = 2  # column C


def control_sheet(
    left: Unsettled,
    remarks: list[Remark],
    told: dict[str, str],
    language: str,
    *,
    is_preview: bool,
) -> ControlSheet:
    """Draw the sheet up; `told` names the file and the moment of its receipt."""
    about = _PREVIEW if is_preview else _HANDED_IN
    rows = [
        [ControlCell(say(SHEET, language), "title")],
        [ControlCell(say(about, language, **told), "quiet")],
    ]
    if left.is_void:
        rows += [[], [ControlCell(say(VOID, language))]]
    rows += [[], *_totals(left, language, len(rows) + 1, is_preview=is_preview)]
    rows += [[], _band(_WHAT_TO_MEND, language)]
    if remarks:
        rows.append([ControlCell(say(_HOW, language))])
        if sum(one.place is not None for one in remarks) > MOST_MARKED:
            many = say(_MANY, language, count=MOST_MARKED)
            rows.append([ControlCell(many)])
        rows.append(
            [
                ControlCell(say(title, language), "header", columns=columns)
                for title, columns in _REMARKS
            ]
        )
        rows += [_remark(one, language, is_preview=is_preview) for one in remarks]
    else:
        rows.append([ControlCell(say(_NOTHING, language))])
    return ControlSheet(say(SHEET, language), _WIDTHS, rows)


def _totals(
    left: Unsettled, language: str, above: int, *, is_preview: bool
) -> Iterator[list[ControlCell]]:
    """Draw the counts by page; `above` rows of the sheet stand before them."""
    yield _band(_WHAT_BECAME, language)
    titles = [
        _COLUMNS_OF_PREVIEW.get(title, title) if is_preview else title
        for title in _COLUMNS
    ]
    yield [ControlCell(say(title, language), "header") for title in titles]
    rest = left.totals.less(counts for _, counts in left.pages)
    rows = list(left.pages)
    if any(rest):
        where = _ELSEWHERE if rows else _ALL_PAGES
        rows.append((say(where, language), rest))
    for title, counts in rows:
        yield [
            ControlCell(title, "text"),
            *(ControlCell(count, "number") for count in counts),
        ]
    first = above + 2 + _HIDDEN_ROWS
    last = first + len(rows) - 1
    total = [ControlCell(say(_TOTAL, language), "total")]
    for column, count in enumerate(left.totals, _FIRST_COUNT):
        top, bottom = cell_address(first, column), cell_address(last, column)
        formula = f"SUM({top}:{bottom})"
        total.append(ControlCell(count, "total_number", formula))
    yield total
    yield [ControlCell(say(_SUMS, language), "quiet")]


def _remark(remark: Remark, language: str, *, is_preview: bool) -> list[ControlCell]:
    address = link = ""
    state = state_of(remark.look, is_preview=is_preview)
    if remark.place is not None:
        address = cell_address(remark.place.row, remark.place.column)
        quoted = remark.sheet.replace("'", "''")
        link = f"'{quoted}'!{address}"
    written = remark.value[:_LONGEST] + ("…" if len(remark.value) > _LONGEST else "")
    return [
        ControlCell(remark.sheet, "text"),
        ControlCell(address, "link" if link else "text", link=link),
        ControlCell(written, "text", columns=2),
        ControlCell(say(state, language), remark.look, columns=2),
        ControlCell(remark.clause, "text"),
        ControlCell(" ".join(filter(None, (remark.what, remark.why))), "text"),
        ControlCell(remark.fix, "text"),
    ]


def _band(sentence: str, language: str) -> list[ControlCell]:
    return [ControlCell(say(sentence, language), "heading", columns=len(_WIDTHS))]
