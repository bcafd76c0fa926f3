"""Rows whose hidden key and visible words name two: what the plan knows decides.

Visible columns sorted and a row deleted, a key filled down, a row copied whole: then a
row may carry the key of a student whose own row is gone. Where its words are those of
another student or lesson of the plan, it is that one's; words the plan does not know
(a name corrected) leave the row to its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading.cell_rows import is_filled
from ingest.reading.identify import GridSheet, Identified, LessonsSheet, shown_text
from ingest.reading.lesson_words import folded

if TYPE_CHECKING:
    from ingest.reading.recognise import Plans

_LESSON_WORDS = ("lesson_on", "slot", "unit", "subject")


def settle_doubts(found: Identified, plans: Plans) -> None:
    """Give every doubtful row to whom it shows; the plans are asked for only then."""
    for grid in found.grids:
        if grid.doubtful:
            _settle_students(grid, plans)
    for lessons in found.lessons:
        rows = lessons.doubtful | _rows_without_lesson(lessons)
        if rows:
            _settle_lessons(lessons, rows, plans)


def _settle_students(grid: GridSheet, plans: Plans) -> None:
    known = plans.students.get(grid.page_id, {})
    column = grid.name_column
    if column is None:
        return
    for row in grid.doubtful:
        name = folded(shown_text(grid.sheet.rows[row][column]))
        if name in known:
            grid.students[row] = known[name]


def _rows_without_lesson(lessons: LessonsSheet) -> set[int]:
    """Return the filled rows that say which lesson they are and have none yet."""
    words = [lessons.shown.get(key) for key in _LESSON_WORDS]
    return {
        row
        for row, cells in enumerate(lessons.sheet.rows)
        if row > lessons.header_end
        and row not in lessons.lessons
        and all(place is not None and is_filled(cells[place]) for place in words)
        and any(is_filled(cells[column]) for column in lessons.fields)
    }


def _settle_lessons(lessons: LessonsSheet, rows: set[int], plans: Plans) -> None:
    """A lesson that stands in a row of its own keeps that row alone."""
    standing = {ids for row, ids in lessons.lessons.items() if row not in rows}
    known = {
        (
            lesson.lesson_on.isoformat(),
            str(lesson.slot),
            folded(page.unit),
            folded(page.subject),
        ): (page.page_id, lesson.lesson_id)
        for page in plans.pages
        for lesson in page.lessons
    }
    for row in sorted(rows):
        cells = lessons.sheet.rows[row]
        day, slot, unit, subject = (
            shown_text(cells[place]) if place is not None else ""
            for place in map(lessons.shown.get, _LESSON_WORDS)
        )
        ids = known.get((day, slot, folded(unit), folded(subject)))
        if ids is not None and ids not in standing:
            lessons.lessons[row] = ids
            standing.add(ids)
