"""Every block in its place, every sealed row as its block sealed it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from warehouse import canonical
from warehouse.blocks import ENTRIES, FORMAT, FORMER_ENTRY, block_digest, former_digest
from warehouse.integrity import signatures, stored
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.stored import Row, Rows, StoredBlock

_VOID = "journal.void_events"


def check(
    cursor: duckdb.DuckDBPyConnection, blocks: list[StoredBlock]
) -> list[Difference]:
    """Return what differs in the blocks, their rows and signatures, in block order."""
    inside = stored.sealed_rows(cursor)
    found = [*_order(blocks), *signatures.check(cursor, blocks)]
    known = {block.block_id: block for block in blocks}
    seen = set()
    for block_id, entries in stored.entries(cursor):
        rows = inside.pop(block_id, {}) | {ENTRIES: entries}
        seen.add(block_id)
        found += _block(known.get(block_id), rows)  # type: ignore[call-overload]
    for block in blocks:
        if block.block_id not in seen:
            found += _block(block, inside.pop(block.block_id, {}))
    for rows in inside.values():
        found += _block(None, rows)
    return sorted(found, key=_place_in_order)


def _place_in_order(one: Difference) -> tuple[int, int]:
    number = one.place.split(",")[0].removeprefix("block ")
    return (0, int(number)) if number.isdecimal() else (1, 0)


def _order(blocks: list[StoredBlock]) -> Iterator[Difference]:
    previous, next_entry = "", 1
    for number, block in enumerate(blocks, start=1):
        place = (block.block_id, block.first_entry_id, block.previous_digest)
        if place != (number, next_entry, previous):
            yield Difference(
                f"block {block.block_id}", "It is out of its place in the chain."
            )
        previous = block.digest
        next_entry = block.first_entry_id + block.count_entries


def _block(block: StoredBlock | None, rows: Rows) -> Iterator[Difference]:
    if block is None:
        for table, found in rows.items():
            for row in found:
                yield Difference(
                    place_of(table, row), "It stands outside of every block."
                )
        return
    name = f"block {block.block_id}"
    lines = {table: canonical.lines(table, rows[table]) for table in sorted(rows)}
    inside = [line for table in lines for line in lines[table]]
    if _digest(block, rows, inside) != block.digest:
        altered = list(_altered(block, rows))
        yield from altered or [Difference(name, "It does not match its digest.")]
        return
    numbers = [row[0] for row in rows.get(ENTRIES, ())]
    first = block.first_entry_id
    if numbers != list(range(first, first + block.count_entries)):
        yield Difference(name, "Its entries are not numbered one after the other.")
    if block.format is not None and block.row_checks != canonical.checks(inside):
        yield Difference(name, "The marks that help to find altered rows were changed.")


def _digest(block: StoredBlock, rows: Rows, inside: list[str]) -> str:
    if block.format == FORMAT:
        return block_digest(block.header, inside)
    count = len(FORMER_ENTRY)
    former: list[Row] = [row[:count] for row in rows.get(ENTRIES, ())]
    former += [("void", *row[1:]) for row in sorted(rows.get(_VOID, ()))]
    others = set(rows) - {ENTRIES, _VOID}
    return former_digest(block.previous_digest, former) if not others else ""


def _altered(block: StoredBlock, rows: Rows) -> Iterator[Difference]:
    """Yield the rows that are not what the block sealed, as far as it can be told."""
    if block.row_checks is None:
        return
    name = f"block {block.block_id}"
    width = canonical.CHECK_BYTES
    checks = block.row_checks
    sealed = Counter(checks[at : at + width] for at in range(0, len(checks), width))
    for table in rows:
        for row in rows[table]:
            check = canonical.check(canonical.lines(table, [row])[0])
            if sealed[check]:
                sealed[check] -= 1
            else:
                yield Difference(
                    f"{name}, {place_of(table, row)}",
                    "It was altered or added afterwards.",
                )
    if sealed.total():
        numbers = {row[0] for row in rows.get(ENTRIES, ())}
        gone = [
            number
            for number in range(
                block.first_entry_id, block.first_entry_id + block.count_entries
            )
            if number not in numbers
        ]
        for number in gone:
            yield Difference(f"{name}, entry {number}", "It is missing.")
        if not gone:
            yield Difference(name, "A row that was sealed here is missing or altered.")


def place_of(table: str, row: Row) -> str:
    """Return where a row is, in ids: an entry with its cell."""
    named = dict(zip(stored.COLUMNS[table], row, strict=True))
    if table != ENTRIES:
        key = stored.COLUMNS[table][1 if table == _VOID else 0]
        return f"{table}, {key} {named[key]}"
    parts = ("page_id", "lesson_id", "period_id", "student_id", "field")
    cell = ", ".join(str(named[part]) for part in parts if named[part])
    return f"entry {named['entry_id']} ({cell})"
