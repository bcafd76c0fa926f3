"""What became of each cell of a file that is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.receipt import CellOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from ingest.asked import Asked
    from ingest.merge import Proposal

_TOLD = (
    "page_id",
    "lesson_id",
    "period_id",
    "student_id",
    "field",
    "sheet",
    "cell",
    "value_text",
    "current_value",
)


def outcomes_of(
    asked: Asked,
    accepted: pl.DataFrame,
    quarantined: pl.DataFrame,
    removed: list[Proposal],
) -> tuple[CellOutcome, ...]:
    """Tell of every new, changed, removed, kept, waiting and faulty cell."""
    return (
        *_written("", accepted),
        *_written("faulty", quarantined),
        *(_proposed(one.kind, one) for one in asked.conflicts + asked.removals),
        *(_proposed("faulty", one) for one in asked.closed),
        *(_proposed("removed", one) for one in removed),
        *(_proposed("kept", one) for one in asked.kept),
    )


def _written(kind: str, cells: pl.DataFrame) -> Iterator[CellOutcome]:
    make = CellOutcome._make
    for row in cells.select(_TOLD).rows():
        yield make((kind or ("new" if row[-1] is None else "changed"), *row))


def _proposed(kind: str, proposal: Proposal) -> CellOutcome:
    return CellOutcome(
        kind,
        *proposal.key,
        proposal.sheet,
        proposal.cell,
        proposal.file_text,
        proposal.current_value,
    )
