"""Marks in a workbook the cells to be entered again after a breach (§4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from expectations.language import N_, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import CellKey, WorkbookPlan
    from ingest.writing.style import Formats

AGAIN = "#DCC8EF"  # nothing else in the workbook is violet

HEADING = N_("To be entered again")
_NOTE = N_(
    "“{text}” was entered here on {moment}, while the account was reported as "
    "disclosed: it does not count (§4.4). If it was right, enter it again and hand the "
    "workbook in. If it was not yours, leave the cell as it is."
)
_REMOVED_NOTE = N_(
    "This cell was emptied on {moment}, while the account was reported as disclosed: "
    "that does not count (§4.4). If it is to be empty, empty it again and hand the "
    "workbook in. If it was not you, leave the cell as it is."
)
_HELP = (
    N_(
        "Violet cells ({count}): what was entered there does not count, the account "
        "was reported as disclosed (§4.4)."
    ),
    N_("The note of each cell says what was entered. Enter again what was right,"),
    N_("leave what was not yours, and hand the workbook in."),
)


def coloured(plan: WorkbookPlan, key: CellKey) -> dict[str, Any]:
    """Return what the format of a cell needs besides, if it waits for its entry."""
    return {"bg_color": AGAIN} if key in plan.to_enter else {}


def mark_again(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    key: CellKey,
    row: int,
    column: int,
) -> None:
    """Say in a note of the cell what was entered there, when, and what to do.

    Comes before the sheet's rules: the first rule wins, and today's column is yellow.
    """
    entry = plan.to_enter.get(key)
    if entry is None:
        return
    text = say(
        _NOTE if entry.text else _REMOVED_NOTE,
        plan.language,
        moment=f"{entry.entered_at:%d.%m.%Y %H:%M}",
        **({"text": entry.text} if entry.text else {}),
    )
    size = {"width": 320, "height": 110, "font_size": 9}
    sheet.write_comment(row, column, text, {**size, "author": plan.school_name})
    rule = {"type": "formula", "criteria": "=TRUE"}
    stays = formats.change(bg_color=AGAIN)
    sheet.conditional_format(row, column, row, column, {**rule, "format": stays})


def write_again_help(
    sheet: Worksheet, formats: Formats, plan: WorkbookPlan, row: int
) -> int:
    """Explain the violet cells on the help sheet, if there are any; next free row."""
    if not plan.to_enter:
        return row
    language = plan.language
    heading = formats(bold=True, font_size=11, bg_color=AGAIN)
    for column in range(1, 9):
        sheet.write_blank(row, column, None, heading)
    sheet.write_string(row, 1, say(HEADING, language), heading)
    sheet.set_row(row, 20)
    for place, sentence in enumerate(_HELP, row + 1):
        told = say(sentence, language, count=len(plan.to_enter))
        sheet.write_string(place, 1, told, formats())
    return row + len(_HELP) + 2
