"""Three versions of a cell: base × file × current.

Base is what this workbook last held (at its generation or its last accepted upload),
file is what stands in it now, current is the ledger. Only what the teacher touched is
an intention: a stale copy cannot wipe newer marks, an emptied cell is proposed for
removal and never silently erased, and where all three differ current stays until the
teacher says whose value holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.decisions import NONE
from ingest.same_message import moved_messages
from ingest.workbook import LESSON_FIELDS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from ingest.decisions import Decisions
    from ingest.workbook import CellKey, PageScope

OUTDATED = "outdated"


class Proposal(NamedTuple):
    """A cell about which the teacher has a word to say, or has said it.

    Where it stands is filled in by whoever has the file: '' where it stands no more.
    """

    kind: str  # conflict, removal
    key: CellKey
    base_value: str | None
    file_value: str | None
    current_value: str | None
    why: str = ""  # of a conflict: '' both changed, OUTDATED
    sheet: str = ""
    cell: str = ""
    file_text: str = ""


class Merged(NamedTuple):
    """What one page's file asks for."""

    changes: list[CellKey]
    conflicts: list[Proposal]  # these wait, as do
    removals: list[Proposal]
    removed: list[Proposal]  # emptied, and confirmed
    kept: list[Proposal]  # decided for the journal
    moved: dict[CellKey, CellKey]  # a message's key now → before its date was changed
    unchanged: int


def merge_page(
    scope: PageScope,
    base: Mapping[CellKey, str],
    file: Mapping[CellKey, str],
    current: Mapping[CellKey, str],
    faulty: Container[CellKey] = (),
    outdated: Container[tuple[CellKey, str]] = (),
    decisions: Decisions = NONE,
) -> Merged:
    """Compare the understood values of one page; empty cells are absent keys.

    `faulty` cells hold something that was not understood: they ask for nothing here.
    `outdated` are values that this workbook held before: one of them over a newer one,
    or over a removal, may be a second copy of the same download, so it waits for the
    teacher's word. `decisions` are about this page and hold whatever the base is by
    now: it may have been made anew since the question was asked.
    """
    merged = Merged([], [], [], [], [], moved_messages(base, file, current), 0)
    unchanged = 0
    for key, written in file.items():
        was = base.get(key)
        if written == was and key not in decisions.cells:
            unchanged += 1
            continue
        now = current.get(key)
        taken = decisions.on(key, now) if decisions.cells else None
        asks_nothing = now == was and (key, written) not in outdated
        if written == now or (written == was and taken is None):
            unchanged += 1
        elif taken == "file" or (asks_nothing and taken is None):
            merged.changes.append(key)
        else:
            why = OUTDATED if now == was else ""
            asks = Proposal("conflict", key, was, written, now, why)
            (merged.kept if taken else merged.conflicts).append(asks)
            unchanged += taken == "journal"
    before_moving = set(merged.moved.values())
    for key in _emptied(scope, base, decisions, file):
        if key not in faulty and key not in before_moving:
            _merge_emptied(merged, key, base.get(key), current.get(key), decisions)
    return merged._replace(unchanged=unchanged)


def _merge_emptied(
    merged: Merged, key: CellKey, was: str | None, now: str | None, decisions: Decisions
) -> None:
    if now is None:
        return
    kind = "removal" if now == was else "conflict"
    asks = Proposal(kind, key, was, None, now)
    taken = decisions.on(key, now)
    if taken is None and kind == "removal" and decisions.confirms_removals:
        taken = "file"
    if taken == "file":
        merged.removed.append(asks)
    elif taken == "journal":
        merged.kept.append(asks)
    elif was is not None:
        (merged.removals if kind == "removal" else merged.conflicts).append(asks)


def _emptied(
    scope: PageScope,
    base: Mapping[CellKey, str],
    decisions: Decisions,
    file: Container[CellKey],
) -> Iterator[CellKey]:
    """Yield the cells that stand in the file, empty, and were filled in the base.

    A row or column that was deleted, or a sheet that is gone, asks for nothing; a
    message's deleted row takes the message back.
    """
    for key in base:
        if key not in file and stands_in(scope, key):
            yield key
    for key in decisions.cells:
        if key not in base and key not in file and stands_in(scope, key):
            yield key


def stands_in(scope: PageScope, key: CellKey) -> bool:
    """Tell whether the workbook has a place for this cell, and speaks for it."""
    if scope.only is not None and key not in scope.only:
        return False
    if key.field == "mark":
        return key.student_id in scope.students and key.lesson_id in scope.lessons
    if key.field == "final":
        return key.period_id in scope.finals and key.student_id in scope.students
    if key.field in LESSON_FIELDS:
        return key.lesson_id in scope.listed and key.field in scope.listed_fields
    return key.field == "message" and scope.has_messages
