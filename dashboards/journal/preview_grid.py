"""The touched cells of one journal page in the look of the journal."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from dashboards.journal import preview_cells
from dashboards.journal.figures import month, short_day
from dashboards.journal.preview_names import message_day
from dashboards.journal.receipts import FIELD_NAMES
from dashboards.tables import cell, heading, row, table
from expectations.frame import FIELDS
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.journal.preview_names import Lesson, Names
    from ingest.receipt import CellOutcome

_FINAL = "final "  # before a period, in the place of a lesson
_OF_STUDENTS = {"mark", "final"}


def page(outcomes: Sequence[CellOutcome], names: Names, title: str, lang: str) -> str:
    """Return students × touched lessons, then what is said about lessons, as rows."""
    placed: list[CellOutcome] = []
    other: list[CellOutcome] = []
    for one in outcomes:
        is_placed = one.field in _OF_STUDENTS and one.student_id in names.students
        (placed if is_placed else other).append(one)
    return _grid(placed, names, title, lang) + _rows(other, names, title, lang)


def _grid(
    outcomes: Sequence[CellOutcome], names: Names, title: str, language: str
) -> str:
    if not outcomes:
        return ""
    touched: dict[tuple[str, str], list[CellOutcome]] = defaultdict(list)
    for one in outcomes:
        touched[one.student_id, _column(one)].append(one)
    lessons = {_column(one) for one in outcomes}
    columns = [code for code in names.lessons if code in lessons]
    order = {period: number for number, period in enumerate(names.finals)}
    finals = sorted(
        (code.removeprefix(_FINAL) for code in lessons if code.startswith(_FINAL)),
        key=lambda period: (order.get(period, -1), period),
    )
    columns += [f"{_FINAL}{period}" for period in finals]
    students = {student for student, _lesson in touched}
    page_id = outcomes[0].page_id
    body = [
        row(
            heading(name, "name", scope="row"),
            *(
                _cell(touched, page_id, student, lesson, names, language)
                for lesson in columns
            ),
        )
        for student, name in names.students.items()
        if student in students
    ]
    caption = say(N_("What would change: {page}"), language, page=title)
    days = [names.lessons[code] for code in columns if code in names.lessons]
    own = say(N_("Final"), language)
    head = _heads(days, [names.finals.get(one, own) for one in finals], language)
    return table(caption, head, body, is_grid=True)


def _column(one: CellOutcome) -> str:
    return f"{_FINAL}{one.period_id}" if one.field == "final" else one.lesson_id


def _heads(columns: list[Lesson], finals: list[str], language: str) -> list[str]:
    """Return month, day and number of the lesson, as the workbook has them."""
    months = [
        heading(month(first.lesson_on, language), scope="colgroup", span=1 + len(more))
        for _key, (first, *more) in groupby(
            columns, key=lambda when: when.lesson_on.replace(day=1)
        )
    ]
    blanks = [heading("", "number") for _ in finals]
    return [
        row(heading("", "name"), *months, *blanks),
        row(
            heading(say(N_("Student"), language), "name"),
            *(
                heading(
                    str(when.lesson_on.day),
                    "number",
                    short_day(when.lesson_on, language),
                )
                for when in columns
            ),
            *(heading(final, "number") for final in finals),
        ),
        row(
            heading(say(N_("Lesson number"), language), "name quiet"),
            *(heading(str(when.slot), "number quiet") for when in columns),
            *blanks,
        ),
    ]


def _cell(
    touched: dict[tuple[str, str], list[CellOutcome]],
    page_id: str,
    student: str,
    lesson: str,
    names: Names,
    language: str,
) -> str:
    outcomes = touched.get((student, lesson))
    if outcomes is None:
        return cell(names.marks.get((page_id, lesson, student), ""), "mark quiet")
    return preview_cells.mark(outcomes, names, language)


def _rows(
    outcomes: Sequence[CellOutcome], names: Names, title: str, language: str
) -> str:
    """Return topics, homework, messages and what has no place in the grid."""
    if not outcomes:
        return ""
    order = {lesson: number for number, lesson in enumerate(names.lessons)}
    fields = {name: number for number, name in enumerate(FIELDS)}
    ordered = sorted(
        outcomes,
        key=lambda one: (
            order.get(one.lesson_id, len(order)),
            fields.get(one.field, len(fields)),
            one.cell,
        ),
    )
    head = row(
        heading(say(N_("Lesson"), language), "name"),
        heading(say(N_("What"), language)),
        heading(say(N_("What becomes of it"), language)),
    )
    body = [
        row(
            heading(_where(one, names, language), "name", scope="row"),
            cell(_what(one, names, language)),
            f'<td class="wide {one.kind}">'
            f"{preview_cells.change(one, names, language)}</td>",
        )
        for one in ordered
    ]
    caption = say(N_("Topics, homework and the rest: {page}"), language, page=title)
    return table(caption, [head], body)


def _where(one: CellOutcome, names: Names, language: str) -> str:
    when = names.when(one.lesson_id, language)
    written_on = message_day(one.period_id, language) if one.field == "message" else ""
    return when or written_on or ", ".join(filter(None, (one.sheet, one.cell)))


def _what(one: CellOutcome, names: Names, language: str) -> str:
    """Return «тема» or «отметка, Иванов Иван»."""
    name = FIELD_NAMES.get(one.field)
    what = say(name, language) if name else say(N_("not recognised"), language)
    student = names.students.get(one.student_id, "")
    return f"{what}, {student}" if student else what
