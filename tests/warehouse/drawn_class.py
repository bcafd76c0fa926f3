"""Classes drawn in tests: who is on which page, what was entered, when it came in."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from warehouse import ledger
from warehouse.clock import SetClock
from warehouse.queries.sheet import Sheet, class_sheet
from warehouse.school_folder import School, open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    import contextlib
    from pathlib import Path

Q1, Q2, YEAR = "2026-Q1", "2026-Q2", "2026-year"
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 25)  # of the first quarter
AUTUMN = datetime(2026, 10, 20, 12, tzinfo=UTC)
HEAD = Viewer(person_id="p-dir", roles=frozenset())
FINALS = {
    "ОСВ": "exempt", "освоено": "mastered", "Н/А": "not_attested",
}  # fmt: skip


def opened(
    filled_folder: Path, folder: Path
) -> contextlib.AbstractContextManager[School]:
    """Open a copy of the filled school; drawn classes stand beside its own."""
    shutil.copytree(filled_folder, folder)
    return open_school(folder, SetClock(datetime(2026, 11, 23, 9, tzinfo=UTC)))


class Drawn:
    """Draws on a cursor that writes; pages have both quarters and a year's mark."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self._count = 0

    def page(
        self,
        unit_id: str,
        subject_id: str,
        grading: str = "marks",
        *,
        is_group: bool = False,
        teacher: str = "p-mat",
    ) -> str:
        """Add a journal page and return its page_id."""
        page_id = f"2026:{unit_id}:{subject_id}"
        self.cursor.execute(
            "insert into journal.pages values (?, '2026', ?, ?, ?, 7, 'ooo', '', ?)",
            [page_id, unit_id, "group" if is_group else "class", subject_id, grading],
        )
        self.cursor.execute(
            "insert into journal.page_periods values "
            "($page, '2026-Q1', '1 четверть', '2026-09-01', '2026-10-25'), "
            "($page, '2026-Q2', '2 четверть', '2026-11-02', '2026-12-27')",
            {"page": page_id},
        )
        self.cursor.execute(
            "insert into journal.page_attestations values "
            "(?, '2026-year', 'year', 'Год', '2026-12-21', '2026-12-27')",
            [page_id],
        )
        self.cursor.execute(
            "insert into journal.page_teachers values (?, ?, '2026-09-01', null)",
            [page_id, teacher],
        )
        return page_id

    def room(self, class_id: str) -> None:
        """Add a class to the set-up, so that the head of the school reads it."""
        self.cursor.execute(
            "insert into setup.classes values (?, 7, 1, 5, null, '2026-08-20', null)",
            [class_id],
        )

    def learn(
        self, page_id: str, class_id: str, student: str, stay: str = "2026-09-01.."
    ) -> None:
        """Put a student on the roll of a page; `stay` is first..last day."""
        first, _, last = stay.partition("..")
        self.cursor.execute(
            "insert into journal.roster values (?, ?, ?, ?, ?)",
            [page_id, student, class_id, first, last or None],
        )

    def lesson(self, page_id: str, on: str, slot: int) -> str:
        """Add a lesson of the timetable and return its lesson_id."""
        lesson_id = f"{page_id}:{on.replace('-', '')}:{slot}"
        period = Q1 if date.fromisoformat(on) <= LAST else Q2
        self.cursor.execute(
            "insert into journal.lessons (lesson_id, page_id, period_id, lesson_on, "
            "slot) values (?, ?, ?, ?, ?)",
            [lesson_id, page_id, period, on, slot],
        )
        return lesson_id

    def enter(
        self,
        *cells: tuple[str, str, str, str, str],
        at: datetime = AUTUMN,
        by: str = "p-mat",
    ) -> None:
        """Append (page, lesson or period, student, field, text) through the ledger."""
        self._count += 1
        if not cells:
            return
        rows = [_entry(*cell) for cell in cells]
        author = ledger.Author("school-17", "2026", by, at, f"drawn-{self._count}-{at}")
        frame = pl.DataFrame(rows, schema_overrides=ledger.NEW_ENTRIES)
        ledger.append(self.cursor, frame.select(list(ledger.NEW_ENTRIES)), author)


def _entry(page_id: str, where: str, student: str, field: str, text: str) -> Any:
    is_lesson = where.startswith(page_id)
    marks = [int(digit) for digit in re.findall(r"\d", text)] if text else []
    has_mark = field in {"mark", "final"}
    codes = re.findall(r"[нбуо]", text) if field == "mark" else []
    value = FINALS.get(text, text) if field == "final" else text
    return {
        "page_id": page_id,
        "lesson_id": where if is_lesson else "",
        "period_id": "" if is_lesson else where,
        "student_id": student,
        "field": field,
        "value_text": text or None,
        "value": value or None,
        "mark_1": marks[0] if has_mark and marks else None,
        "mark_2": marks[1] if has_mark and len(marks) > 1 else None,
        "attendance": codes[0] if codes else None,
        "sheet": "",
        "cell": "",
        "reason": "",
    }


def sheet_of(
    school: School, class_id: str, period_id: str = Q1, day: date | None = None
) -> Sheet:
    """Return the sheet as the head of the school sees it."""
    return class_sheet(school.database, HEAD, class_id, period_id, day, school.timezone)


def only(frame: pl.DataFrame, **where: object) -> dict[str, Any]:
    """Return the one row in which these columns have these values."""
    found = frame.filter(*(pl.col(key) == value for key, value in where.items()))
    assert len(found) == 1, found
    return found.row(0, named=True)
