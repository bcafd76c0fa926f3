"""Tables that are only ever added to, each row sealed in a block of the ledger (§2.10).

To register one: a line in `SEALED` with its columns in digest order, a last column
`block_id bigint` in its migration, and `write` as its only writer. `vedomost verify`
then finds any row that was altered, added or left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warehouse import canonical
from warehouse.blocks import Block, last_block, seal
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import duckdb

    Rows = Sequence[Mapping[str, object]]

SEALED: dict[str, tuple[str, ...]] = {
    "journal.adopted": ("about", "until_block_id", "count_rows", "digest"),
    "journal.archive_acts": (
        *("act_id", "number", "package_id", "path", "made_at", "made_by"),
    ),
    "journal.archive_packages": (
        *("package_id", "year_id", "class_id", "school_level", "period_id"),
        *("period_name", "number", "path", "tag_digest", "key_id", "count_files"),
        *("size_bytes", "count_lost_workbooks", "ledger_block_id", "last_entry_id"),
        *("closing_event_id", "refers_to", "why", "reason", "journal_until"),
        *("summary_until", "made_at", "made_by"),
    ),
    "journal.closings": (
        *("event_id", "kind", "year_id", "class_id", "period_id", "page_id"),
        *("person_id", "ends_at", "of_event_id", "reason", "count_owed"),
        *("after_entry_id", "happened_at", "by_person_id"),
    ),
    "journal.explanation_answers": (
        *("explanation_id", "is_accepted", "note", "answered_at", "answered_by"),
    ),
    "journal.explanations": (
        *("explanation_id", "person_id", "page_id", "lesson_id", "period_id"),
        *("kind", "reason", "note", "written_at"),
    ),
    "journal.exported_files": (
        *("export_id", "kind", "school_level", "class_id", "period_id", "path"),
        *("sha256", "size_bytes", "code"),
    ),
    "journal.exports": (
        *("export_id", "year_id", "month", "number", "school_level", "due_at"),
        *("made_at", "made_by", "answered_by", "ledger_block_id", "ledger_digest"),
        *("count_sheets", "count_files", "act_path", "act_sha256"),
    ),
    "journal.filed": (
        *("path", "sha256", "size_bytes", "kind", "about", "filed_at", "filed_by"),
    ),
    "journal.imports": (
        *("import_id", "event", "year_id", "layout", "file_name", "file_sha256"),
        *("size_bytes", "class_name", "count_facts", "count_entries"),
        *("happened_at", "by_person_id"),
    ),
    "journal.key_changes": (
        *("key_id", "public_key", "former_key_id", "changed_at", "reason"),
    ),
    "journal.movements": (
        *("set_id", "year_id", "number", "kind", "student_id", "class_from"),
        *("class_to", "groups_from", "groups_to", "moved_on", "until_on"),
        *("order_number", "order_on", "school_name", "place", "reason", "moved_at"),
        "moved_by",
    ),
    "journal.outside_marks": (
        *("statement_id", "subject_id", "subject_name", "period_id", "value"),
        "average",
    ),
    "journal.outside_statements": (
        *("event_id", "kind", "statement_id", "year_id", "student_id"),
        *("school_name", "document_number", "document_on", "note", "reason"),
        *("happened_at", "by_person_id"),
    ),
    "journal.printed_forms": (
        *("code", "kind", "school_level", "class_id", "page_id", "student_id"),
        *("period_id", "starts_on", "ends_on", "page_ids", "block_id"),
        *("block_digest", "last_entry_id", "as_of", "printed_at", "printed_by"),
        *("ledger_digest", "figures_digest", "key_figures"),
    ),
    "journal.setup_change_sets": (
        *("set_id", "last_change_id", "kind", "reason", "document_number"),
        *("document_on", "undoes_set_id", "from_date", "applied_at", "applied_by"),
    ),
    "journal.setup_states": ("table_name", "count_rows", "digest"),
    "journal.staff_changes": (
        *("set_id", "part", "year_id", "number", "kind", "of_set_id", "person_id"),
        *("what", "unit_id", "subject_id", "person_from", "person_to", "from_on"),
        *("until_on", "order_number", "order_on", "reason", "changed_at"),
        "changed_by",
    ),
    "journal.verifications": (
        *("verified_at", "asked_by", "seconds", "count_blocks", "count_entries"),
        *("count_files", "count_forms", "count_differences", "count_notices"),
        *("first_differences", "head_block_id", "head_digest"),
    ),
    "journal.void_events": (
        *("school_id", "event_id", "breach_id", "person_id", "kind", "moment"),
        *("recorded_at", "recorded_by"),
    ),
    "journal.weeks_seen": ("student_id", "week_on", "person_id", "seen_at"),
    "setup.setup_changes": (
        *("change_id", "applied_at", "applied_by", "file_sha256", "valid_from"),
        *("sheet", "change", "natural_key", "before_row", "after_row"),
    ),
}
# Records of what left the house or lies in it, and of who saw a diary: no page shows
# another value of the journal for them.
SHOWN_ON_NO_PAGE = frozenset(
    {
        "journal.adopted",
        "journal.archive_acts",
        "journal.archive_packages",
        "journal.exported_files",
        "journal.exports",
        "journal.filed",
        "journal.imports",
        "journal.key_changes",
        "journal.printed_forms",
        "journal.verifications",
        "journal.weeks_seen",
    }
)
_FEW = 20  # rows that are inserted one by one
# Where `block_id` says which block a row shows, another column says which one seals it.
_SEALED_IN = {"journal.printed_forms": "sealed_in_block_id"}


def block_column(table: str) -> str:
    """Return the column that names the block in which a table's row is sealed."""
    return _SEALED_IN.get(table, "block_id")


def write(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    at: datetime,
    table: str,
    rows: Rows,
) -> Block:
    """Append rows to a sealed table as one block, inside the caller's transaction.

    A row names every column of `SEALED[table]`; `at` is aware, or UTC without zone.
    """
    return write_together(cursor, school_id, at, {table: rows})


def write_together(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    at: datetime,
    rows: Mapping[str, Rows],
    stored: Sequence[str] = (),
) -> Block:
    """Append rows to several sealed tables as one block.

    Tables in `stored` hold rows under the next block's number already: these are sealed
    with them.
    """
    block_id = last_block(cursor).block_id + 1
    for table, records in rows.items():
        _insert(cursor, table, records, block_id)
    tables = {*stored, *(table for table in rows if rows[table])}
    return _seal_rows(cursor, school_id, at, sorted(tables))


def _seal_rows(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    at: datetime,
    tables: Sequence[str],
) -> Block:
    """Seal what is stored: a database may round what it is given."""
    block_id = last_block(cursor).block_id + 1
    lines = {
        table: canonical.lines(
            table,
            canonical.fetched(
                cursor,
                f"select {', '.join(SEALED[table])} from {table} "
                f"where {block_column(table)} = ?",
                block_id,
            ),
        )
        for table in tables
    }
    if not any(lines.values()):
        raise ValueError(tables)
    moment = utc_naive(at) if at.tzinfo else at
    shown = any(table not in SHOWN_ON_NO_PAGE for table in tables)
    return seal(cursor, school_id, moment, lines, changes_pages=shown)


def _insert(
    cursor: duckdb.DuckDBPyConnection, table: str, rows: Rows, block_id: int
) -> None:
    """Insert rows that name the sealed columns; others (a locator) may come along."""
    if not rows:
        return
    missing = set(SEALED[table]) - set(rows[0])
    if missing:
        raise ValueError(missing)
    columns = ", ".join([*rows[0], block_column(table)])
    if len(rows) <= _FEW:
        cursor.executemany(
            f"insert into {table} ({columns}) "
            f"values ({', '.join('?' for _ in rows[0])}, {block_id})",
            [list(row.values()) for row in rows],
        )
        return
    cursor.register(
        "sealed_rows", pl.DataFrame(rows, infer_schema_length=None).to_arrow()
    )
    cursor.execute(
        f"insert into {table} ({columns}) select *, {block_id} from sealed_rows"
    )
    cursor.unregister("sealed_rows")
