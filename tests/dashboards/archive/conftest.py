"""A closed period of the filled school and its package, made once; tests copy it."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboards.archive.making import make
from warehouse.archive.owing import owed
from warehouse.clock import SetClock
from warehouse.closing import close
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from warehouse.school_folder import School

NOW = datetime(2026, 12, 29, 12, 0, tzinfo=UTC)  # the last day of the second quarter
Q2 = "2026-Q2"
DEPUTY, DIRECTOR = Viewer("p-ooo", frozenset()), Viewer("p-dir", frozenset())
ADDRESS = "https://journal.school.example"
PATH = "archive/2026-2027/5А/2 четверть/пакет-001"
LOST = hashlib.sha256(b"a workbook that nobody keeps any more").hexdigest()


@pytest.fixture(scope="session")
def closed_folder(
    filled_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Close 5А's second quarter; one workbook of it is on the disk, one is lost."""
    folder = tmp_path_factory.mktemp("closed") / "school"
    shutil.copytree(filled_folder, folder)
    with open_school(folder, SetClock(NOW)) as school:
        kept = school.keep(b"a workbook as it was handed in")
        with school.database.writing() as cursor:
            cursor.execute(
                "update journal.uploads set file_sha256 = $kept, file_name = $name "
                "where upload_id = 'u-03'",
                {"kept": kept, "name": "Журнал: математика.xlsx"},
            )
            cursor.execute(
                "update journal.uploads set file_sha256 = ? where upload_id = 'u-04'",
                [LOST],
            )
        close(school, DEPUTY, "5А", Q2, "Двое на лечении")
    return folder


@pytest.fixture(scope="session")
def packed_folder(
    closed_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Make the package that the closing owes."""
    folder = tmp_path_factory.mktemp("packed") / "school"
    shutil.copytree(closed_folder, folder)
    with open_school(folder, SetClock(NOW)) as school:
        with school.database.reading() as cursor:
            (one,) = owed(cursor, NOW)
        make(school, one, ADDRESS)
    return folder


@pytest.fixture
def set_clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def opened(tmp_path: Path, set_clock: SetClock) -> Iterator[Callable[[Path], School]]:
    """Open a copy of one of the schools above."""
    schools = []

    def copied(folder: Path) -> School:
        shutil.copytree(folder, tmp_path / "school")
        schools.append(open_school(tmp_path / "school", set_clock))
        return schools[0].__enter__()

    yield copied
    for school in schools:
        school.__exit__(None, None, None)


@pytest.fixture
def closed(opened: Callable[[Path], School], closed_folder: Path) -> School:
    """Give the school whose period is closed and has no package yet."""
    return opened(closed_folder)


@pytest.fixture
def packed(opened: Callable[[Path], School], packed_folder: Path) -> School:
    """Give the school with the package."""
    return opened(packed_folder)


@pytest.fixture
def package(packed: School) -> Path:
    """Give the folder of the package."""
    return packed.folder.joinpath(*PATH.split("/"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
