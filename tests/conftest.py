"""Fixtures for all rooms: an empty school, a filled one, a clock that is set."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from tests.ingest.desk import Desk, desk_in
from tests.samples import has_its_turn, is_in_lake
from tests.servers import (  # noqa: F401 - fixtures for all rooms
    bucket,
    catalogue,
    postgres_server,
    s3_server,
)
from warehouse import ledger
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.school_folder import create_folder, open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from tests.storages import SchoolStorage
    from warehouse.school_folder import School

# Properties are about what is right; how long it takes is the benchmarks' matter.
hypothesis.settings.register_profile("vedomost", deadline=None)
hypothesis.settings.load_profile("vedomost")

pytest_plugins = ["tests.storages"]  # `storage`, asked by the schools below

_SETTINGS = {
    "school_id": "school-17",
    "name": "Школа № 17",
    "timezone": "Europe/Moscow",
    "language": "ru",
}
_FILLED_SCHOOL = Path(__file__).parent / "data" / "school"
_SEEDS = Path(__file__).parents[1] / "warehouse" / "seeds"
_SEEDED = {
    "parameters": "*",
    "deadlines": "* replace (coalesce(source, '') as source)",
    "work_types": "* replace (is_written = 'да' as is_written)",
}
# Rooms whose tests run in both storages.
_IN_BOTH = ("tests/ingest/", "tests/warehouse/", "tests/crash/")
_VALID = ", date '2026-08-20' as valid_from, null::date as valid_to"


@pytest.fixture
def clock() -> SetClock:
    """Monday 23 November 2026, 13:30 in Moscow."""
    return SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `empty_school` with its models, made once; do not write in it."""
    folder = tmp_path_factory.mktemp("empty") / "school"
    create_folder(folder, _SETTINGS)
    with open_school(folder, SetClock(datetime(2026, 11, 23, tzinfo=UTC))) as school:
        build_models(school.database)
    return folder


@pytest.fixture
def empty_school(
    empty_folder: Path, tmp_path: Path, clock: SetClock, storage: SchoolStorage
) -> Iterator[School]:
    """A school folder with its schema and nothing in it."""
    with storage.passing_copy(empty_folder, tmp_path / "school", clock) as school:
        yield school


@pytest.fixture
def filled_school(
    filled_folder: Path, tmp_path: Path, clock: SetClock, storage: SchoolStorage
) -> Iterator[School]:
    """The school of tests/data/school/*.csv: three classes, eight staff, four weeks."""
    with storage.passing_copy(filled_folder, tmp_path / "filled", clock) as school:
        yield school


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `filled_school`, made once; copy it, do not write in it."""
    folder = tmp_path_factory.mktemp("filled") / "school"
    create_folder(folder, _SETTINGS)
    with open_school(folder, SetClock(datetime(2026, 11, 23, tzinfo=UTC))) as school:
        with school.database.writing() as cursor:
            for path in sorted(_FILLED_SCHOOL.glob("*.*.csv")):
                dated = path.name.startswith("setup.")
                cursor.execute(
                    f"insert into {path.stem} by name "
                    f"select *{_VALID if dated else ''} from {_csv(path)}"
                )
            for table, columns in _SEEDED.items():
                cursor.execute(
                    f"insert into setup.{table} by name "
                    f"select {columns}{_VALID} from {_csv(_SEEDS / f'{table}.csv')}"
                )
            _enter(cursor, school.school_id)
        build_models(school.database)
    return folder


def _csv(path: Path) -> str:
    return f"read_csv('{path}', all_varchar = true, nullstr = 'null', header = true)"


def _enter(cursor: duckdb.DuckDBPyConnection, school_id: str) -> None:
    """Append entries.csv through the real ledger, upload by upload."""
    entries = (
        cursor.execute(f"select * from {_csv(_FILLED_SCHOOL / 'entries.csv')}")
        .pl()
        .cast(dict(ledger.NEW_ENTRIES))
    )
    uploads = cursor.execute(
        "select upload_id, received_by, received_at from journal.uploads "
        "where status = 'recorded' order by received_at"
    ).fetchall()
    for upload_id, person_id, received_at in uploads:
        author = ledger.Author(
            school_id, "2026", person_id, received_at.replace(tzinfo=UTC), upload_id
        )
        mine = entries.filter(upload_id=upload_id).drop("upload_id")
        ledger.append(cursor, mine, author)


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set-up template's example as a school; copy it, do not write in it."""
    folder = tmp_path_factory.mktemp("example") / "school"
    tables = example_tables()
    content = write_setup_workbook(tables, "ru")
    summer = SetClock(datetime(2026, 8, 25, tzinfo=UTC))
    create_school(folder, tables, content, applied_by="administration", clock=summer)
    with open_school(folder, summer) as school:
        build_models(school.database)
    return folder


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example school as set up, without models; copy it, do not write in it."""
    folder = tmp_path_factory.mktemp("made") / "school"
    create_school(folder, example_tables(), b"the first file", applied_by="С-01")
    return folder


@pytest.fixture
def example_school(
    example_folder: Path, tmp_path: Path, clock: SetClock, storage: SchoolStorage
) -> Iterator[School]:
    """The school of the set-up template's example, made by the real set-up."""
    with storage.passing_copy(example_folder, tmp_path / "example", clock) as school:
        yield school


@pytest.fixture
def desk(example_school: School) -> Desk:
    """The desk of a teacher of the example school."""
    return desk_in(example_school)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what has not its turn, and lakes where no test is about storage."""
    waiting = [item for item in items if not _is_run(item)]
    config.hook.pytest_deselected(items=waiting)
    items[:] = [item for item in items if item not in set(waiting)]


def _is_run(item: pytest.Item) -> bool:
    if is_in_lake(item):
        if item.get_closest_marker("embedded"):  # about the files of the folder
            return False
        return item.nodeid.startswith(_IN_BOTH) and has_its_turn(item.nodeid)
    return not item.get_closest_marker("by_turns") or has_its_turn(item.nodeid)


def pytest_collection_finish() -> None:
    """Never look again through what the imports left: nothing of it is garbage."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded; workers' own prints are lost."""
    for report in terminalreporter.stats.get("passed", []):
        for name, figure in getattr(report, "user_properties", []):
            terminalreporter.write_line(f"{name}: {figure:.2f}")
