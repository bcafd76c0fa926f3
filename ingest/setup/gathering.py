"""Several rows of the set-up gathered into one set before it is looked at.

A row that takes another place (a lesson at another number) is the end of the one and
the beginning of the other; two rows may change places in one set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from expectations.language import N_
from ingest.setup.cells import as_text
from ingest.setup.changes import Change, natural_key
from ingest.setup.contract import SHEET_OF, completed
from ingest.setup.edits import Edit
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.setup.changes import Row
    from ingest.setup.columns import Sheet

_TAKEN = N_("There is such a row already: {row}. Change that one.")
_NOTHING = N_("Nothing in the row is different.")


def gathered(
    before: Sequence[Change],
    table: str,
    was: Row | None,
    wanted: Row | None,
    held: Iterable[Row],
) -> tuple[Change, ...]:
    """Return the set with one more row: `was` as `wanted`, which may be None.

    Without `was` the row is added. `held` are the table's rows of the day. What was
    gathered of the same row before is replaced. Refuses a second row with one key.
    """
    sheet = SHEET_OF[table]
    wanted = None if wanted is None else _whole(sheet, wanted)
    key = natural_key(sheet, was or wanted or {})
    others = [one for one in before if not _is_of(one, table, was)]
    if was is not None and _whole(sheet, was) == wanted:
        if len(others) == len(before):
            raise VedomostError(_NOTHING)
        return tuple(others)
    if wanted is not None:
        _refuse_taken(sheet, was, wanted, others, held)
    return (*others, Change(table, _kind(was, wanted), key, was, wanted))


def edits_of(gathered_changes: Sequence[Change]) -> list[Edit]:
    """Return the edits of a set: what is taken by a new row does not end."""
    edits: dict[tuple[object, ...], Edit] = {}
    for change in gathered_changes:
        if change.before is not None:
            key = natural_key(SHEET_OF[change.table], change.before)
            edits[change.table, key] = Edit(change.table, key, None)
    for change in gathered_changes:
        if change.after is not None:
            key = natural_key(SHEET_OF[change.table], change.after)
            edits[change.table, key] = Edit(change.table, key, change.after)
    return list(edits.values())


def _refuse_taken(
    sheet: Sheet,
    was: Row | None,
    wanted: Row,
    others: Sequence[Change],
    held: Iterable[Row],
) -> None:
    key = natural_key(sheet, wanted)
    here = [one for one in others if one.table == sheet.table]
    freed = {
        natural_key(sheet, one.before) for one in here if one.before is not None
    } | ({natural_key(sheet, was)} if was is not None else set())
    taken = {natural_key(sheet, row) for row in held} - freed
    taken |= {natural_key(sheet, one.after) for one in here if one.after is not None}
    if key in taken:
        told = ", ".join(as_text(part) for part in key if part not in {None, ""})
        raise VedomostError(_TAKEN, row=told)


def _is_of(one: Change, table: str, was: Row | None) -> bool:
    """Tell whether this was gathered of the same row as it stands in the school."""
    return was is not None and one.table == table and one.before == was


def _kind(
    was: Row | None, wanted: Row | None
) -> Literal["added", "changed", "removed"]:
    if was is None:
        return "added"
    return "removed" if wanted is None else "changed"


def _whole(sheet: Sheet, row: Row) -> Row:
    return completed({sheet.table: [row]})[sheet.table][0]
