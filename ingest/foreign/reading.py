"""Read a file we did not make: find the layouts of its sheets, and what they say.

`read_foreign` is the door. A sheet is read by the first layout that knows it; what no
layout knows is told, not lost.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from expectations.language import N_
from expectations.marks import DEFAULT_SCALE
from ingest.foreign.averages import disagreements
from ingest.foreign.dates import day_in, school_year_in
from ingest.foreign.facts import ForeignJournal
from ingest.foreign.gathered import About, Gathered
from ingest.foreign.grid import read_grid, read_topics
from ingest.foreign.grid_places import grid_places
from ingest.foreign.labels import class_in
from ingest.foreign.layout import Layout, shipped_layouts
from ingest.foreign.lesson_table import lesson_tables
from ingest.foreign.long import read_long
from ingest.foreign.report import read_report
from ingest.foreign.results import read_results
from ingest.foreign.sheet_texts import SheetTexts
from ingest.foreign.twice import places_said_twice
from ingest.foreign.words import folded, matches
from ingest.reading.child import read_web_page, read_workbook
from ingest.reading.csv_text import read_csv
from ingest.reading.formats import NO_WORKBOOK, PLAIN_TEXT, TOO_BIG, WEB_PAGE
from ingest.reading.sheets import UnreadableWorkbookError
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.marks import MarkScale
    from ingest.reading.sheets import RawWorkbook

# A whole school's year, row by row; a workbook has the limits of every workbook.
LARGEST_TABLE_BYTES = 96 << 20
_HEAD_ROWS, _HEAD_BYTES = 40, 4096
_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")

UNKNOWN_LAYOUT = N_(
    "No layout is known that this file has. Show where its dates, names and marks "
    "stand, or bring a file of another kind."
)
UNKNOWN_SHEET = N_(
    "The sheet “{value}” has no layout that is known. Filled cells left out: {count}."
)


class UnknownLayoutError(VedomostError):
    """A file that no layout knows; somebody may show where things stand in it."""


def read_foreign(
    content: bytes,
    file_name: str,
    *,
    layout: Layout | None = None,
    layouts: Sequence[Layout] | None = None,
    scale: MarkScale = DEFAULT_SCALE,
    school_year: int | None = None,
    keeps_blanks: bool = False,
) -> list[ForeignJournal]:
    """Return what a file says, one journal for each layout that its sheets have.

    `layout` reads all sheets by this one; `layouts` are asked in their order, the
    shipped ones if none are given. `school_year` is the year in which the school year
    begins, for a file that does not name it itself. With `keeps_blanks` the empty cells
    of marks are told too: where something could be written.
    """
    return read_sheets(
        read_file(content),
        file_name,
        layouts=(layout,) if layout else tuple(layouts or shipped_layouts()),
        scale=scale,
        school_year=school_year,
        keeps_blanks=keeps_blanks,
    )


def read_sheets(
    workbook: RawWorkbook,
    file_name: str,
    *,
    layouts: Sequence[Layout],
    scale: MarkScale = DEFAULT_SCALE,
    school_year: int | None = None,
    keeps_blanks: bool = False,
) -> list[ForeignJournal]:
    """Return what the sheets of a file say that is read already."""
    sheets = [
        SheetTexts(sheet) for sheet in workbook.sheets if sheet.visibility == "visible"
    ]
    begins = _school_year(sheets, file_name) or school_year or 0
    of_layout: dict[str, list[SheetTexts]] = {one.id: [] for one in layouts}
    unknown: list[SheetTexts] = []
    for sheet in sheets:
        known = next((one for one in layouts if is_known(sheet, one)), None)
        (of_layout[known.id] if known else unknown).append(sheet)
    journals = [
        _read(
            Gathered(one, scale, keeps_blanks=keeps_blanks),
            of_layout[one.id],
            unknown,
            file_name,
            begins,
        )
        for one in layouts
        if of_layout[one.id]
    ]
    if not journals:
        raise UnknownLayoutError(UNKNOWN_LAYOUT)
    return journals


def read_file(content: bytes) -> RawWorkbook:
    """Return the sheets of a workbook, a web page or a CSV file."""
    try:
        return read_workbook(content)
    except UnreadableWorkbookError as refusal:
        is_archive = b"mime-version:" in content[:_HEAD_BYTES].lower()
        if refusal.sentence == WEB_PAGE and not is_archive:
            return read_web_page(content)
        is_binary = content.startswith(_BINARY)
        if is_binary or refusal.sentence not in {PLAIN_TEXT, TOO_BIG, NO_WORKBOOK}:
            raise
    return read_csv(content, LARGEST_TABLE_BYTES)


def is_known(sheet: SheetTexts, layout: Layout) -> bool:
    """Tell whether a sheet has this layout."""
    if layout.places and not _has_places(sheet, layout):
        return False
    rows = range(min(sheet.height, _HEAD_ROWS))
    has_title = any(
        title in folded(text)
        for title in layout.titles
        for row in rows
        for _, text in sheet.filled(row)
    )
    has_headings = bool(layout.headings) and any(
        _has_headings(sheet, row, layout) for row in rows
    )
    if layout.form != "grid":
        return has_title or has_headings
    # A grid that somebody pointed out may be known by its places alone.
    is_named = has_title or has_headings
    needs_no_name = bool(layout.places) and not (layout.titles or layout.headings)
    return (is_named or needs_no_name) and grid_places(sheet, layout) is not None


def _has_places(sheet: SheetTexts, layout: Layout) -> bool:
    """Tell whether things stand where somebody pointed, under the same headings."""
    places = grid_places(sheet, layout)
    if places is None:
        return False
    days = (day_in(sheet.value(places.day_row, column)) for column in places.columns)
    above = range(places.rows.start)
    return any(days) and (
        not layout.headings or any(_has_headings(sheet, row, layout) for row in above)
    )


def _has_headings(sheet: SheetTexts, row: int, layout: Layout) -> bool:
    texts = {folded(text) for _, text in sheet.filled(row)}
    return all(texts & set(group) for group in layout.headings)


def _read(
    gathered: Gathered,
    sheets: Sequence[SheetTexts],
    unknown: list[SheetTexts],
    file_name: str,
    begins: int,
) -> ForeignJournal:
    """Read the sheets of one layout; of those unknown, its own sheets of topics."""
    layout = gathered.layout
    title = PurePath(file_name).stem
    pages: list[About] = []
    for sheet in sheets:
        if layout.form == "report":
            read_report(sheet, gathered, begins)
        elif layout.form == "results":
            read_results(sheet, gathered, begins)
        elif layout.form == "long":
            read_long(sheet, gathered, begins)
        elif page := read_grid(sheet, gathered, begins, title):
            pages.append(page)
    if layout.form == "grid":
        _read_topic_sheets(pages, unknown, gathered, begins, title)
    _tell_unknown(unknown, gathered)
    facts = gathered.frame()
    problems = (
        *gathered.problems,
        *places_said_twice(facts),
        *disagreements(gathered.printed, layout.averages),
    )
    return ForeignJournal(layout.id, facts, problems, gathered.frame_of_blanks())


def _read_topic_sheets(
    pages: Sequence[About],
    unknown: list[SheetTexts],
    gathered: Gathered,
    begins: int,
    title: str,
) -> None:
    """Read sheets of lessons of the subjects and the class that have sheets."""
    layout = gathered.layout
    subjects = list(dict.fromkeys(page.subject_name for page in pages))
    classes = list(dict.fromkeys(page.class_name for page in pages))
    class_name = classes[0] if len(classes) == 1 else class_in(title)
    for sheet in list(unknown):
        if matches(sheet.name, layout.topic_sheets) and lesson_tables(sheet, layout):
            unknown.remove(sheet)
            read_topics(sheet, gathered, begins, subjects, class_name)


def _tell_unknown(unknown: list[SheetTexts], gathered: Gathered) -> None:
    """Tell of sheets that nobody reads, once, in the first journal of the file."""
    for sheet in unknown:
        count = sum(1 for row in range(sheet.height) for _ in sheet.filled(row))
        if count and not matches(sheet.name, gathered.layout.ignored_sheets):
            gathered.problem(
                "foreign_sheet",
                sheet,
                (0, 0),
                sheet.name,
                UNKNOWN_SHEET,
                count=count,
            )
    unknown.clear()


def _school_year(sheets: Sequence[SheetTexts], file_name: str) -> int:
    """Return the year in which the file's school year begins, 0 if it says none.

    «2024/2025» in the heads of sheets, their names or the file's name; else the year
    of the whole dates there, if all are of one school year.
    """
    texts = [sheet.name for sheet in sheets]
    years: Counter[int] = Counter()
    for sheet in sheets:
        for row in range(min(sheet.height, _HEAD_ROWS)):
            for column, text in sheet.filled(row):
                texts.append(text)
                parts = day_in(sheet.value(row, column))
                if parts and parts.year and parts.month:
                    years[parts.year - (parts.month < 9)] += 1
    named = {year for text in (*texts, file_name) if (year := school_year_in(text))}
    if len(named) == 1:
        return named.pop()
    return next(iter(years)) if len(years) == 1 and not named else 0
