"""One school for all fuzzing: hostile files must leave it as it was."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.reading.child import close_reader
from tests.fuzz.desk import FuzzDesk, sit_down
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

SCALE = Path(__file__).parents[2] / "warehouse" / "seeds" / "mark_scale.csv"


@pytest.fixture(scope="session")
def fuzz_desk(
    filled_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FuzzDesk]:
    """A mathematics teacher of the filled school, with the fresh workbook."""
    folder = tmp_path_factory.mktemp("fuzz") / "school"
    shutil.copytree(filled_folder, folder)
    clock = SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    with open_school(folder, clock) as school:
        with school.database.writing() as cursor:  # that school's set-up has no scale
            cursor.execute(
                "insert into setup.mark_scale by name "
                "select *, date '2026-08-20' as valid_from, null::date as valid_to "
                f"from read_csv('{SCALE}', all_varchar = true, header = true)"
            )
        yield sit_down(school)


@pytest.fixture(scope="session", autouse=True)
def reading_child() -> Iterator[None]:
    """Leave no process behind."""
    yield
    close_reader()
