"""Students drawn as lines: a page, then its lessons as «02.11:5», at last its final.

    МАТ 02.11:5 04.11:4/3 06.11:н 09.11:· final=4

`·` is a lesson held without a mark; н, б, у are absences. Each student is alone in a
class of the same name, whose pages have two hours a week.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl

from tests.warehouse.owing_school import entry_of
from warehouse import ledger

if TYPE_CHECKING:
    from warehouse.database import Database

_YEAR = 2026
PERIOD = "2026-Q2"


def draw_student(
    database: Database, student_id: str, lines: str, ends_on: str = "2026-12-27"
) -> None:
    """Put the student of these lines into the school, with pages and lessons."""
    entries = []
    with database.writing() as cursor:
        for line in lines.strip().splitlines():
            subject, *cells = line.split()
            page_id = f"2026:{student_id}:{subject}"
            cursor.execute(
                "insert into journal.pages values "
                "(?, '2026', ?, 'class', ?, 5, 'ooo', '', 'marks')",
                [page_id, student_id, subject],
            )
            cursor.execute(
                "insert into journal.page_periods values "
                "(?, ?, '2 четверть', '2026-11-02', ?)",
                [page_id, PERIOD, ends_on],
            )
            cursor.execute(
                "insert into journal.roster values (?, ?, ?, '2026-09-01', null)",
                [page_id, student_id, student_id],
            )
            cursor.execute(
                "insert into setup.load (unit_id, subject_id, hours_per_week, "
                "valid_from) values (?, ?, 2, '2026-08-20')",
                [student_id, subject],
            )
            for cell in cells:
                if cell.startswith("final="):
                    entries.append(_final(page_id, student_id, cell[6:]))
                    continue
                on, said = cell.split(":")
                day = date(_YEAR, int(on[3:]), int(on[:2]))
                lesson_id = f"{page_id}:{day:%Y%m%d}:1"
                cursor.execute(
                    "insert into journal.lessons values "
                    "(?, ?, ?, ?, 1, ?, ?, '', 1, '')",
                    [lesson_id, page_id, PERIOD, day, day, day],
                )
                entries.append(_cell(page_id, lesson_id, "", "status", "held"))
                if said != "·":
                    entries.append(_cell(page_id, lesson_id, student_id, "mark", said))
        author = ledger.Author(
            "s", "2026", "p-one", datetime(2026, 11, 20, tzinfo=UTC), f"u-{student_id}"
        )
        frame = pl.DataFrame(entries, schema=ledger.NEW_ENTRIES)
        ledger.append(cursor, frame, author)


def _cell(
    page_id: str, lesson_id: str, student_id: str, field: str, value: str
) -> dict[str, object]:
    return entry_of(
        page_id=page_id,
        lesson_id=lesson_id,
        period_id="",
        student_id=student_id,
        field=field,
        value=value,
    )


def _final(page_id: str, student_id: str, value: str) -> dict[str, object]:
    return entry_of(
        page_id=page_id,
        lesson_id="",
        period_id=PERIOD,
        student_id=student_id,
        field="final",
        value=value,
    )
