"""What a hand-in, or a waiting preview, left to mend and to decide; and its counts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingest.unsettled import open_findings
from ingest.workbook import CellKey
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import duckdb

    from ingest.receipt import Finding, Receipt
    from ingest.workbook import Reading


@dataclass(frozen=True)
class HandedIn:
    """One file as it was handed in; a waiting preview's too."""

    upload_id: str
    received_at: datetime  # naive UTC
    received_by: str
    file_name: str
    file_sha256: str
    workbook_id: str
    status: str  # of the upload, or `waiting`
    refusal: str = ""
    refusal_facts: str = ""
    totals: tuple[int, ...] = ()  # of an upload, as Counts has them
    via: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What fills the sentence of a refusal."""
        return dict(json.loads(self.refusal_facts))


class Waiting(NamedTuple):
    """A cell that waits for its teacher's word."""

    kind: str  # conflict, removal
    key: CellKey
    file_value: str | None
    current_value: str | None
    why: str


class Counts(NamedTuple):
    """What became of filled cells: each read one is in one of the next four."""

    read: int = 0
    recorded: int = 0
    unchanged: int = 0
    set_aside: int = 0
    in_conflict: int = 0
    removed: int = 0  # emptied ones, so none of those read

    def less(self, others: Iterable[Counts]) -> Counts:
        """Return what is left of these when others are taken away."""
        columns = zip(*others, strict=True)
        taken = [sum(column) for column in columns] or [0] * len(self)
        return Counts(*(a - b for a, b in zip(self, taken, strict=True)))


@dataclass(frozen=True)
class Unsettled:
    """Everything that marking shows besides the file itself."""

    findings: tuple[Finding, ...]
    waiting: tuple[Waiting, ...]
    totals: Counts
    pages: tuple[tuple[str, Counts], ...] = ()  # titles with their counts
    is_void: bool = False


_UPLOAD = """
select
    upload_id, received_at, received_by, file_name, file_sha256,
    coalesce(workbook_id, ''), status, coalesce(refusal, ''),
    coalesce(refusal_facts, '{}'), [
        coalesce(count_cells, 0), coalesce(count_recorded, 0),
        coalesce(count_unchanged, 0), coalesce(count_quarantined, 0),
        coalesce(count_conflicts, 0), coalesce(count_removals, 0)
    ], via
from journal.uploads
where upload_id = $upload_id
"""
_PREVIEW = """
select
    preview_id, received_at, received_by, file_name, file_sha256,
    coalesce(workbook_id, ''), 'waiting'
from journal.previews
where preview_id = $upload_id and outcome is null
"""
_PROPOSALS = """
select
    proposals.kind, proposals.page_id, proposals.lesson_id, proposals.period_id,
    proposals.student_id, proposals.field, proposals.file_value,
    proposals.current_value, coalesce(proposals.why, '')
from journal.proposals
inner join journal.uploads using (upload_id)
where proposals.is_open and (
    proposals.upload_id = $upload_id
    or (
        proposals.workbook_id = $workbook_id and proposals.workbook_id <> ''
        and uploads.received_at < $received_at
    )
)
order by proposals.page_id, proposals.lesson_id, proposals.student_id
"""
_FATES = """
select page_id, 'recorded' as fate, count(*)
from journal.entries where upload_id = $upload_id and value is not null group by 1
union all
select page_id, 'removed', count(*)
from journal.entries where upload_id = $upload_id and value is null group by 1
union all
select page_id, 'set aside', count(distinct (
    sheet, cell, page_id, lesson_id, period_id, student_id, field
))
from journal.findings
where upload_id = $upload_id and severity = 'critical'
    -- An emptied cell of a closed period is none of those read.
    and (rule <> 'period_is_not_closed' or value_text <> '')
group by 1
union all
select page_id, 'in conflict', count(*)
from journal.proposals
where upload_id = $upload_id and kind = 'conflict' and file_value is not null
group by 1
"""


def own_file_name(
    cursor: duckdb.DuckDBPyConnection, upload_id: str, person_id: str
) -> str | None:
    """Return what a person's own file was called; None for everybody else's."""
    row = cursor.execute(
        """
        select file_name from journal.uploads
        where upload_id = $upload_id and received_by = $person_id
        union all
        select file_name from journal.previews
        where preview_id = $upload_id and received_by = $person_id and outcome is null
        """,
        {"upload_id": upload_id, "person_id": person_id},
    ).fetchone()
    return None if row is None else str(row[0])


def handed_in(cursor: duckdb.DuckDBPyConnection, upload_id: str) -> HandedIn | None:
    """Return the upload, or the preview that waits, of this id."""
    for query in (_UPLOAD, _PREVIEW):
        row = cursor.execute(query, {"upload_id": upload_id}).fetchone()
        if row is not None:
            return HandedIn(*row)
    return None


def left_by_upload(
    cursor: duckdb.DuckDBPyConnection,
    upload: HandedIn,
    reading: Reading,
    *,
    is_void: bool,
) -> Unsettled:
    """Return what an upload left open by now, and what then became of its cells.

    A void one (§4.4) left nothing behind but its totals.
    """
    totals = Counts(*upload.totals)
    if is_void:
        return Unsettled((), (), totals, is_void=True)
    about = {
        "upload_id": upload.upload_id,
        "workbook_id": upload.workbook_id,
        "received_at": upload.received_at,
    }
    pages = _pages(cursor, upload, reading)
    # A hand-in that spoke for some cells only counted those, the file has more.
    rest = totals.less(counts for _, counts in pages)
    # Pages that came just as they were found keep the findings of the hand-in before.
    findings = open_findings(
        cursor, upload.workbook_id, upload.upload_id, upload.received_at
    )
    proposals = cursor.execute(_PROPOSALS, about).fetchall()
    return Unsettled(
        findings=findings,
        waiting=tuple(
            Waiting(row[0], CellKey(*row[1:6]), *row[6:]) for row in proposals
        ),
        totals=totals,
        pages=pages if min(rest) >= 0 else (),
    )


def left_by_preview(receipt: Receipt) -> Unsettled:
    """Return what a rehearsal found: what recording would do with each cell."""
    pages = tuple(
        (
            page.title,
            Counts(
                page.count_cells,
                page.count_recorded,
                page.count_unchanged,
                page.count_quarantined,
                page.count_conflicts,
                page.count_removals,
            ),
        )
        for page in receipt.pages
    )
    return Unsettled(
        findings=receipt.findings,
        waiting=tuple(
            Waiting(one.kind, one.key, one.file_value, one.current_value, one.why)
            for one in receipt.proposals
        ),
        totals=Counts(
            receipt.count_cells,
            receipt.count_recorded,
            receipt.count_unchanged,
            receipt.count_quarantined,
            receipt.count_conflicts,
            receipt.count_removals,
        ),
        pages=pages,
        is_void=receipt.is_void,
    )


def _pages(
    cursor: duckdb.DuckDBPyConnection, upload: HandedIn, reading: Reading
) -> tuple[tuple[str, Counts], ...]:
    """Count again, page by page: the file says what was read, the ledger the rest."""
    fates: dict[str, Counter[str]] = {}
    for page_id, fate, count in cursor.execute(
        _FATES, {"upload_id": upload.upload_id}
    ).fetchall():
        fates.setdefault(page_id, Counter())[fate] += count
    read = Counter(reading.cells["page_id"]) + Counter(reading.elsewhere)
    counts = []
    for page_id, title in teaching.page_titles(cursor, reading.scopes).items():
        fate = fates.get(page_id, Counter())
        set_aside = fate["set aside"] + reading.elsewhere.get(page_id, 0)
        settled = (fate["recorded"], set_aside, fate["in conflict"])
        told = Counts(
            read[page_id],
            fate["recorded"],
            read[page_id] - sum(settled),
            set_aside,
            fate["in conflict"],
            fate["removed"],
        )
        counts.append((title, told))
    return tuple(counts)
