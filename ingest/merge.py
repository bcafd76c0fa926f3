"""Three versions of a cell: base × file × current.

Base is what this workbook last held (at its generation or its last accepted upload),
file is what stands in it now, current is the ledger. Only what the teacher touched is
an intention: a stale copy cannot wipe newer marks, an emptied cell is proposed for
removal and never silently erased, and where all three differ current stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.workbook import LESSON_FIELDS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from ingest.workbook import CellKey, PageScope


class Proposal(NamedTuple):
    """A cell that waits for the teacher's word; the ledger is untouched meanwhile."""

    kind: str  # conflict, removal
    key: CellKey
    base_value: str | None
    file_value: str | None
    current_value: str | None


class Merged(NamedTuple):
    """What one page's file asks for."""

    changes: list[CellKey]
    conflicts: list[Proposal]
    removals: list[Proposal]
    unchanged: int


def merge_page(
    scope: PageScope,
    base: Mapping[CellKey, str],
    file: Mapping[CellKey, str],
    current: Mapping[CellKey, str],
    faulty: Container[CellKey] = (),
    outdated: Container[tuple[CellKey, str]] = (),
) -> Merged:
    """Compare the understood values of one page; empty cells are absent keys.

    `faulty` cells hold something that was not understood: they ask for nothing here.
    `outdated` are values that this workbook held before: one of them over a newer one
    may be a second copy of the same download, so it waits for the teacher's word.
    """
    merged = Merged([], [], [], 0)
    unchanged = 0
    for key, written in file.items():
        was, now = base.get(key), current.get(key)
        if written in (was, now):
            unchanged += 1
        elif now == was and (now is None or (key, written) not in outdated):
            merged.changes.append(key)
        else:
            merged.conflicts.append(Proposal("conflict", key, was, written, now))
    for key in _emptied(scope, base, file):
        if key in faulty:
            continue
        was, now = base[key], current.get(key)
        if now is None:
            continue
        kind = "removal" if now == was else "conflict"
        proposals = merged.removals if kind == "removal" else merged.conflicts
        proposals.append(Proposal(kind, key, was, None, now))
    return merged._replace(unchanged=unchanged)


def _emptied(
    scope: PageScope, base: Mapping[CellKey, str], file: Mapping[CellKey, str]
) -> Iterator[CellKey]:
    """Yield the cells that stand in the file, empty, and were filled in the base.

    A row or column that was deleted, or a sheet that is gone, asks for nothing.
    """
    for key in base:
        if key not in file and stands_in(scope, key):
            yield key


def stands_in(scope: PageScope, key: CellKey) -> bool:
    """Tell whether the workbook has a place for this cell."""
    if key.field == "mark":
        return key.student_id in scope.students and key.lesson_id in scope.lessons
    if key.field == "final":
        return (
            scope.has_final
            and key.period_id == scope.period_id
            and key.student_id in scope.students
        )
    if key.field in LESSON_FIELDS:
        return key.lesson_id in scope.listed and key.field in scope.listed_fields
    return False
