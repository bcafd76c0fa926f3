"""What became of each cell of a file that is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.receipt import CellOutcome
from ingest.workbook import CELL, SHEET, VALUE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.asked import Asked
    from ingest.merge import Proposal


def outcomes_of(
    asked: Asked,
    accepted: Iterable[int],
    quarantined: Iterable[int],
    removed: list[Proposal],
) -> tuple[CellOutcome, ...]:
    """Tell of every new, changed, removed, kept, waiting and faulty cell.

    `accepted` and `quarantined` are places in `asked.judged`.
    """
    return (
        *_written("", asked, accepted),
        *_written("faulty", asked, quarantined),
        *(_proposed(one.kind, one) for one in asked.conflicts + asked.removals),
        *(_proposed("faulty", one) for one in asked.closed),
        *(_proposed("removed", one) for one in removed),
        *(_proposed("kept", one) for one in asked.kept),
    )


def _written(kind: str, asked: Asked, places: Iterable[int]) -> Iterator[CellOutcome]:
    current = asked.cells["current_value"].to_list()
    for place in places:
        (row, key), now = asked.judged[place], current[place]
        told = kind or ("new" if now is None else "changed")
        yield CellOutcome(told, *key, row[SHEET], row[CELL], row[VALUE_TEXT], now)


def _proposed(kind: str, proposal: Proposal) -> CellOutcome:
    return CellOutcome(
        kind,
        *proposal.key,
        proposal.sheet,
        proposal.cell,
        proposal.file_text,
        proposal.current_value,
    )
