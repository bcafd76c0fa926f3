"""The filled school, once exported as a whole, and ways to export it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboards.monthly_export import making, months
from dashboards.monthly_export.registered import Order
from warehouse.clock import SetClock
from warehouse.monthly_exports import SCHEDULE
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dashboards.monthly_export.making import Made
    from warehouse.school_folder import School

LATE = datetime(2026, 11, 18, 6, 10, tzinfo=UTC)


def export_in(school: School, key: str, by: str, *levels: str) -> Made:
    """Export a month as somebody; without levels all of the school."""
    month = months.month_of(school, key)
    due = months.levels_in(months.sheets_of(school, month))
    return making.export(school, Order(month, levels or tuple(due), by))


@pytest.fixture
def export(filled_school: School) -> Callable[..., Made]:
    """Export the filled school: `export("p-soo", "soo")`, by default of one sheet."""

    def do(by: str = SCHEDULE, *levels: str, key: str = "2026-11") -> Made:
        return export_in(filled_school, key, by, *(levels or ("soo",)))

    return do


@pytest.fixture(scope="session")
def exported_folder(
    filled_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The filled school, exported three days late by schedule; do not write in it."""
    folder = tmp_path_factory.mktemp("exported") / "school"
    shutil.copytree(filled_folder, folder)
    with open_school(folder, SetClock(LATE)) as school:
        made = export_in(school, "2026-11", SCHEDULE)
    assert made.failed == ()
    return folder


@pytest.fixture
def exported_school(exported_folder: Path, clock: SetClock) -> Iterator[School]:
    """The school of `exported_folder`, to be read."""
    with open_school(exported_folder, clock) as school:
        yield school
