"""Kept figures are what they are kept of: the summary, the obligations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import obligations, summary
from warehouse.integrity.compared import differing
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.integrity.examined import Examined

_SUMMED = "page_id, period_id, student_id"
_OWED = "person_id, page_id, lesson_id, period_id, student_id, kind"


def check_summary(examined: Examined) -> Iterator[Difference]:
    """Yield the sums that are not those of the current values."""
    pages = examined.cursor.execute(
        "select page_id from journal.current union select page_id from journal.summary "
        "order by 1"
    ).fetchall()
    page_ids = [page_id for (page_id,) in pages]
    made = summary.of_values("journal.current")
    # Stored once, so that both sides have the types of the table.
    examined.cursor.execute(
        "create or replace temp table summed_anew as from journal.summary where false"
    )
    examined.cursor.execute(f"insert into summed_anew {made}", {"page_ids": page_ids})
    for place in differing(
        examined.cursor, "from journal.summary", "from summed_anew", _SUMMED
    ):
        yield Difference(
            f"summary, {place}", "It is not the sum of the current values."
        )
    examined.cursor.execute("drop table summed_anew")


def check_obligations(examined: Examined) -> Iterator[Difference]:
    """Yield kept obligations that are not those of today's set-up and entries.

    A copy that is not up to date is made anew before anybody sees it: then nothing is
    compared.
    """
    if not obligations.is_up_to_date(examined.cursor):
        return
    for place in differing(
        examined.cursor,
        "select * from journal.obligations",
        "select * from intermediate.int_obligation_entries",
        _OWED,
    ):
        yield Difference(f"obligations, {place}", "It is not what is owed.")
