"""What an upload asks for: the cells that differ from what the workbook last held."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from expectations.frame import READ_CELLS
from ingest import stages
from ingest.base import (
    RULES_VERSION,
    Base,
    held_before,
    load_bases,
    removed_cells,
)
from ingest.decisions import NONE
from ingest.merge import Merged, Proposal, merge_page
from ingest.places import place_of
from ingest.same_message import known_message
from ingest.unsettled import Unsettled, unsettled_of
from ingest.workbook import (
    CELL,
    FIELD,
    LESSON,
    PAGE,
    SHEET,
    VALUE,
    VALUE_TEXT,
    CellKey,
    frame_of,
    key_of,
)
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from ingest.decisions import Decisions
    from ingest.pending import Upload
    from ingest.workbook import Reading, ReadRow
    from warehouse.known_facts import Values
    from warehouse.page_facts import PageFacts

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
    # The same but for the emptied ones, as they were read and under their keys.
    judged: list[tuple[ReadRow, CellKey]] = field(default_factory=list)
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
    prefilled: Mapping[str, str] = field(default_factory=dict)  # lesson → topic
    files: dict[str, dict[CellKey, str]] = field(default_factory=dict)  # understood
    unsettled: Unsettled = field(default_factory=Unsettled)
    # What the journal has on these pages, as understood.
    current: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()  # pages exactly as last accepted
    # Pages for which this upload does not speak: it is not their teacher's, or a later
    # hand-in of the same workbook was recorded first.
    unspoken: frozenset[str] = frozenset()

    @property
    def overtaken(self) -> list[str]:
        """The pages of which a later hand-in of this workbook was recorded first."""
        return [page for page, base in self.bases.items() if base.is_overtaken]

    def said(self, page_id: str, lesson_id: str, field: str) -> str | None:
        """Return what the journal says about a lesson before this upload."""
        return self.current.get(page_id, {}).get((page_id, lesson_id, "", "", field))


@stages.timed("compare")
def asked_by(
    cursor: duckdb.DuckDBPyConnection,
    reading: Reading,
    upload: Upload,
    facts: PageFacts,
    values: Values = teaching.current_values,
) -> Asked:
    """Compare a reading with the workbook's base and the ledger's current values.

    `values` gives these by page.
    """
    digests = {page: digest_of(one.digest) for page, one in reading.scopes.items()}
    held = load_bases(cursor, reading.workbook_id, digests, upload.received_at)
    bases = held.bases
    own_pages = facts.pages_of.get(upload.received_by, frozenset())
    skipped = frozenset(
        page_id
        for page_id, digest in digests.items()
        if bases[page_id].digest == digest
    )
    asked = Asked(
        cells=pl.DataFrame(schema=ASKING),
        bases={page: base for page, base in bases.items() if page not in skipped},
        prefilled=held.prefilled,
        skipped=skipped,
        unsettled=unsettled_of(cursor, reading.workbook_id, reading.scopes),
        unspoken=frozenset(
            page
            for page, base in bases.items()
            if base.is_overtaken or page not in own_pages
        ),
    )
    rows: list[ReadRow] = []
    for page_id, cells in reading.blocks:
        if page_id in skipped:
            asked.unchanged[page_id] += len(cells)
        else:
            rows += cells
    if asked.bases or rows:
        _Merging(cursor, reading, upload, own_pages, asked, facts, values).run(rows)
    return asked


def decided_part(reading: Reading, decisions: Decisions) -> Reading:
    """Return of a reading the decided cells alone: it speaks for no others."""
    only = frozenset(decisions.cells)
    pages = {key.page_id for key in only}
    blocks = [(row[PAGE], (row,)) for row in reading.rows if key_of(row) in only]
    scopes = {
        page: replace(scope, only=only, digest="")
        for page, scope in reading.scopes.items()
        if page in pages
    }
    return replace(
        reading, blocks=blocks, scopes=scopes, count_cells=len(blocks), elsewhere={}
    )


def digest_of(page_digest: str) -> str:
    """Return the digest under which an accepted page is remembered."""
    return f"{RULES_VERSION}:{page_digest}"


class _Merging:
    """Fills `asked`: faulty cells always ask, sound ones if the merge says so."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        reading: Reading,
        upload: Upload,
        own_pages: frozenset[str],
        asked: Asked,
        facts: PageFacts,
        values: Values,
    ) -> None:
        self._cursor = cursor
        self._reading = reading
        self._decisions = upload.decisions
        self._own_pages = own_pages
        self._asked = asked
        self._facts = facts
        self._disputed: frozenset[CellKey] = frozenset()
        asked.current = values(cursor, asked.bases)

    def run(self, rows: list[ReadRow]) -> None:
        """Merge the rows of the pages that are read again."""
        asked, cursor, reading = self._asked, self._cursor, self._reading
        keys = [key_of(row) for row in rows]
        self._name_messages(rows, keys)
        asking, sound = self._part(rows, keys)
        asked.files = {page: {} for page in asked.bases}
        for key, number in sound.items():
            asked.files[key.page_id][key] = rows[number][VALUE]
        faulty = {keys[number] for number in asking}
        outdated = held_before(cursor, reading.workbook_id, self._overwritten())
        for page_id, base in asked.bases.items():
            merged = merge_page(
                reading.scopes[page_id],
                base.values,
                asked.files[page_id],
                asked.current[page_id],  # type: ignore[arg-type]
                faulty,
                outdated,
                self._decisions.about(page_id) if page_id in self._own_pages else NONE,
            )
            self._take(page_id, merged, rows, sound, asking)
        judged_again = self._judged_again(rows, sound, asking)
        asked.count_asking = len(asking)
        judged = [*sorted(asking), *judged_again]
        asked.judged = [(rows[place], keys[place]) for place in judged]
        asked.cells = self._frame(asked.judged)

    def _take(
        self,
        page_id: str,
        merged: Merged,
        rows: list[ReadRow],
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
        rows: list[ReadRow],
        sound: Mapping[CellKey, int],
        asking: set[int],
    ) -> list[int]:
        """Return the rows that ask nothing, and that an open warning is about."""
        if not self._asked.unsettled.has_findings:
            return []
        doubted = teaching.doubted_cells(self._cursor, self._asked.bases)
        return [
            number
            for key, number in sound.items()
            if key in doubted
            and number not in asking
            and rows[number][VALUE] == self._asked.current[key.page_id].get(key)
        ]

    def _part(
        self, rows: list[ReadRow], keys: list[CellKey]
    ) -> tuple[set[int], dict[CellKey, int]]:
        """Part the rows, by number, into those that cannot be taken and sound ones.

        A cell that stands twice is taken once where both agree, else not at all.
        """
        asked = self._asked
        plan = _Plan(rows, asked, self._planned())
        disputed = self._disputed = _disputed(rows, keys)
        asking: set[int] = set()
        sound: dict[CellKey, int] = {}
        for number, row in enumerate(rows):
            key, page = keys[number], row[PAGE]
            if row[VALUE] is None or not page or key in disputed:
                asking.add(number)
            elif key in sound or (row[FIELD] == "topic" and plan.is_only(row, key)):
                asked.unchanged[page] += 1
            else:
                sound[key] = number
        return asking, sound

    def _planned(self) -> dict[str, str]:
        """Return the planned topic of each lesson, as the workbook was handed out."""
        planned: dict[str, str] = {}
        for page_id in self._asked.bases:
            planned |= self._facts.topics.get(page_id, {})
        return {**planned, **self._asked.prefilled}

    def _name_messages(self, rows: list[ReadRow], keys: list[CellKey]) -> None:
        """Give a message whose row lost its key the one that the journal knows."""
        told = [
            number
            for number, row in enumerate(rows)
            if row[FIELD] == "message" and row[PAGE]
        ]
        taken = {keys[number] for number in told}
        for number in told:
            key, value = keys[number], rows[number][VALUE]
            known = dict(self._asked.bases[key.page_id].values)
            now = self._asked.current[key.page_id]
            known |= {CellKey(*one): text for one, text in now.items()}
            if key in known or not value:
                continue
            again = known_message(key, value, known)
            if again is not None and again not in taken:
                keys[number] = again
                rows[number] = (
                    *rows[number][:PAGE],
                    *again,
                    *rows[number][FIELD + 1 :],
                )

    def _overwritten(self) -> list[str]:
        """Return the pages on which a value or a removal would be replaced."""
        asked = self._asked
        pages = self._removed_before() if asked.unsettled.has_removals else []
        for page_id, file in asked.files.items():
            base, now = asked.bases[page_id].values, asked.current[page_id]
            if any(
                now.get(key, written) != written
                if key in base
                else key.field == "message" and key not in now
                for key, written in file.items()
            ):
                pages.append(page_id)
        return pages

    def _removed_before(self) -> list[str]:
        """Return the pages on which a cell is filled that was emptied once."""
        asked = self._asked
        new = {
            key
            for page_id, file in asked.files.items()
            for key in file
            if key not in asked.bases[page_id].values
            and key not in asked.current[page_id]
        }
        removed = removed_cells(self._cursor, {key.page_id for key in new})
        return [key.page_id for key in removed & new]

    def _placed(
        self,
        proposal: Proposal,
        rows: list[ReadRow],
        sound: Mapping[CellKey, int],
    ) -> Proposal:
        """Say where in the file the cell of a proposal stands, and as it is written."""
        if proposal.file_value is not None:
            row = rows[sound[proposal.key]]
            return proposal._replace(
                sheet=row[SHEET], cell=row[CELL], file_text=row[VALUE_TEXT]
            )
        scope = self._reading.scopes[proposal.key.page_id]
        sheet, cell = place_of(scope, proposal.key)
        return proposal._replace(sheet=sheet, cell=cell)

    def _frame(self, judged: list[tuple[ReadRow, CellKey]]) -> pl.DataFrame:
        """Return rows with what the workbook and the journal had, as ASKING."""
        asked = self._asked
        held, current = [], []
        for _, key in judged:
            base = asked.bases.get(key.page_id)
            held.append(base.values.get(key) if base else None)
            now = asked.current.get(key.page_id)
            current.append(now.get(key) if now else None)
        disputed = self._disputed
        is_duplicate = [bool(disputed) and key in disputed for _, key in judged]
        return frame_of([row for row, _ in judged]).with_columns(
            pl.Series("base_value", held, dtype=pl.String),
            pl.Series("current_value", current, dtype=pl.String),
            pl.Series("is_duplicate", is_duplicate, dtype=pl.Boolean),
        )


def _disputed(rows: list[ReadRow], keys: list[CellKey]) -> frozenset[CellKey]:
    """Return the cells that stand in the file twice with different content."""
    if len(set(keys)) == len(keys):
        return frozenset()
    times = Counter(key for key in keys if key.page_id)
    said: dict[CellKey, set[tuple[str | None, str]]] = defaultdict(set)
    for row, key in zip(rows, keys, strict=True):
        if times[key] > 1:
            said[key].add((row[VALUE], "" if row[VALUE] else row[VALUE_TEXT]))
    return frozenset(key for key, contents in said.items() if len(contents) > 1)


class _Plan:
    """Tells topics of the plan as they were prefilled from somebody's entries."""

    def __init__(
        self, rows: list[ReadRow], asked: Asked, planned: Mapping[str, str]
    ) -> None:
        self._asked = asked
        self._planned = planned
        self._given = {row[LESSON] for row in rows if row[FIELD] in _SAYS_GIVEN}

    def is_only(self, row: ReadRow, key: CellKey) -> bool:
        """Tell whether this is the plan's topic as prefilled, and nobody's entry.

        So it is under a lesson that was not given yet, and where the journal has a
        topic that was entered elsewhere.
        """
        return (
            (row[LESSON] not in self._given or key in self._asked.current[key.page_id])
            and row[VALUE] == self._planned.get(row[LESSON])
            and key not in self._asked.bases[key.page_id].values
        )
