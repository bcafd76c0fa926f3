"""What a teacher is told after handing in: counts, findings, open questions."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.current import _, counted
from dashboards.journal.quality_tables import clause_name
from expectations.findings import finding_text
from expectations.language import N_, say, say_many
from ingest.narrate import VOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.receipt import Finding, ProposedChange, Receipt

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
    "message": N_("message"),
}
_SEVERITIES = (
    ("critical", N_("Not recorded: please fix these cells and hand in again")),
    ("warning", N_("Recorded, but please look at these cells")),
)
_MOST_SHOWN = 40
_STYLE = """
<style>
.vedomost-receipt { line-height: 1.5; overflow-wrap: anywhere; }
.vedomost-receipt h4 { margin: 1rem 0 .5rem; font-size: 1.0625rem; }
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
    """Say in one sentence how it went."""
    if receipt.status == "refused":
        st.error(_(receipt.refusal, **receipt.refusal_facts))
    elif receipt.is_void:
        st.error(_(VOID))
    elif receipt.proposals and not receipt.count_recorded + receipt.count_removals:
        st.warning(_("Nothing was changed yet: some cells wait for your word, below."))
    elif receipt.status == "unchanged":
        st.info(
            _("Everything in this file is already in the journal: nothing was changed.")
        )
    else:
        recorded = receipt.count_recorded + receipt.count_removals
        st.success(
            counted(
                "Recorded: {count} entry. Open summary sheets show it already.",
                "Recorded: {count} entries. Open summary sheets show them already.",
                recorded,
            )
        )


def report(receipt: Receipt, language: str) -> str:
    """Return everything else as HTML; '' when there is nothing to tell."""
    parts = (
        _counts(receipt, language),
        _findings(receipt, language),
        _proposals(receipt, language),
    )
    told = "".join(parts)
    return f'{_STYLE}<div class="vedomost-receipt">{told}</div>' if told else ""


def _counts(receipt: Receipt, language: str) -> str:
    """Return a table of what became of the cells of each journal page.

    Conflicts and removals get a column only when there are any.
    """
    if not receipt.pages:
        return ""
    columns: list[tuple[str, list[int], str]] = [
        (N_("Filled cells"), [page.count_cells for page in receipt.pages], "total"),
        (N_("Recorded"), [page.count_recorded for page in receipt.pages], ""),
        (N_("Unchanged"), [page.count_unchanged for page in receipt.pages], ""),
        (N_("Not recorded"), [page.count_quarantined for page in receipt.pages], ""),
    ]
    columns += [
        (name, counts, "")
        for name, counts in (
            (N_("Differ"), [page.count_conflicts for page in receipt.pages]),
            (N_("Removed"), [page.count_removals for page in receipt.pages]),
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
        for place, page in enumerate(receipt.pages)
    )
    return (
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _findings(receipt: Receipt, language: str) -> str:
    """Return all findings: what is wrong in which cell, why, how to fix it."""
    parts = []
    kept_out = {
        (finding.sheet, finding.cell)
        for finding in receipt.findings
        if finding.severity == "critical"
    }
    for severity, heading in _SEVERITIES:
        of_rule: dict[str, list[Finding]] = defaultdict(list)
        for finding in receipt.findings:
            # Nobody is told “recorded, but” about a cell that is not recorded.
            is_told = severity == "critical" or (
                (finding.sheet, finding.cell) not in kept_out
            )
            if finding.severity == severity and is_told:
                of_rule[finding.rule].append(finding)
        if of_rule:
            parts.append(f"<h4>{escape(say(heading, language))}</h4>")
            parts += [_rule(severity, found, language) for found in of_rule.values()]
    return "".join(parts)


def _proposals(receipt: Receipt, language: str) -> str:
    """Return what waits for the teacher's word: differing cells, emptied cells."""
    differing = [one for one in receipt.proposals if one.kind != "removal"]
    emptied = [one for one in receipt.proposals if one.kind == "removal"]
    parts = []
    if differing:
        parts += [
            _heading(N_("These cells were changed in two places"), language),
            _hint(
                N_(
                    "The journal got another value after your workbook was made, so "
                    "it keeps that one. Download a fresh workbook, write what is "
                    "right, hand it in."
                ),
                language,
            ),
            _table(
                differing,
                (N_("In your file"), "file_value"),
                (N_("In the journal"), "current_value"),
                language,
            ),
        ]
    if emptied:
        parts += [
            _heading(N_("These cells are empty in your file"), language),
            _hint(
                N_(
                    "The journal still has a value here and keeps it until you "
                    "confirm that it is to be removed."
                ),
                language,
            ),
            _table(emptied, (N_("In the journal"), "current_value"), None, language),
        ]
    return "".join(parts)


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


def _table(
    changes: Iterable[ProposedChange],
    first: tuple[str, str],
    second: tuple[str, str] | None,
    language: str,
) -> str:
    values = [first] if second is None else [first, second]
    names = [N_("Sheet and cell"), N_("Student"), N_("Lesson"), N_("What")]
    head = "".join(
        f'<th scope="col">{escape(say(name, language))}</th>'
        for name in (*names, *(name for name, _ in values))
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(text)}</td>"
            for text in (
                ", ".join(filter(None, (change.sheet, change.cell))),
                change.student,
                change.lesson,
                say(FIELD_NAMES.get(change.field, change.field), language),
                *(str(getattr(change, name) or "—") for _, name in values),
            )
        )
        + "</tr>"
        for change in changes
    )
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _heading(sentence: str, language: str) -> str:
    return f"<h4>{escape(say(sentence, language))}</h4>"


def _hint(sentence: str, language: str) -> str:
    return f"<p>{escape(say(sentence, language))}</p>"
