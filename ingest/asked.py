"""What an upload asks for: the cells that differ from what the workbook last held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.frame import READ_CELLS
from ingest.base import (
    RULES_VERSION,
    Base,
    held_before,
    load_bases,
    prefilled_topics,
)
from ingest.merge import Proposal, merge_page
from ingest.workbook import CellKey
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

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
    """The asking cells (in the file's order) and what the merge put aside.

    Behind the asking cells stand recorded ones that an open finding is about: they ask
    for nothing, but are judged again, so that a finding closes when it is mended.
    """

    cells: pl.DataFrame
    count_asking: int = 0
    conflicts: list[Proposal] = field(default_factory=list)
    removals: list[Proposal] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)  # filled cells by page
    bases: dict[str, Base] = field(default_factory=dict)  # of the pages read again
    files: dict[str, dict[CellKey, str]] = field(default_factory=dict)  # understood
    skipped: frozenset[str] = frozenset()  # pages exactly as last accepted
    # Pages for which this upload does not speak: it is not their teacher's, or a later
    # hand-in of the same workbook was recorded first.
    unspoken: frozenset[str] = frozenset()

    @property
    def overtaken(self) -> list[str]:
        """The pages of which a later hand-in of this workbook was recorded first."""
        return [page for page, base in self.bases.items() if base.is_overtaken]


def asked_by(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, upload: Upload
) -> Asked:
    """Compare a reading with the workbook's base and the ledger's current values."""
    bases = load_bases(cursor, reading.workbook_id, reading.scopes, upload.received_at)
    own_pages = teaching.pages_of(cursor, upload.received_by)
    skipped = frozenset(
        page_id
        for page_id, scope in reading.scopes.items()
        if bases[page_id].digest == digest_of(scope.digest)
    )
    asked = Asked(
        cells=pl.DataFrame(schema=_ASKING),
        bases={page: base for page, base in bases.items() if page not in skipped},
        skipped=skipped,
        unspoken=frozenset(
            page
            for page, base in bases.items()
            if base.is_overtaken or page not in own_pages
        ),
    )
    rows = []
    for row in reading.cells.iter_rows(named=True):
        if row["page_id"] in skipped:
            asked.unchanged[row["page_id"]] += 1
        else:
            rows.append(row | {"key": _key(row)})
    _merge(cursor, reading, own_pages, rows, asked)
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
    own_pages: set[str],
    rows: list[dict[str, Any]],
    asked: Asked,
) -> None:
    """Fill `asked`: faulty cells always ask, sound ones if the merge says so."""
    times = Counter(row["key"] for row in rows)
    planned = teaching.planned_topics(cursor, asked.bases)
    planned |= prefilled_topics(cursor, reading.workbook_id, asked.bases)
    current = teaching.current_values(cursor, asked.bases)
    given = {row["lesson_id"] for row in rows if row["field"] in _SAYS_GIVEN}
    asking: set[int] = set()
    sound: dict[CellKey, int] = {}
    for number, row in enumerate(rows):
        row["is_duplicate"] = bool(row["page_id"]) and times[row["key"]] > 1
        if row["value"] is None or not row["page_id"] or row["is_duplicate"]:
            asking.add(number)
        elif _only_planned(row, asked, planned, given, current[row["page_id"]]):
            asked.unchanged[row["page_id"]] += 1
        else:
            sound[row["key"]] = number
    asked.files = {page: {} for page in asked.bases}
    for key, number in sound.items():
        asked.files[key.page_id][key] = rows[number]["value"]
    faulty = {rows[number]["key"] for number in asking}
    overwritten = _overwritten(asked, current)
    outdated = held_before(cursor, reading.workbook_id, overwritten)
    for page_id, base in asked.bases.items():
        now = {CellKey(*key): value for key, value in current[page_id].items()}
        file = asked.files[page_id]
        merged = merge_page(
            reading.scopes[page_id], base.values, file, now, faulty, outdated
        )
        asking.update(sound[key] for key in merged.changes)
        asked.unchanged[page_id] += merged.unchanged
        if page_id in own_pages:
            asked.conflicts += merged.conflicts
            asked.removals += merged.removals
        else:  # a stranger has no say: what differs is set aside by the rules
            asking.update(sound[one.key] for one in merged.conflicts if one.file_value)
    doubted = teaching.doubted_cells(cursor, asked.bases)
    judged_again = [
        number
        for key, number in sound.items()
        if key in doubted
        and number not in asking
        and rows[number]["value"] == current[key.page_id].get(key)
    ]
    asked.count_asking = len(asking)
    judged = [*sorted(asking), *judged_again]
    asked.cells = _frame((rows[number] for number in judged), asked, current)


def _overwritten(
    asked: Asked, current: dict[str, dict[tuple[str, ...], str]]
) -> list[str]:
    """Return the pages on which a value of the journal would be replaced."""
    return [
        page_id
        for page_id, file in asked.files.items()
        if any(
            key in asked.bases[page_id].values
            and current[page_id].get(key, written) != written
            for key, written in file.items()
        )
    ]


def _only_planned(
    row: dict[str, Any],
    asked: Asked,
    planned: dict[str, str],
    given: set[str],
    known: Container[tuple[str, ...]],
) -> bool:
    """Tell whether this is the plan's topic as it was prefilled, and nobody's entry.

    So it is under a lesson that was not given yet, and where the journal has a topic
    that was entered elsewhere.
    """
    return (
        row["field"] == "topic"
        and (row["lesson_id"] not in given or row["key"] in known)
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
