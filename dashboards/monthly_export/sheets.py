"""One summary sheet of an export: made, sealed and written in both forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.journal.figures import number
from dashboards.monthly_export.act import Sheet
from dashboards.printing import summary_form
from dashboards.printing.catalogue import ClassForm
from dashboards.printing.sealing import sealed
from warehouse.blocks import last_shown_block
from warehouse.queries import final_marks
from warehouse.queries import sheet as class_sheet

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboards.monthly_export.shelf import Shelf, Shelved
    from dashboards.printing.desk import Desk
    from dashboards.printing.sealing import Draft
    from warehouse.monthly_exports import SheetDue


class Finals:
    """Final marks given and owed of a level's classes, asked once for each block."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._block_id: int | None = None
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def of(self, due: SheetDue) -> tuple[int, int]:
        """Return given and owed of a class in a period or the year."""
        block_id = _block_id(self._desk)
        if block_id != self._block_id:
            found = self._desk.ask(final_marks.completeness)
            columns = ("class_id", "period_id", "count_given", "count_owed")
            self._known = {
                (class_id, period_id): (given, owed)
                for class_id, period_id, given, owed in found.select(
                    columns
                ).iter_rows()
            }
            self._block_id = block_id
        return self._known.get((due.class_id, due.period_id), (0, 0))


class Sheets:
    """The sheets of a level's classes, of a period at once, as of one block."""

    def __init__(self, due: Collection[SheetDue]) -> None:
        self._due = due
        self._block_id: int | None = None
        self._known: dict[str, dict[str, class_sheet.Sheet]] = {}

    def of(self, desk: Desk, due: SheetDue) -> class_sheet.Sheet | None:
        """Return the sheet; None once something was recorded: it is asked anew."""
        block_id = _block_id(desk)
        if self._block_id is None:
            self._block_id = block_id
        if block_id != self._block_id:
            return None
        period_id = due.period_id
        if period_id not in self._known:
            classes = [one.class_id for one in self._due if one.period_id == period_id]
            self._known[period_id] = class_sheet.class_sheets(
                desk.school.database, desk.viewer, classes, period_id
            )
        return self._known[period_id].get(due.class_id)


def _block_id(desk: Desk) -> int:
    with desk.school.database.reading() as cursor:
        return last_shown_block(cursor).block_id


class Written(NamedTuple):
    """A sheet in its files, and what the act says of it."""

    due: SheetDue
    told: Sheet
    files: tuple[Shelved, ...]


def write(
    desk: Desk, due: SheetDue, shelf: Shelf, finals: Finals, sheets: Sheets
) -> Written:
    """Make the sheet, the same that the page *Forms* makes, and write its files."""
    asked = summary_form.Asked(due.class_id, due.period_id, due.period_name)
    gathered: list[tuple[Draft, int, int]] = []

    def gather() -> list[Draft]:
        (draft,) = summary_form.drafts(desk, asked, sheets.of(desk, due))
        gathered[:] = [(draft, *finals.of(due))]
        return [draft]

    papers = sealed(desk, gather)
    ((draft, count_given, count_owed),) = gathered
    (seal,) = (paper.seal for paper in papers)
    if seal is None:
        raise RuntimeError("a sealed paper has a seal")
    figures = dict(draft.key_figures)
    told = Sheet(
        class_id=due.class_id,
        period_name=due.period_name,
        count_students=int(figures["Students"]),
        count_given=count_given,
        count_owed=count_owed,
        success=_figure(figures.get("Success, %", ""), 1, desk.language),
        quality=_figure(figures.get("Quality, %", ""), 1, desk.language),
        average=_figure(figures.get("Average mark", ""), 2, desk.language),
        block_id=seal.block_id,
        code=seal.code,
    )
    form = ClassForm(summary_form.KIND, due.class_id, due.period_id, due.period_name)
    name = form.file_name(desk.language)
    files = (
        shelf.put(due.school_level, f"{name}.pdf", paper_pdf(papers)),
        shelf.put(due.school_level, f"{name}.xlsx", paper_xlsx(papers)),
    )
    return Written(due, told, files)


def _figure(value: str, places: int, language: str) -> str:
    """Return «91,7» of a figure that programs wrote; what is none is a dash."""
    if not value.replace(".", "", 1).isdecimal():
        return value
    return number(float(value), language, places)
