"""The teacher at whose desk everything hostile and spoiled is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.handing_out import hand_out
from ingest.load import hand_in, settings_of
from ingest.plan import plan_workbooks
from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal
from tests.fuzz.model import book_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.parameters import Settings
    from ingest.reading.sheets import RawWorkbook
    from ingest.receipt import Receipt
    from ingest.workbook import Reading, WorkbookPlan
    from tests.fuzz.model import Book
    from warehouse.school_folder import School

TEACHER = "p-mat"
_LEDGER = ("entries", "blocks", "current", "summary", "findings", "proposals")


@dataclass(frozen=True)
class FuzzDesk:
    """A school, its mathematics teacher, and the workbook handed out today."""

    school: School
    content: bytes
    book: Book
    plans: Sequence[WorkbookPlan]
    settings: Settings

    @property
    def students(self) -> frozenset[str]:
        """The codes of all students of both grids."""
        grids = self.book.of_kind("grid")
        return frozenset(one.key for grid in grids for one in grid.row_owners) - {""}

    def hand_in(self, content: bytes, file_name: str = "журнал.xlsx") -> Receipt:
        """Hand a file in as its teacher."""
        return hand_in(self.school, content, file_name, TEACHER, "page")

    def read(self, raw: RawWorkbook) -> Reading:
        """Place what was read, as the server does."""
        return read_journal(raw, lambda: self.plans, self.settings.scale)

    def counts(self) -> dict[str, int]:
        """Count the rows of everything that a hand-in may touch."""
        with self.school.database.reading() as cursor:
            return {
                table: cursor.execute(
                    f"select count(*) from journal.{table}"
                ).fetchall()[0][0]
                for table in _LEDGER
            }

    def values(self) -> dict[tuple[str, ...], str]:
        """Return the current marks by page, lesson and student."""
        with self.school.database.reading() as cursor:
            return {
                tuple(row[:3]): row[3]
                for row in cursor.execute(
                    "select page_id, lesson_id, student_id, value from journal.current "
                    "where field = 'mark'"
                ).fetchall()
            }


def sit_down(school: School) -> FuzzDesk:
    """Download the teacher's workbook."""
    content = hand_out(school, TEACHER).content
    return FuzzDesk(
        school,
        content,
        book_of(read_workbook(content)),
        plan_workbooks(school, TEACHER),
        settings_of(school),
    )
