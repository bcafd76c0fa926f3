"""What other schools state, as sheets, cards, reports and the diary show it.

Always with the sign, so that nobody takes it for a mark of ours, and in no total.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dashboards.journal.figures import day, number
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    import polars as pl

SIGN = "**"


class OutsideMark(NamedTuple):
    """One subject and period of a statement from another school."""

    statement_id: str
    student_id: str
    student_name: str
    subject_id: str  # '' where we do not teach it
    subject_name: str
    period_id: str
    period_name: str
    final: str | None
    average: Decimal | None
    school_name: str
    document_number: str
    document_on: date
    note: str


def of_frame(found: pl.DataFrame) -> tuple[OutsideMark, ...]:
    """Return the rows of `queries.outside_marks` as plain data, in their order."""
    chosen = found.select(OutsideMark._fields)
    return tuple(OutsideMark(*one) for one in chosen.iter_rows())


def by_cell(
    marks: Iterable[OutsideMark],
) -> Mapping[tuple[str, str, str], tuple[OutsideMark, ...]]:
    """Return the marks by (student_id, subject_id, period_id), of our subjects."""
    found: dict[tuple[str, str, str], tuple[OutsideMark, ...]] = {}
    for mark in marks:
        if mark.subject_id:
            key = (mark.student_id, mark.subject_id, mark.period_id)
            found[key] = (*found.get(key, ()), mark)
    return found


def said(mark: OutsideMark, language: str) -> str:
    """Return «4», «4 (4,25)» or «4,25»: what the document states."""
    average = "" if mark.average is None else number(mark.average, language)
    if mark.final is None:
        return average
    final = shown(mark.final)
    return f"{final} ({average})" if average else final


def signed(marks: Iterable[OutsideMark], language: str) -> str:
    """Return «4**»: what documents state for one cell, with the sign; '' for none."""
    told = "/".join(
        shown(mark.final) if mark.final is not None else said(mark, language)
        for mark in marks
    )
    return f"{told}{SIGN}" if told else ""


def document(mark: OutsideMark, language: str) -> str:
    """Return «Школа № 5, документ № 12 от 06.11.2026»."""
    return say(
        N_("{school}, document No. {number} of {day}"),
        language,
        school=mark.school_name,
        number=mark.document_number,
        day=day(mark.document_on, language),
    )


def explained(marks: Iterable[OutsideMark], language: str) -> str:
    """Return what a cell's title says: which school states what."""
    return "; ".join(
        f"{document(mark, language)}: {said(mark, language)}" for mark in marks
    )


def legend(language: str) -> str:
    """Return what the sign means."""
    return say(
        N_("** From another school by its document; counted in no total (§2.13)."),
        language,
    )


def footnotes(marks: Iterable[OutsideMark], language: str) -> list[str]:
    """Return a sentence per student and document, for paper."""
    return [
        say(
            N_("{name}: {document}: {marks}"),
            language,
            name=same[0].student_name,
            document=document(same[0], language),
            marks="; ".join(
                f"{name}: {', '.join(told)}" for name, told in _periods(same, language)
            ),
        )
        for same in _documents(marks)
    ]


def draw(
    marks: Iterable[OutsideMark], language: str, *, with_names: bool = True
) -> str:
    """Return a row per student, document and period: the subjects with their marks."""
    head = row(
        *([heading(say(N_("Student"), language), "name")] if with_names else []),
        heading(say(N_("School and document"), language), "" if with_names else "name"),
        heading(say(N_("Period"), language)),
        heading(say(N_("Stated"), language)),
    )
    body = []
    for same in _documents(marks):
        note = f". {same[0].note}" if same[0].note else ""
        paper = f"{document(same[0], language)}{note}"
        for period, told in _periods(same, language):
            cells = [cell(period, "nowrap"), cell(", ".join(told), "wide")]
            if with_names:
                name = heading(same[0].student_name, "name", scope="row")
                body.append(row(name, cell(paper, "wide"), *cells))
            else:
                body.append(row(heading(paper, "wide", scope="row"), *cells))
    return table(say(N_("Marks from another school"), language), [head], body)


def _documents(marks: Iterable[OutsideMark]) -> list[list[OutsideMark]]:
    found: dict[str, list[OutsideMark]] = defaultdict(list)
    for mark in marks:
        found[mark.statement_id].append(mark)
    return list(found.values())


def _periods(same: Iterable[OutsideMark], language: str) -> list[tuple[str, list[str]]]:
    """Return each period of one document with «Алгебра — 4» and so on."""
    found: dict[str, list[str]] = defaultdict(list)
    for mark in same:
        subject = mark.subject_name
        found[mark.period_name].append(f"{subject} — {said(mark, language)}")
    return list(found.items())
