"""Read a teacher's workbook into tidy cells with addresses: nothing judged or lost."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ingest import workbook as contract
from ingest.reading.cell_kinds import kind_and_text
from ingest.reading.cell_rows import CellRows, digest_of
from ingest.reading.doubts import settle_doubts
from ingest.reading.grid import GridReader
from ingest.reading.identify import GridSheet, Identified, identify, shown_text
from ingest.reading.lesson_words import LessonWords
from ingest.reading.lists import read_lessons, read_messages
from ingest.reading.recognise import (
    Plans,
    is_help,
    recognise_grid,
    recognise_lessons,
    recognise_messages,
)
from ingest.workbook import PageScope, Reading, SheetPlaces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from expectations.marks import MarkScale
    from ingest.reading.sheets import RawSheet, RawWorkbook
    from ingest.workbook import WorkbookPlan


def read_journal(
    raw: RawWorkbook,
    plans: Callable[[], Sequence[WorkbookPlan]],
    scale: MarkScale,
) -> Reading:
    """Read every filled cell of a workbook and say where it belongs.

    `plans` are the teacher's possible workbooks; they are asked for only where the
    hidden keys do not suffice.
    """
    known = Plans(plans)
    rows = CellRows()
    found = identify(raw)
    for sheet in found.unknown:
        _recognise(sheet, found, known, rows)
    settle_doubts(found, known)
    grids = GridReader(rows, known, scale)
    for grid in found.grids:
        grids.read(grid)
    for lessons in found.lessons:
        words = LessonWords(found.meta.work_types or known.work_types)
        read_lessons(lessons, words, rows)
    for messages in found.messages:
        read_messages(messages, found.meta.whom or _addressees(known), rows)
    return Reading(
        workbook_id=found.meta.workbook_id,
        contract_version=found.meta.contract_version,
        blocks=rows.blocks,
        scopes=_scopes(found, rows.digests()),
        count_cells=sum(len(cells) for _, cells in rows.blocks)
        + rows.elsewhere.total(),
        elsewhere=rows.elsewhere,
    )


def _recognise(
    sheet: RawSheet, found: Identified, plans: Plans, rows: CellRows
) -> None:
    """Place a sheet without keys by what it shows, else deliver it whole."""
    count_filled = sum(
        kind_and_text(value)[0] != "empty" for cells in sheet.rows for value in cells
    )
    if not count_filled or is_help(sheet):
        return
    if grid := recognise_grid(sheet, plans):
        found.grids.append(grid)
    elif lessons := recognise_lessons(sheet, plans):
        found.lessons.append(lessons)
    elif messages := recognise_messages(sheet):
        found.messages.append(messages)
    else:
        rows.add_sheet(sheet, count_filled)


def _addressees(plans: Plans) -> dict[str, tuple[str, str]]:
    return {
        one.whom: (one.page_id, one.student_id)
        for plan in plans.all
        for one in contract.addressees(plan)
    }


def _scopes(found: Identified, digests: Mapping[str, str]) -> dict[str, PageScope]:
    """Say for each page which of its cells stand in the file."""
    listed: dict[str, set[str]] = defaultdict(set)
    fields: dict[str, set[str]] = defaultdict(set)
    for lessons in found.lessons:
        for page_id, lesson_id in lessons.lessons.values():
            listed[page_id].add(lesson_id)
            fields[page_id].update(lessons.fields.values())
    grids: dict[str, list[GridSheet]] = defaultdict(list)
    for grid in found.grids:
        grids[grid.page_id].append(grid)
    lists = _list_places(found)
    scopes: dict[str, PageScope] = {}
    # Digests name every page with a cell, so one that only a message is about too.
    for page_id in dict.fromkeys([*grids, *listed, *filter(None, digests)]):
        own = grids.get(page_id, [])
        scopes[page_id] = PageScope(
            sheet=own[0].sheet.name if own else "",
            students=frozenset(one for grid in own for one in grid.students.values()),
            lessons=frozenset(one for grid in own for one in grid.lessons.values()),
            listed=frozenset(listed[page_id]),
            listed_fields=frozenset(fields[page_id]),
            finals=frozenset(one for grid in own for one in grid.finals.values()),
            digest=digests.get(page_id, digest_of([])),
            has_messages=any("message" in one.columns for one in found.messages),
            places=(*map(_grid_places, own), *lists),
        )
    return scopes


def _grid_places(grid: GridSheet) -> SheetPlaces:
    return SheetPlaces(grid.sheet.name, grid.students, grid.lessons | grid.finals)


def _list_places(found: Identified) -> list[SheetPlaces]:
    """Say where lessons and messages stand: on sheets that all pages share."""
    places = []
    for listed in found.lessons:
        rows = {row: lesson_id for row, (_, lesson_id) in listed.lessons.items()}
        places.append(SheetPlaces(listed.sheet.name, rows, listed.fields))
    for messages in found.messages:
        column = messages.columns.get("message")
        if column is not None:
            keys = {
                row: shown_text(cells[column])
                for row, cells in enumerate(messages.sheet.rows)
                if row > messages.header_end
            }
            columns = {messages.columns["text"]: "message"}
            places.append(SheetPlaces(messages.sheet.name, keys, columns))
    return places
