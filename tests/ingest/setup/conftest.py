"""The example school as a workbook that was really written and really read."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.reading.child import close_reader, read_workbook
from ingest.reading.sheets import CellValue, RawWorkbook
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from tests.passing_school import passing_copy
from warehouse.clock import SetClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.setup.columns import SetupTables
    from warehouse.school_folder import School

Edit = tuple[str, str, CellValue]


@pytest.fixture(scope="session")
def example_workbook() -> Iterator[RawWorkbook]:
    yield read_workbook(write_setup_workbook(example_tables(), "ru"))
    close_reader()


@pytest.fixture
def workbook_with(example_workbook: RawWorkbook) -> Callable[..., RawWorkbook]:
    """Return the example's workbook after cells were typed over."""

    def edited(*edits: Edit) -> RawWorkbook:
        workbook = copy.deepcopy(example_workbook)
        for sheet_name, address, value in edits:
            sheet = next(sheet for sheet in workbook.sheets if sheet.name == sheet_name)
            letter, number = re.fullmatch(r"([A-Z])(\d+)", address).groups()
            sheet.rows.extend([] for _ in range(int(number) - len(sheet.rows)))
            cells = sheet.rows[int(number) - 1]
            cells += [None] * (ord(letter) - 64 - len(cells))
            cells[ord(letter) - 65] = value
        return workbook

    return edited


@pytest.fixture
def tables() -> SetupTables:
    return example_tables()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def school(made_folder: Path, tmp_path: Path, clock: SetClock) -> Iterator[School]:
    """Return the example school, created and open."""
    with passing_copy(made_folder, tmp_path / "school", clock) as opened:
        yield opened
