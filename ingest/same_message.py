"""Which message of a workbook is which: by its row's lasting key, not by its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.workbook import message_date, message_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.workbook import CellKey


def moved_messages(
    base: Mapping[CellKey, str],
    file: Mapping[CellKey, str],
    current: Mapping[CellKey, str],
) -> dict[CellKey, CellKey]:
    """Return the messages of which only the date was changed: key now → key before.

    A row with another date and other words is another message: two copies of one
    download have the same blank rows, and a message of each may stand in the first.
    """
    before = {
        _row_of(key): key
        for key, text in base.items()
        if key not in file and key.field == "message" and current.get(key) == text
    }
    if not before:
        return {}
    return {
        key: before[_row_of(key)]
        for key, text in file.items()
        if key.field == "message"
        and key not in base
        and key not in current
        and _row_of(key) in before
        and base[before[_row_of(key)]] == text
    }


def known_message(
    key: CellKey, text: str, known: Mapping[CellKey, str]
) -> CellKey | None:
    """Return the message that a row without its key repeats word for word."""
    for other, words in known.items():
        if (
            other.field == "message"
            and words == text
            and other.student_id == key.student_id
            and message_date(other.period_id) == message_date(key.period_id)
        ):
            return other
    return None


def _row_of(key: CellKey) -> tuple[str, str, str]:
    return key.page_id, key.student_id, message_row(key.period_id)
