"""The text beside a workbook: what became of its last save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_datetime

from expectations.language import N_, say
from ingest.narrate import receipt_text
from ingest.watch.files import as_text_file

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from warehouse.school_folder import School

_SAVED = N_("Saved in the network folder on {moment}.")
_DECIDE = N_(
    "Conflicts and emptied cells are decided on the page “My journals”; until then the "
    "journal keeps its values."
)


def result_text(school: School, receipt: Receipt, language: str) -> bytes:
    """Return the text beside a workbook, as a file."""
    now = school.clock.now().astimezone(school.timezone)
    moment = format_datetime(now, "d MMMM y, HH:mm:ss", locale=language)
    lines = [
        say(_SAVED, language, moment=moment),
        "",
        *receipt_text(receipt, language).splitlines(),
    ]
    if receipt.proposals:
        lines += ["", say(_DECIDE, language)]
    return as_text_file("\n".join([*lines, ""]))
