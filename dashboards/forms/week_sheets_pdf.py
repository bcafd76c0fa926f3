"""Weekly sheets as PDF: one page of A4 a student, whatever teachers wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.forms.typeset import pdf_of
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.forms.week_sheets import Sheets

TEMPLATE = Path(__file__).with_name("week_sheet.typ")
_HEADS = {
    "messages": N_("Messages from teachers"),
    "next": N_("Homework for the next days"),
    "set": N_("Set:"),
    "subject": N_("Subject"),
    "average": N_("Average"),
    "marks": N_("Number of marks"),
    "cut": N_(
        "Texts that end in “…” are shortened so that the week fits on one page; they "
        "stand whole in the electronic diary."
    ),
}


def week_sheets_pdf(sheets: Sheets) -> bytes:
    """Return the sheets, each on its page; a class takes about a second."""
    return pdf_of(TEMPLATE, told=data_of(sheets))


def data_of(sheets: Sheets) -> str:
    """Return the JSON that the template reads: people's text is never its source."""
    return json.dumps(
        {
            **sheets._asdict(),
            "sheets": [
                {
                    **one._asdict(),
                    "days": [
                        {
                            **day._asdict(),
                            "lessons": [lesson._asdict() for lesson in day.lessons],
                        }
                        for day in one.days
                    ],
                }
                for one in sheets.sheets
            ],
            "heads": {key: say(text, sheets.language) for key, text in _HEADS.items()},
        },
        ensure_ascii=False,
    )
