"""What the readers of layouts find, gathered in plain lists and framed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from expectations.language import N_
from expectations.marks import NOT_ATTESTED
from ingest.foreign.averages import Printed
from ingest.foreign.codes import CellReader, number_in
from ingest.foreign.facts import FACTS, Problem
from ingest.foreign.words import begins_like
from ingest.reading.cell_kinds import kind_and_text, visible

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from expectations.marks import MarkScale
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts
    from ingest.reading.cell_kinds import WrittenCell

CODE = N_(
    "“{value}” is no mark and no code of absence that is known. Correct the cell, or "
    "tell in the layout what it means."
)
CODE_PROBABLY = N_(
    "“{value}” is not understood. Probably “{hint}” was meant: write that in the cell."
)
FINAL = N_("“{value}” is no final mark that is known. Correct the cell.")
NO_NUMBER = N_("“{value}” is not an average: it is no number.")
OF_NOBODY = N_(
    "This row stands outside every table, below a blank row or a note. Its marks that "
    "are left out: {count}."
)


class About(NamedTuple):
    """Whose and what a cell is, the value apart."""

    class_name: str = ""
    subject_name: str = ""
    student_name: str = ""
    lesson_on: date | None = None
    nth: int = 1
    period_name: str = ""


class Gathered:
    """Facts, problems and printed averages of one file under one layout."""

    def __init__(
        self, layout: Layout, scale: MarkScale, *, keeps_blanks: bool = False
    ) -> None:
        self.layout = layout
        self.blanks: list[tuple[Any, ...]] | None = [] if keeps_blanks else None
        self.cells = CellReader(layout, scale)
        self.rows: list[tuple[Any, ...]] = []
        self.problems: list[Problem] = []
        self.printed: list[Printed] = []

    def mark(
        self, sheet: SheetTexts, place: tuple[int, int], about: About
    ) -> list[int]:
        """Add the cell of a lesson; return its marks as numbers."""
        cell = self.cells.mark(sheet.value(*place))
        if cell is None:
            self._blank(sheet, place, about, "mark")
        return self.mark_as(sheet, place, about, cell) if cell else []

    def mark_as(
        self,
        sheet: SheetTexts,
        place: tuple[int, int],
        about: About,
        cell: WrittenCell,
    ) -> list[int]:
        """Add a lesson's cell that is read already."""
        self._add(sheet, place, about, "mark", cell)
        if cell.value is None:
            self._not_understood(sheet, place, cell, CODE)
        return [mark for mark in (cell.mark_1, cell.mark_2) if mark is not None]

    def final(self, sheet: SheetTexts, place: tuple[int, int], about: About) -> None:
        """Add a final mark."""
        cell = self.cells.final(sheet.value(*place))
        if cell is None:
            self._blank(sheet, place, about, "final")
            return
        self._add(sheet, place, about, "final", cell)
        if cell.value is None:
            self._not_understood(sheet, place, cell, FINAL)

    def not_attested(
        self, sheet: SheetTexts, place: tuple[int, int], about: About
    ) -> None:
        """Add the final mark «Н/А» that a tick in its own column stands for."""
        written = kind_and_text(sheet.value(*place))[1].strip()
        seen = (written, NOT_ATTESTED, None, None, None)
        self._row(sheet, place, about, "final", seen)

    def average(
        self,
        sheet: SheetTexts,
        place: tuple[int, int],
        about: About,
        field: str,
        marks: list[int] | None,
    ) -> None:
        """Add a printed average; `marks` are those it is of, None where unknown."""
        value = sheet.value(*place)
        if self.cells.is_nothing(value):
            return
        number = number_in(value)
        is_real_zero = field == "average" and bool(marks) and not any(marks or ())
        if (
            number is not None
            and self.cells.is_empty_zero(field, number)
            and not is_real_zero
        ):
            if marks and field == "average":
                self._compare(sheet, place, number, marks)
            return
        kind_text = kind_and_text(value)[1].strip()
        plain = None if number is None else _plain_decimal(number)
        self._row(sheet, place, about, field, (kind_text, plain, None, None, None))
        if number is None:
            self.problem("foreign_number", sheet, place, kind_text, NO_NUMBER)
        elif field == "average" and marks is not None:
            self._compare(sheet, place, number, marks)

    def text(
        self, sheet: SheetTexts, place: tuple[int, int], about: About, field: str
    ) -> None:
        """Add a topic or homework."""
        written = kind_and_text(sheet.value(*place))[1].strip()
        if written:
            seen = (written, visible(written), None, None, None)
            self._row(sheet, place, about, field, seen)

    def problem(
        self,
        rule: str,
        sheet: SheetTexts,
        place: tuple[int, int],
        value: str,
        sentence: str,
        **facts: object,
    ) -> None:
        """Add what is not as it should be, at its place."""
        address = sheet.address(*place)
        said = {"value": value, **facts}
        self.problems.append(Problem(rule, sheet.name, address, value, sentence, said))

    def row_of_nobody(self, sheet: SheetTexts, row: int) -> None:
        """Tell of a row with marks that stands outside every table."""
        filled = list(sheet.filled(row))
        if not filled or begins_like(filled[0][1], self.layout.notes):
            return
        cells = (self.cells.mark(sheet.value(row, column)) for column, _ in filled[1:])
        count = sum(cell is not None and cell.mark_1 is not None for cell in cells)
        if count:
            place, text = (row, filled[0][0]), filled[0][1]
            self.problem("foreign_row", sheet, place, text, OF_NOBODY, count=count)

    def frame(self) -> pl.DataFrame:
        """Return the facts."""
        return _framed(self.rows)

    def frame_of_blanks(self) -> pl.DataFrame:
        """Return the empty cells of marks and final marks, if they were kept."""
        return _framed(self.blanks or [])

    def _blank(
        self, sheet: SheetTexts, place: tuple[int, int], about: About, field: str
    ) -> None:
        if self.blanks is not None:
            nothing = ("", None, None, None, None)
            where = (sheet.name, sheet.address(*place))
            self.blanks.append((*where, *about, field, *nothing))

    def _compare(
        self,
        sheet: SheetTexts,
        place: tuple[int, int],
        number: Decimal,
        marks: list[int],
    ) -> None:
        self.printed.append(
            Printed(sheet.name, sheet.address(*place), number, tuple(marks))
        )

    def _not_understood(
        self, sheet: SheetTexts, place: tuple[int, int], cell: WrittenCell, else_: str
    ) -> None:
        written = cell.value_text.strip()
        if cell.hint:
            self.problem(
                "foreign_code", sheet, place, written, CODE_PROBABLY, hint=cell.hint
            )
        else:
            self.problem("foreign_code", sheet, place, written, else_)

    def _add(
        self,
        sheet: SheetTexts,
        place: tuple[int, int],
        about: About,
        field: str,
        cell: WrittenCell,
    ) -> None:
        understood = (cell.value, cell.mark_1, cell.mark_2, cell.attendance)
        self._row(sheet, place, about, field, (cell.value_text.strip(), *understood))

    def _row(
        self,
        sheet: SheetTexts,
        place: tuple[int, int],
        about: About,
        field: str,
        seen: tuple[object, ...],
    ) -> None:
        self.rows.append((sheet.name, sheet.address(*place), *about, field, *seen))


def _framed(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    if not rows:
        return FACTS.to_frame()
    columns = zip(*rows, strict=True)
    return pl.DataFrame(dict(zip(FACTS.names(), columns, strict=True)), schema=FACTS)


def _plain_decimal(number: Decimal) -> str:
    return f"{number:f}"
