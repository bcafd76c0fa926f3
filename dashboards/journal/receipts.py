"""What a teacher is told after handing in: counts, findings, open questions."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.current import _, counted
from dashboards.journal.my_words import plain
from expectations.findings import finding_text
from expectations.language import N_, clause_name, say, say_many
from ingest.narrate import VOID
from ingest.receipt import told_findings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.receipt import Finding, PageReceipt, Receipt

FIELD_NAMES = {
    "mark": N_("mark"),
    "final": N_("final mark"),
    "status": N_("lesson held"),
    "attendance_taken": N_("attendance taken"),
    "topic": N_("topic"),
    "work_type": N_("work type"),
    "work_type_2": N_("second work type"),
    "homework": N_("homework"),
    "minutes": N_("minutes for homework"),
    "comment": N_("comment"),
    "message": N_("message"),
    "lesson_on": N_("day of the lesson"),
}
_RECORDED = {
    "critical": N_("Not recorded: please fix these cells and hand in again"),
    "warning": N_("Recorded, but please look at these cells"),
}
_WAITING = {
    "critical": N_("Will not be recorded: fix these cells and hand the file in again"),
    "warning": N_("No errors, but please look at these cells"),
}
_MOST_SHOWN = 40
_NOT_COPIED = (".ods", ".xls", ".xlsb")
_MOST_UNFOLDED = 3
_STYLE = """
<style>
.vedomost-receipt { line-height: 1.5; overflow-wrap: anywhere; }
.vedomost-receipt h4 { margin: 1rem 0 .5rem; font-size: 1.0625rem; }
.vedomost-receipt details { margin: 0 0 .75rem; }
.vedomost-receipt summary { cursor: pointer; padding: .375rem 0; font-weight: 600; }
.vedomost-receipt section { margin: 0 0 .75rem; padding: .75rem 1rem;
  border: 1px solid #8b96a555; border-left: 4px solid #8b96a5; border-radius: .5rem; }
.vedomost-receipt section.critical { border-left-color: #c9342b; }
.vedomost-receipt section.warning { border-left-color: #c98a1b; }
.vedomost-receipt ul { margin: 0 0 .5rem; padding-left: 1.25rem; }
.vedomost-receipt p { margin: .25rem 0; }
.vedomost-receipt .quiet { opacity: .75; font-size: .9375rem; }
.vedomost-receipt .scroll { overflow-x: auto; }
.vedomost-receipt table { border-collapse: collapse; width: 100%; }
.vedomost-receipt th, .vedomost-receipt td { padding: .375rem .625rem;
  border-bottom: 1px solid #8b96a555; text-align: left; vertical-align: top; }
.vedomost-receipt th { font-weight: 600; }
.vedomost-receipt th, .vedomost-receipt td { overflow-wrap: normal; }
@media (max-width: 640px) {
  .vedomost-receipt table { font-size: .875rem; }
  .vedomost-receipt th, .vedomost-receipt td { padding: .25rem .375rem; }
  .vedomost-receipt .total { display: none; } /* the other columns add up to it */
}
.vedomost-receipt .number { text-align: right; font-variant-numeric: tabular-nums; }
</style>
"""


def verdict(receipt: Receipt) -> None:
    """Say in one sentence how it went, in another what goes on waiting."""
    recorded = receipt.count_recorded + receipt.count_removals
    if receipt.status == "refused":
        facts = {name: plain(str(one)) for name, one in receipt.refusal_facts.items()}
        st.error(_(receipt.refusal, **facts))
    elif receipt.is_void:
        st.error(_(VOID))
    elif recorded:
        st.success(
            counted(
                "Recorded: {count} entry. Open summary sheets show it already.",
                "Recorded: {count} entries. Open summary sheets show them already.",
                recorded,
            )
        )
        _tell_waiting(receipt)
    elif receipt.proposals:
        st.warning(_("Nothing was changed yet: some cells wait for your word, below."))
    elif receipt.count_quarantined:
        st.warning(_("Nothing was recorded: the faulty cells are listed below."))
    elif any(one.kind == "kept" for one in receipt.outcomes):
        st.info(_("Decided: the journal stays as it was."))
    else:
        st.info(
            _("Everything in this file is already in the journal: nothing was changed.")
        )


def _tell_waiting(receipt: Receipt) -> None:
    if receipt.proposals:
        st.warning(
            counted(
                "{count} cell goes on waiting for your word: see below.",
                "{count} cells go on waiting for your word: see below.",
                len(receipt.proposals),
            )
        )


def report(receipt: Receipt, language: str) -> str:
    """Return everything else as HTML; '' when there is nothing to tell."""
    told = _counts(receipt, language) + _findings(receipt, _RECORDED, language)
    return f'{_STYLE}<div class="vedomost-receipt">{told}</div>' if told else ""


def findings(receipt: Receipt, language: str) -> str:
    """Return what rules found in a file that waits; '' when they found nothing."""
    told = _findings(receipt, _WAITING, language)
    return f'{_STYLE}<div class="vedomost-receipt">{told}</div>' if told else ""


def _counts(receipt: Receipt, language: str) -> str:
    """Return a table of what became of the cells of each page where anything happened.

    Conflicts and removals get a column only when there are any.
    """
    pages = [page for page in receipt.pages if _is_touched(page)]
    columns: list[tuple[str, list[int], str]] = [
        (N_("Filled cells"), [page.count_cells for page in pages], "total"),
        (N_("Recorded"), [page.count_recorded for page in pages], ""),
        (N_("Unchanged"), [page.count_unchanged for page in pages], ""),
        (N_("Not recorded"), [page.count_quarantined for page in pages], ""),
    ]
    columns += [
        (name, counts, "")
        for name, counts in (
            (N_("Differ"), [page.count_conflicts for page in pages]),
            (N_("Removed"), [page.count_removals for page in pages]),
        )
        if any(counts)
    ]
    heads = (
        f'<th scope="col">{escape(say(N_("Journal page"), language))}</th>'
        + "".join(
            f'<th scope="col" class="number {kind}">{escape(say(name, language))}</th>'
            for name, _counted, kind in columns
        )
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(page.title)}</th>'
        + "".join(
            f'<td class="number {kind}">{counts[place]}</td>'
            for _name, counts, kind in columns
        )
        + "</tr>"
        for place, page in enumerate(pages)
    )
    table = (
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    return (table if pages else "") + untouched(receipt, language)


def untouched(receipt: Receipt, language: str) -> str:
    """Return the pages of the file on which nothing is new, '' if there are none.

    A page is none of them while the file asks about a cell of it, were it an empty one.
    """
    asking = {one.page_id for one in receipt.proposals}
    titles = [
        page.title
        for page in receipt.pages
        if not _is_touched(page) and page.page_id not in asking
    ]
    if not titles:
        return ""
    told = say(N_("Nothing new: {pages}."), language, pages=", ".join(titles))
    return f'<p class="quiet">{escape(told)}</p>'


def _is_touched(page: PageReceipt) -> bool:
    return bool(
        page.count_recorded
        or page.count_quarantined
        or page.count_conflicts
        or page.count_removals
    )


def _findings(receipt: Receipt, headings: Mapping[str, str], language: str) -> str:
    """Return all findings: what is wrong in which cell, why, how to fix it."""
    parts = []
    told_ones = told_findings(receipt.findings)
    for severity, heading in headings.items():
        of_rule: dict[str, list[Finding]] = defaultdict(list)
        for finding in told_ones:
            if finding.severity == severity:
                of_rule[finding.rule].append(finding)
        if of_rule:
            told = "".join(
                _rule(severity, found, language) for found in of_rule.values()
            )
            parts.append(_part(severity, say(heading, language), told, of_rule))
    return "".join(parts)


def _part(
    severity: str, heading: str, told: str, of_rule: Mapping[str, Sequence[Finding]]
) -> str:
    """Return a part of the report; many warnings are folded, errors never."""
    count = sum(map(len, of_rule.values()))
    if severity == "critical":
        return f"<h4>{escape(heading)}</h4>{told}"
    is_open = " open" if count <= _MOST_UNFOLDED else ""
    return (
        f"<details{is_open}><summary>{escape(heading)}: {count}</summary>"
        f"{told}</details>"
    )


def _rule(severity: str, found: Sequence[Finding], language: str) -> str:
    """Return one rule's findings; why and how to fix stand once when they agree."""
    texts = [finding_text(one.rule, one.facts, language) for one in found]
    is_one_fix = len({text.fix for text in texts}) == 1
    items = "".join(
        f"<li><strong>{escape(_where(finding))}</strong> {escape(text.what)}"
        + ("" if is_one_fix else f" {escape(text.fix)}")
        + "</li>"
        for finding, text in zip(found[:_MOST_SHOWN], texts, strict=False)
    )
    more = len(found) - _MOST_SHOWN
    rest = (
        say_many("and {count} more cell", "and {count} more cells", more, language)
        if more > 0
        else ""
    )
    fix = texts[0].fix if is_one_fix else ""
    clause = texts[0].clause
    source = f" ({clause_name(clause, language)})" if clause else ""
    return (
        f'<section class="{severity}"><ul>{items}</ul><p>{escape(rest)}</p>'
        f'<p>{escape(fix)}</p><p class="quiet">{escape(texts[0].why + source)}</p>'
        "</section>"
    )


def _where(finding: Finding) -> str:
    """Return «5А Математика, D7:»."""
    return f"{', '.join(filter(None, (finding.sheet, finding.cell)))}:"


def has_marked_copy(file_name: str) -> bool:
    """Tell whether a file of this name is of a format that copies are made of."""
    return not file_name.lower().endswith(_NOT_COPIED)


def marked_copy(upload_id: str, file_name: str) -> str:
    """Return the link to the workbook as handed in, with its cells marked.

    Of another format than .xlsx there is none, and a link would only fail.
    """
    if not has_marked_copy(file_name):
        told = _(
            "A marked copy is made of .xlsx workbooks only: for one, save the workbook "
            "as .xlsx and hand that in."
        )
        return f"<p>{escape(told)}</p>"
    words = _("Download the marked copy")
    hint = _("your own file, with the cells to mend coloured and explained")
    return (
        f'<p><a href="/returned/{escape(upload_id)}" download>{escape(words)}</a> '
        f"({escape(hint)})</p>"
    )
