"""A region's lake on a file, and schools that publish into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from warehouse.region.lake import Lake
from warehouse.region.office import create_region
from warehouse.region.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCHOOLS = (
    ("school-17", "Школа № 1", "north", "Северный район"),
    ("other", "Школа № 2", "north", "Северный район"),
    ("silent", "Школа № 3", "south", "Южный район"),
)


def make_region(
    folder: Path, catalogue: str = "ducklake:lake.ducklake", data: str = "data"
) -> Lake:
    """Make a region that knows the schools of `SCHOOLS`."""
    create_region(folder, "Область", catalogue, data)
    lake = Lake(settings_of(folder))
    with lake.opened(to_write=True) as connection:
        connection.executemany("insert into lake.schools values (?, ?, ?, ?)", SCHOOLS)
    return lake


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """The lake of a new region."""
    made = make_region(tmp_path / "region")
    yield made
    made.close()


@pytest.fixture
def rows(lake: Lake) -> Callable[..., list[tuple[object, ...]]]:
    """Ask the lake; `$name` values by keyword."""

    def ask(question: str, **values: object) -> list[tuple[object, ...]]:
        with lake.reading() as connection:
            return connection.execute(question, values or None).fetchall()

    return ask
