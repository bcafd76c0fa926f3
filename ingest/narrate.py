"""A receipt in plain lines, for the command line and for result files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.findings import finding_text
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.receipt import Finding, ProposedChange, Receipt

_STATUS = {
    "recorded": N_("{file}: recorded."),
    "unchanged": N_("{file}: nothing new to record."),
    "refused": N_("{file}: refused."),
}
VOID = N_(
    "Nothing of it counts: a breach of this account was reported, and what is handed "
    "in before new credentials are issued is void (§4.4). The file is kept; hand it in "
    "again when you have them."
)
_TOTALS = N_(
    "Filled cells read: {count_cells}; recorded {count_recorded}, unchanged "
    "{count_unchanged}, set aside {count_quarantined}, in conflict {count_conflicts}; "
    "removed {count_removals}."
)
_PAGE = N_(
    "{title}: recorded {count_recorded}, unchanged {count_unchanged}, set aside "
    "{count_quarantined}"
)
_FINDING = N_("sheet “{sheet}”, cell {cell}: {what} {fix} ({severity})")
_SHEET_FINDING = N_("sheet “{sheet}”: {what} {fix} ({severity})")
_PROPOSALS = {
    "conflict": N_(
        "{page}, {student} {lesson}: the workbook says “{file_value}”, the journal "
        "“{current_value}”, and both were changed. The journal keeps its value; "
        "download a fresh workbook and enter what is right."
    ),
    "removal": N_(
        "{page}, {student} {lesson}: “{current_value}” was emptied. Confirm the "
        "removal, or the journal keeps the value."
    ),
}


def receipt_lines(receipt: Receipt, language: str) -> Iterator[str]:
    """Yield what became of an upload: status, totals, pages, findings, proposals."""
    yield say(_STATUS[receipt.status], language, file=receipt.file_name)
    if receipt.status == "refused":
        yield say(receipt.refusal, language, **receipt.refusal_facts)
        return
    if receipt.is_void:
        yield say(VOID, language)
    yield say(_TOTALS, language, **vars(receipt))
    for page in receipt.pages:
        if page.count_recorded or page.count_quarantined or page.count_removals:
            yield "  " + say(_PAGE, language, **vars(page))
    for finding in receipt.findings:
        yield "  " + _finding_line(finding, language)
    for proposal in receipt.proposals:
        yield "  " + _proposal_line(proposal, language)


def _finding_line(finding: Finding, language: str) -> str:
    told = finding_text(finding.rule, finding.facts, language)
    return say(
        _FINDING if finding.cell else _SHEET_FINDING,
        language,
        sheet=finding.sheet,
        cell=finding.cell,
        what=told.what,
        fix=told.fix,
        severity=told.severity,
    )


def _proposal_line(proposal: ProposedChange, language: str) -> str:
    return say(
        _PROPOSALS[proposal.kind],
        language,
        page=proposal.page_title,
        student=proposal.student,
        lesson=proposal.lesson,
        file_value=proposal.file_value or "",
        current_value=proposal.current_value or "",
    )
