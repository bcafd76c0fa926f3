"""What an upload asks for: the cells that differ from what the workbook last held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.frame import READ_CELLS
from ingest.base import RULES_VERSION, Base, load_bases
from ingest.merge import Proposal, merge_page
from ingest.workbook import CellKey
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from ingest.pending import Upload
    from ingest.workbook import Reading

# A lesson that has one of these in the file was given: only then its prefilled topic
# counts as the teacher's entry (§2.6).
_SAYS_GIVEN = frozenset({"mark", "status", "attendance_taken", "homework"})
_ASKING = pl.Schema(
    {
        **READ_CELLS,
        "base_value": pl.String(),
        "current_value": pl.String(),
        "is_duplicate": pl.Boolean(),
    }
)


@dataclass
class Asked:
    """The asking cells (in the file's order) and what the merge put aside."""

    cells: pl.DataFrame
    conflicts: list[Proposal] = field(default_factory=list)
    removals: list[Proposal] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)  # filled cells by page
    bases: dict[str, Base] = field(default_factory=dict)  # of the pages read again
    files: dict[str, dict[CellKey, str]] = field(default_factory=dict)  # understood
    skipped: frozenset[str] = frozenset()  # pages exactly as last accepted


def asked_by(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, upload: Upload
) -> Asked:
    """Compare a reading with the workbook's base and the ledger's current values."""
    bases = load_bases(cursor, reading.workbook_id, reading.scopes)
    skipped = frozenset(
        page_id
        for page_id, scope in reading.scopes.items()
        if bases[page_id].digest == digest_of(scope.digest)
    )
    asked = Asked(
        cells=pl.DataFrame(schema=_ASKING),
        bases={page: base for page, base in bases.items() if page not in skipped},
        skipped=skipped,
    )
    rows = []
    for row in reading.cells.iter_rows(named=True):
        if row["page_id"] in skipped:
            asked.unchanged[row["page_id"]] += 1
        else:
            rows.append(row | {"key": _key(row)})
    _merge(cursor, reading, upload, rows, asked)
    return asked


def digest_of(page_digest: str) -> str:
    """Return the digest under which an accepted page is remembered."""
    return f"{RULES_VERSION}:{page_digest}"


def _key(row: dict[str, Any]) -> CellKey:
    return CellKey(
        row["page_id"],
        row["lesson_id"],
        row["period_id"],
        row["student_id"],
        row["field"],
    )


def _merge(
    cursor: duckdb.DuckDBPyConnection,
    reading: Reading,
    upload: Upload,
    rows: list[dict[str, Any]],
    asked: Asked,
) -> None:
    """Fill `asked`: faulty cells always ask, sound ones if the merge says so."""
    times = Counter(row["key"] for row in rows)
    planned = teaching.planned_topics(cursor, asked.bases)
    given = {row["lesson_id"] for row in rows if row["field"] in _SAYS_GIVEN}
    asking: set[int] = set()
    sound: dict[CellKey, int] = {}
    for number, row in enumerate(rows):
        row["is_duplicate"] = bool(row["page_id"]) and times[row["key"]] > 1
        if row["value"] is None or not row["page_id"] or row["is_duplicate"]:
            asking.add(number)
        elif _only_planned(row, asked, planned, given):
            asked.unchanged[row["page_id"]] += 1
        else:
            sound[row["key"]] = number
    asked.files = {page: {} for page in asked.bases}
    for key, number in sound.items():
        asked.files[key.page_id][key] = rows[number]["value"]
    faulty = {rows[number]["key"] for number in asking}
    current = teaching.current_values(cursor, asked.bases)
    own_pages = teaching.pages_of(cursor, upload.received_by)
    for page_id, base in asked.bases.items():
        now = {CellKey(*key): value for key, value in current[page_id].items()}
        merged = merge_page(
            reading.scopes[page_id], base.values, asked.files[page_id], now, faulty
        )
        asking.update(sound[key] for key in merged.changes)
        asked.conflicts += merged.conflicts
        asked.removals += merged.removals if page_id in own_pages else []
        asked.unchanged[page_id] += merged.unchanged
    asked.cells = _frame((rows[number] for number in sorted(asking)), asked, current)


def _only_planned(
    row: dict[str, Any], asked: Asked, planned: dict[str, str], given: set[str]
) -> bool:
    """Tell whether this is the plan's topic under a lesson that was not given yet."""
    return (
        row["field"] == "topic"
        and row["lesson_id"] not in given
        and row["value"] == planned.get(row["lesson_id"])
        and row["key"] not in asked.bases[row["page_id"]].values
    )


def _frame(
    rows: Iterable[dict[str, Any]],
    asked: Asked,
    current: dict[str, dict[tuple[str, ...], str]],
) -> pl.DataFrame:
    asking = []
    for row in rows:
        page, key = row["page_id"], row["key"]
        base = asked.bases.get(page)
        asking.append(
            row
            | {
                "base_value": base.values.get(key) if base else None,
                "current_value": current.get(page, {}).get(key),
            }
        )
    columns = {name: [row[name] for row in asking] for name in _ASKING}
    return pl.DataFrame(columns, schema=_ASKING)
