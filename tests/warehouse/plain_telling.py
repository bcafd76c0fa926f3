"""What came of an obligation, told in plain Python: the models' second opinion.

Entry by entry, as one would with a pencil; slow, and without any of the models' ideas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Said(NamedTuple):
    """An entry about an obligation: what its cell says now, None for nothing."""

    cell: str
    said: str | None
    at: datetime
    is_import: bool
    is_void: bool


class Told(NamedTuple):
    """What decides about an obligation."""

    entered: str
    first_at: datetime | None
    corrected_at: datetime | None
    void_at: datetime | None


def tell(entries: Iterable[Said], due_at: datetime) -> Told:
    """Go through the entries in their order."""
    cells: dict[str, str | None] = {}
    void_cells: dict[str, str | None] = {}
    first: Said | None = None
    corrected_at = void_at = None
    for entry in entries:
        own = void_cells if entry.is_void else cells
        changes = own.get(entry.cell) != entry.said
        own[entry.cell] = entry.said
        stands = any(said is not None for said in own.values())
        if entry.is_void:
            if changes or entry.said is not None:
                void_at = entry.at if stands else None
        elif changes:
            void_at = None
            if not stands and entry.at <= due_at:
                first = corrected_at = None  # as if it had not been
            elif first is None:
                first = entry
            elif entry.at > due_at and corrected_at is None:
                corrected_at = entry.at
    if first is None or not any(said is not None for said in cells.values()):
        return Told("none", None, None, void_at)
    late = "late" if first.at > due_at else "on_time"
    entered = "undetermined" if first.is_import else late
    return Told(entered, first.at, corrected_at, None)


def outcome(told: Told, due_at: datetime, now: datetime) -> str:
    """Return how it came out at a moment, with no explanation given."""
    is_there = told.first_at is not None and told.first_at <= now
    if is_there and told.entered == "undetermined":
        return "undetermined"
    if is_there and told.entered == "on_time":
        return "on_time"
    if now <= due_at:
        return "not_yet_due"
    if is_there:
        return "late"
    return "void" if told.void_at is not None and told.void_at <= now else "missing"
