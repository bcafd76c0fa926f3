"""What the person who handed a workbook in is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.workbook import CellKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class PageReceipt:
    """The counts of one journal page; they add up to the filled cells read."""

    page_id: str
    title: str
    sheet: str
    count_cells: int
    count_recorded: int
    count_unchanged: int
    count_quarantined: int
    count_conflicts: int
    count_removals: int  # removals recorded


@dataclass(frozen=True)
class Finding:
    """What a rule found in one cell; `facts` fill the rule's sentences."""

    rule: str
    severity: str
    sheet: str
    cell: str
    page_id: str
    lesson_id: str
    period_id: str
    student_id: str
    field: str
    value_text: str
    facts: Mapping[str, Any]


def told_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out the warnings of cells that a critical finding keeps out.

    Nobody is told “recorded, but” about a cell that is not recorded.
    """
    found = list(findings)
    kept_out = {(one.sheet, one.cell) for one in found if one.severity == "critical"}
    return [
        one
        for one in found
        if one.severity == "critical" or (one.sheet, one.cell) not in kept_out
    ]


@dataclass(frozen=True)
class ProposedChange:
    """A conflict or a proposed removal, with the names a teacher knows it by.

    `why` a conflict asks: '' where both were changed; `outdated` where the file has a
    value that this workbook held before, as an older copy of it would.
    """

    kind: str
    page_title: str
    sheet: str
    cell: str
    student: str
    lesson: str
    field: str
    base_value: str | None
    file_value: str | None
    current_value: str | None
    page_id: str
    lesson_id: str
    period_id: str
    student_id: str
    why: str

    @property
    def key(self) -> CellKey:
        """Return the cell's key, by which a decision names it."""
        return CellKey(
            self.page_id, self.lesson_id, self.period_id, self.student_id, self.field
        )


class CellOutcome(NamedTuple):
    """What became, or would become, of one cell of the file that is not as it was.

    `kind`: new, changed, removed; kept (decided for the journal); and what waits:
    conflict, removal (proposed), faulty (set aside by a rule, or not understood).
    """

    kind: str
    page_id: str
    lesson_id: str
    period_id: str
    student_id: str
    field: str
    sheet: str  # '' where the cell no longer stands in the file
    cell: str
    file_text: str  # as written in the file, '' if emptied
    current_value: str | None  # the journal's before this hand-in, None if it has none

    @property
    def key(self) -> CellKey:
        """Return the cell's key, by which a decision names it."""
        return CellKey(
            self.page_id, self.lesson_id, self.period_id, self.student_id, self.field
        )


@dataclass(frozen=True)
class Receipt:
    """The outcome of one upload: recorded, unchanged, refused, or waiting.

    A waiting one is a preview: it tells what recording would do and nothing is written
    but the file; its `upload_id` is the preview's id.
    """

    upload_id: str
    status: str
    file_name: str
    file_sha256: str
    refusal: str = ""
    refusal_facts: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[PageReceipt, ...] = ()
    findings: tuple[Finding, ...] = ()
    proposals: tuple[ProposedChange, ...] = ()
    outcomes: tuple[CellOutcome, ...] = ()
    count_cells: int = 0
    count_recorded: int = 0
    count_unchanged: int = 0
    count_quarantined: int = 0
    count_conflicts: int = 0
    count_removals: int = 0
    is_void: bool = False  # received in a void period (§4.4): nothing of it counts

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing waits for the teacher: no finding, no proposal."""
        if self.status == "refused" or self.is_void:
            return False
        return not self.findings and not self.proposals

    @property
    def needs_a_look(self) -> bool:
        """Tell whether cells of this file are faulty, in conflict or emptied."""
        asking = {"faulty", "conflict", "removal"}
        return not self.is_void and any(one.kind in asking for one in self.outcomes)


def facts_of(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as JSON takes it: everything by its name."""
    outcomes = [one._asdict() for one in receipt.outcomes]
    return asdict(receipt) | {"outcomes": outcomes}
