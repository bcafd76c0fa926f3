"""A receipt in plain lines, for the command line and for result files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.findings import finding_text
from expectations.language import N_, say
from ingest.merge import OUTDATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.receipt import Finding, ProposedChange, Receipt

_STATUS = {
    "recorded": N_("{file}: recorded."),
    "unchanged": N_("{file}: nothing new to record."),
    "refused": N_("{file}: refused."),
    "waiting": N_(
        "{file}: nothing is recorded yet. Look at the cells below on the page “My "
        "journals”, then record the file."
    ),
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
_BOTH_CHANGED = N_(
    "{where}: the workbook says “{file_value}”, the journal “{current_value}”, and "
    "both were changed. The journal keeps its value until you decide on the page “My "
    "journals”."
)
_OUTDATED = N_(
    "{where}: the workbook says “{file_value}”, which it held before; the journal has "
    "“{current_value}” since. If this is an old copy, there is nothing to do; else "
    "decide on the page “My journals”."
)
_JOURNAL_EMPTIED = N_(
    "{where}: the workbook says “{file_value}”; in the journal the cell was emptied. "
    "It stays empty until you decide on the page “My journals”."
)
_FILE_EMPTIED = N_(
    "{where}: the cell was emptied in the workbook, and the journal has another value "
    "since, “{current_value}”. It keeps it until you decide on the page “My journals”."
)
_REMOVAL = N_(
    "{where}: “{current_value}” is in the journal and not in the workbook. The journal "
    "keeps it. If you emptied the cell, confirm the removal on the page “My journals”; "
    "if this is an old copy, there is nothing to do."
)


def receipt_text(receipt: Receipt, language: str) -> str:
    """Return what became of an upload as one text, for a result file."""
    return "\n".join(receipt_lines(receipt, language)) + "\n"


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
    told = (proposal.page_title, proposal.student, proposal.lesson, proposal.cell)
    return say(
        _asks(proposal),
        language,
        where=", ".join(filter(None, told)),
        file_value=proposal.file_value or "",
        current_value=proposal.current_value or "",
    )


def _asks(proposal: ProposedChange) -> str:
    if proposal.file_value is None:
        return _REMOVAL if proposal.kind == "removal" else _FILE_EMPTIED
    if proposal.current_value is None:
        return _JOURNAL_EMPTIED
    return _OUTDATED if proposal.why == OUTDATED else _BOTH_CHANGED
