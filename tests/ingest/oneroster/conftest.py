"""The example school, its package, and small packages drawn in the tests."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.oneroster.package_writing import write_package
from tests.passing_school import passing_copy
from warehouse.clock import SetClock, school_day
from warehouse.school_folder import School, open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

DAY = date(2026, 11, 23)
MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def school(made_folder: Path, tmp_path: Path, clock: SetClock) -> Iterator[School]:
    with passing_copy(made_folder, tmp_path / "school", clock) as opened:
        yield opened


def exported(school: School) -> bytes:
    """Return the package of a school today."""
    content = io.BytesIO()
    today = school_day(school.clock.now(), school.timezone)
    with school.database.reading() as cursor:
        write_package(cursor, content, today)
    return content.getvalue()


def files_of(content: bytes) -> dict[str, str]:
    """Return the text of each file of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return content.getvalue()


@pytest.fixture(scope="session")
def example_files(made_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    """Return the files of the example school's package."""
    folder = tmp_path_factory.mktemp("exported") / "school"
    shutil.copytree(made_folder, folder)
    clock = SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    with open_school(folder, clock) as school:
        return files_of(exported(school))


@pytest.fixture
def package_with(example_files: Mapping[str, str]) -> Callable[..., bytes]:
    """Return the example's package after texts in its files were replaced."""

    def edited(*edits: tuple[str, str, str]) -> bytes:
        files = dict(example_files)
        for name, before, after in edits:
            assert before in files[name], (name, before)
            files[name] = files[name].replace(before, after, 1)
        return zipped(files)

    return edited


def manifest(**modes: str) -> str:
    """Return a manifest that names these files."""
    return MANIFEST + "".join(f"file.{name},{mode}\n" for name, mode in modes.items())
