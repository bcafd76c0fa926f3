"""Marks of another school as they were typed: understood, then entered (§2.13).

In a cell stands a final («4», «ОСВ», «Н/А», «зачёт»), an average of current marks
(«4,25»), or both («4 (4,25)»). A subject may be named by its code or by the document's
word; a word that is the name of one of ours is taken for that one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from expectations.marks import FAILED, PASSED, MarkScale, read_final
from warehouse import outside_statements, teaching
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, StatedMark, one_line
from warehouse.queries import outside_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warehouse.outside_statements import Document
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_BOTH = re.compile(
    r"(?P<final>[^()]*?)\s*(?:\(\s*(?P<inside>\d[.,]\d{1,2})\s*\)"
    r"|(?<!\S)(?P<alone>\d[.,]\d{1,2}))?"
)

_CENTS = Decimal("0.01")


class Written(NamedTuple):
    """One cell of the form: a subject's code or else its name, a period, the text."""

    subject_id: str
    subject_name: str
    period_id: str
    text: str


class _Subject(NamedTuple):
    name: str
    grading: str


def state(
    school: School,
    viewer: Viewer,
    student_id: str,
    document: Document,
    written: Iterable[Written],
) -> str:
    """Enter what a document of another school says; empty cells say nothing.

    Returns the statement's id; refuses the whole at the first cell that is not clear.
    """
    with school.database.reading() as cursor:
        scale = MarkScale.from_rows(teaching.mark_scale(cursor))
    known = {
        row["subject_id"]: _Subject(row["subject_name"], row["grading"])
        for row in outside_marks.subjects(
            school.database, viewer, student_id
        ).iter_rows(named=True)
    }
    marks: dict[tuple[str, str, str], StatedMark] = {}
    for cell in written:
        if not cell.text.strip():
            continue
        mark = _read(_named(cell, known), known, scale)
        key = (mark.subject_id, mark.subject_name.casefold(), mark.period_id)
        if key in marks:
            raise VedomostError(
                "“{subject}” stands twice for the same period.",
                subject=_name(mark, known),
            )
        marks[key] = mark
    return outside_statements.state(
        school, viewer, student_id, document, tuple(marks.values())
    )


def _named(cell: Written, known: Mapping[str, _Subject]) -> Written:
    """Return the cell under our code where the name is one of ours."""
    if cell.subject_id:
        if cell.subject_id not in known:
            raise VedomostError("The school has no such subject.")
        return cell._replace(subject_name="")
    name = one_line(cell.subject_name, LONGEST_NAME)
    if not name:
        raise VedomostError("Name the subject of the mark “{text}”.", text=cell.text)
    ours = [
        code for code, one in known.items() if one.name.casefold() == name.casefold()
    ]
    if ours:
        return cell._replace(subject_id=ours[0], subject_name="")
    return cell._replace(subject_name=name)


def _read(cell: Written, known: Mapping[str, _Subject], scale: MarkScale) -> StatedMark:
    found = _BOTH.fullmatch(cell.text.strip())
    average = found["inside"] or found["alone"] if found else None
    text = found["final"] if found else cell.text
    reading = read_final(text, scale)
    mark = StatedMark(
        cell.subject_id,
        cell.subject_name,
        cell.period_id,
        reading.value,
        Decimal(average.replace(",", ".")).quantize(_CENTS) if average else None,
    )
    subject = _name(mark, known)
    is_odd = text.strip() and reading.value is None
    if is_odd or not _is_average(mark.average, scale):
        raise VedomostError(
            "“{text}” in “{subject}” is no final mark. Write {allowed}, ОСВ, Н/А, "
            "зачёт, незачёт, an average such as 4,25, or both: 4 (4,25).",
            text=cell.text,
            subject=subject,
            allowed=", ".join(scale.marks),
        )
    _refuse_other_grading(mark, reading.mark_1, known, subject)
    return mark


def _is_average(average: Decimal | None, scale: MarkScale) -> bool:
    numbers = scale.marks.values()
    return average is None or min(numbers) <= average <= max(numbers)


def _refuse_other_grading(
    mark: StatedMark, number: int | None, known: Mapping[str, _Subject], subject: str
) -> None:
    """Refuse зачёт where we give marks and marks where we give зачёт, as in finals."""
    grading = known[mark.subject_id].grading if mark.subject_id else ""
    is_pass = mark.value in {PASSED, FAILED}
    is_mark = number is not None or mark.average is not None
    if (grading == "marks" and is_pass) or (grading == "pass" and is_mark):
        raise VedomostError(
            "“{value}” does not fit how “{subject}” is graded here. Write what the "
            "document says into the note instead.",
            value=mark.value or str(mark.average).replace(".", ","),
            subject=subject,
        )


def _name(mark: StatedMark, known: Mapping[str, _Subject]) -> str:
    return known[mark.subject_id].name if mark.subject_id else mark.subject_name
