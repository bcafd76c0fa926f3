"""Tables of topics as teachers keep them: invented, written as real workbooks."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from ingest.lesson_plans.columns import proposed
from ingest.lesson_plans.reading import read_topics
from ingest.lesson_plans.tables import read_tables
from ingest.reading.child import close_reader
from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.school_folder import School, open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ingest.lesson_plans.reading import PlanReading

Rows = "Sequence[Sequence[object]]"


@pytest.fixture(scope="session", autouse=True)
def _reader_ends() -> Iterator[None]:
    yield
    close_reader()


def workbook(
    rows: Rows,
    merged: Sequence[str] = (),
    name: str = "КТП",
    others: Mapping[str, Rows] | None = None,
) -> bytes:
    """Return an .xlsx of these rows; the first cell of a merge has its value."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheets = {name: rows, **(others or {})}
        for sheet_name, cells in sheets.items():
            sheet = book.add_worksheet(sheet_name)
            for number, row in enumerate(cells):
                for position, value in enumerate(row):
                    _write(sheet, number, position, value, day)
            for place in merged if sheet_name == name else ():
                first, *_ = place.split(":")
                sheet.merge_range(place, None)
                row, position = _place(first)
                _write(sheet, row, position, cells[row][position], day)
    return content.getvalue()


def _write(sheet: Any, row: int, position: int, value: object, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, day)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, position, value, None, "#DIV/0!")
    elif value is not None:
        sheet.write(row, position, value)


def _place(address: str) -> tuple[int, int]:
    return int(address[1:]) - 1, ord(address[0]) - 65


def read(content: bytes, said: Mapping[int, str] | None = None) -> PlanReading:
    """Read the first table of a file with the columns as they are proposed."""
    table = read_tables(content)[0]
    return read_topics(table, proposed(table.header), said or {})


def told(reading: PlanReading) -> list[tuple[str, int]]:
    """Return topics and how many lessons each takes."""
    return [(topic.text, topic.hours) for topic in reading.topics]


PAGE_A, PAGE_B, PAGE_10 = "2026:5А:ГЕО", "2026:5Б:ГЕО", "2026:10А:ГЕО"
OF_A, OF_B, OF_TEN, DEPUTY = (
    Viewer(code, frozenset()) for code in ("С-07", "С-05", "С-08", "С-02")
)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def plans_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example school with a class 5Б: geography of 5А and 5Б by two teachers."""
    tables = example_tables()
    about = {row["setting"]: row for row in tables["about"]}
    assert about["year_id"]["value"] == "2026"
    tables["classes"].append(
        {**tables["classes"][1], "class_id": "5Б", "homeroom_person_id": "С-07"}
    )
    tables["students"].append(
        {**tables["students"][5], "student_id": "К-0250", "class_id": "5Б"}
    )
    for row in tables["load"]:
        if (row["unit_id"], row["subject_id"]) == ("5А", "ГЕО"):
            row["person_id"] = OF_A.person_id
            other = {**row, "unit_id": "5Б", "person_id": OF_B.person_id}
        if (row["unit_id"], row["subject_id"]) == ("10А", "ГЕО"):
            row["person_id"] = OF_TEN.person_id
    tables["load"].append(other)
    for row in tables["timetable"]:
        if (row["unit_id"], row["subject_id"]) == ("5А", "ГЕО"):
            other = {**row, "unit_id": "5Б", "room": "206"}
    tables["timetable"].append(other)
    folder = tmp_path_factory.mktemp("plans") / "school"
    create_school(folder, tables, b"the first file", applied_by="С-01")
    with open_school(folder) as opened:
        build_models(opened.database)
    return folder


@pytest.fixture
def school(plans_folder: Path, tmp_path: Path) -> Iterator[School]:
    folder = tmp_path / "school"
    shutil.copytree(plans_folder, folder)
    clock = SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    with open_school(folder, clock) as opened:
        yield opened


def topics_of(school: School, page_id: str) -> list[tuple[date, str]]:
    """Return day and planned topic of the lessons of a page, in order."""
    with school.database.reading() as cursor:
        return cursor.execute(
            "select lesson_on, planned_topic from journal.lessons where page_id = ? "
            "order by lesson_on, slot",
            [page_id],
        ).fetchall()


def plan_rows(school: School) -> list[tuple[object, ...]]:
    """Return every row of every plan ever, with the days on which it held."""
    with school.database.reading() as cursor:
        return cursor.execute("from setup.lesson_plans order by all").fetchall()
