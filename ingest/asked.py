"""What an upload asks for: the cells that differ from what the workbook last held."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.frame import READ_CELLS
from ingest import stages
from ingest.base import (
    RULES_VERSION,
    Base,
    held_before,
    load_bases,
    prefilled_topics,
    removed_cells,
)
from ingest.decisions import NONE
from ingest.merge import Merged, Proposal, merge_page
from ingest.places import place_of
from ingest.same_message import known_message
from ingest.workbook import CellKey
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    import duckdb

    from ingest.decisions import Decisions
    from ingest.pending import Upload
    from ingest.workbook import Reading

# A lesson that has one of these in the file was given: only then its prefilled topic
# counts as the teacher's entry (§2.6).
_SAYS_GIVEN = frozenset({"mark", "status", "attendance_taken", "homework"})
ASKING = pl.Schema(
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
    for nothing, but are judged again, so that a finding closes when it is mended. Last
    stand emptied cells of closed periods, which keep what they have (§2.11).
    """

    cells: pl.DataFrame
    count_asking: int = 0
    conflicts: list[Proposal] = field(default_factory=list)
    removals: list[Proposal] = field(default_factory=list)
    removed: list[Proposal] = field(default_factory=list)  # emptied and confirmed
    kept: list[Proposal] = field(default_factory=list)  # decided for the journal
    closed: list[Proposal] = field(default_factory=list)  # emptied in a closed period
    # A message's key now → its key before the date in its row was changed.
    moved: dict[CellKey, CellKey] = field(default_factory=dict)
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


@stages.timed("compare")
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
        cells=pl.DataFrame(schema=ASKING),
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
    _Merging(cursor, reading, upload, own_pages, asked).run(rows)
    return asked


def decided_part(reading: Reading, decisions: Decisions) -> Reading:
    """Return of a reading the decided cells alone: it speaks for no others."""
    only = frozenset(decisions.cells)
    pages = {key.page_id for key in only}
    is_decided = [_key(row) in only for row in reading.cells.iter_rows(named=True)]
    cells = reading.cells.filter(pl.Series(is_decided, dtype=pl.Boolean))
    scopes = {
        page: replace(scope, only=only, digest="")
        for page, scope in reading.scopes.items()
        if page in pages
    }
    return replace(
        reading, cells=cells, scopes=scopes, count_cells=len(cells), elsewhere={}
    )


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


class _Merging:
    """Fills `asked`: faulty cells always ask, sound ones if the merge says so."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        reading: Reading,
        upload: Upload,
        own_pages: set[str],
        asked: Asked,
    ) -> None:
        self._cursor = cursor
        self._reading = reading
        self._decisions = upload.decisions
        self._own_pages = own_pages
        self._asked = asked
        self._current = {
            page: {CellKey(*key): value for key, value in values.items()}
            for page, values in teaching.current_values(cursor, asked.bases).items()
        }

    def run(self, rows: list[dict[str, Any]]) -> None:
        """Merge the rows of the pages that are read again."""
        asked, cursor, reading = self._asked, self._cursor, self._reading
        self._name_messages(rows)
        asking, sound = self._part(rows)
        asked.files = {page: {} for page in asked.bases}
        for key, number in sound.items():
            asked.files[key.page_id][key] = rows[number]["value"]
        faulty = {rows[number]["key"] for number in asking}
        outdated = held_before(cursor, reading.workbook_id, self._overwritten(sound))
        for page_id, base in asked.bases.items():
            merged = merge_page(
                reading.scopes[page_id],
                base.values,
                asked.files[page_id],
                self._current[page_id],
                faulty,
                outdated,
                self._decisions.about(page_id) if page_id in self._own_pages else NONE,
            )
            self._take(page_id, merged, rows, sound, asking)
        judged_again = self._judged_again(rows, sound, asking)
        asked.count_asking = len(asking)
        judged = [*sorted(asking), *judged_again]
        asked.cells = _frame((rows[number] for number in judged), asked, self._current)

    def _take(
        self,
        page_id: str,
        merged: Merged,
        rows: list[dict[str, Any]],
        sound: Mapping[CellKey, int],
        asking: set[int],
    ) -> None:
        """Add what a page's merge says to `asked` and to the asking rows."""
        asked = self._asked
        asking.update(sound[key] for key in merged.changes)
        asked.unchanged[page_id] += merged.unchanged
        if page_id not in self._own_pages:
            # A stranger has no say: what differs is set aside by the rules.
            strange = (one.key for one in merged.conflicts if one.file_value)
            asking.update(sound[key] for key in strange)
            return
        asked.moved |= merged.moved
        for waiting, found in (
            (asked.conflicts, merged.conflicts),
            (asked.removals, merged.removals),
            (asked.removed, merged.removed),
            (asked.kept, merged.kept),
        ):
            waiting += [self._placed(one, rows, sound) for one in found]

    def _judged_again(
        self,
        rows: list[dict[str, Any]],
        sound: Mapping[CellKey, int],
        asking: set[int],
    ) -> list[int]:
        """Return the rows that ask nothing, and that an open warning is about."""
        doubted = teaching.doubted_cells(self._cursor, self._asked.bases)
        return [
            number
            for key, number in sound.items()
            if key in doubted
            and number not in asking
            and rows[number]["value"] == self._current[key.page_id].get(key)
        ]

    def _part(self, rows: list[dict[str, Any]]) -> tuple[set[int], dict[CellKey, int]]:
        """Part the rows, by number, into those that cannot be taken and sound ones.

        A cell that stands twice is taken once where both agree, else not at all.
        """
        asked = self._asked
        planned = teaching.planned_topics(self._cursor, asked.bases)
        planned |= prefilled_topics(
            self._cursor, self._reading.workbook_id, asked.bases
        )
        given = {row["lesson_id"] for row in rows if row["field"] in _SAYS_GIVEN}
        disputed = _disputed(rows)
        asking: set[int] = set()
        sound: dict[CellKey, int] = {}
        for number, row in enumerate(rows):
            key, page = row["key"], row["page_id"]
            row["is_duplicate"] = key in disputed
            if row["value"] is None or not page or key in disputed:
                asking.add(number)
            elif key in sound or _only_planned(
                row, asked, planned, given, self._current[page]
            ):
                asked.unchanged[page] += 1
            else:
                sound[key] = number
        return asking, sound

    def _name_messages(self, rows: list[dict[str, Any]]) -> None:
        """Give a message whose row lost its key the one that the journal knows."""
        told = [row for row in rows if row["field"] == "message" and row["page_id"]]
        keys = {row["key"] for row in told}
        for row in told:
            page, key = row["page_id"], row["key"]
            known = self._asked.bases[page].values | self._current[page]
            if key in known or not row["value"]:
                continue
            again = known_message(key, row["value"], known)
            if again is not None and again not in keys:
                keys.add(again)
                row |= {"key": again, "period_id": again.period_id}

    def _overwritten(self, sound: Iterable[CellKey]) -> list[str]:
        """Return the pages on which a value or a removal would be replaced."""
        new = {
            key
            for key in sound
            if key not in self._asked.bases[key.page_id].values
            and key not in self._current[key.page_id]
        }
        removed = removed_cells(self._cursor, {key.page_id for key in new})
        pages = [key.page_id for key in removed & new]
        for page_id, file in self._asked.files.items():
            base, now = self._asked.bases[page_id].values, self._current[page_id]
            if any(
                now.get(key, written) != written
                if key in base
                else key.field == "message" and key not in now
                for key, written in file.items()
            ):
                pages.append(page_id)
        return pages

    def _placed(
        self,
        proposal: Proposal,
        rows: list[dict[str, Any]],
        sound: Mapping[CellKey, int],
    ) -> Proposal:
        """Say where in the file the cell of a proposal stands, and as it is written."""
        if proposal.file_value is not None:
            row = rows[sound[proposal.key]]
            return proposal._replace(
                sheet=row["sheet"], cell=row["cell"], file_text=row["value_text"]
            )
        scope = self._reading.scopes[proposal.key.page_id]
        sheet, cell = place_of(scope, proposal.key)
        return proposal._replace(sheet=sheet, cell=cell)


def _disputed(rows: list[dict[str, Any]]) -> set[CellKey]:
    """Return the cells that stand in the file twice with different content."""
    times = Counter(row["key"] for row in rows if row["page_id"])
    if times.total() == len(times):
        return set()
    said: dict[CellKey, set[tuple[str | None, str]]] = defaultdict(set)
    for row in rows:
        key = row["key"]
        if times[key] > 1:
            said[key].add((row["value"], "" if row["value"] else row["value_text"]))
    return {key for key, contents in said.items() if len(contents) > 1}


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
    current: Mapping[str, Mapping[CellKey, str]],
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
    columns = {name: [row[name] for row in asking] for name in ASKING}
    return pl.DataFrame(columns, schema=ASKING)
