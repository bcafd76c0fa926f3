"""From every schema that was ever released up to today's: what people entered is there.

The data are those that version 0.1.0 wrote, row by row, by its first schema.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from tests.warehouse.first_schema import write_first_school
from vedomost import main
from warehouse import database as of_database
from warehouse import ledger
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.database import Database
from warehouse.school_folder import create_folder, open_school

pytestmark = pytest.mark.by_turns

MIGRATIONS = sorted((Path(of_database.__file__).parent / "migrations").glob("*.sql"))
NAMES = [path.name for path in MIGRATIONS]
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
# What the first schema held and every later one must still say.
TOLD = {
    "entries": "select entry_id, block_id, student_id, field, value, recorded_by, "
    "recorded_at from journal.entries order by all",
    "blocks": "select block_id, digest from journal.blocks "
    "where block_id <= 2 order by all",
    "current": "select student_id, field, value from journal.current order by all",
    "uploads": "select upload_id, received_by, file_name, status from journal.uploads",
    "students": "select student_id, surname from setup.students order by all",
    "staff": "select person_id, surname, roles from setup.staff order by all",
}


def told(school):
    with school.database.reading() as cursor:
        return {name: cursor.execute(ask).fetchall() for name, ask in TOLD.items()}


@pytest.fixture
def folder(tmp_path):
    """A school folder without a database."""
    create_folder(
        tmp_path / "school",
        {
            "school_id": "school-17",
            "name": "Школа № 17",
            "timezone": "Europe/Moscow",
            "language": "ru",
        },
    )
    return tmp_path / "school"


def first_school(folder, until=NAMES[0]):
    """Write the school of 0.1.0 and migrate it as far as a later version did."""
    connection = duckdb.connect(folder / "school.duckdb")
    before = write_first_school(connection, MIGRATIONS[0].read_text(encoding="utf-8"))
    for path in MIGRATIONS[1 : NAMES.index(until) + 1]:
        connection.execute("begin")
        connection.execute(path.read_text(encoding="utf-8"))
        connection.execute("insert into migrations values (?, now())", [path.name])
        connection.execute("commit")
    connection.close()
    return before


def schema(database):
    with database.reading() as cursor:
        return cursor.execute(
            "select schema_name, table_name, column_name, data_type "
            "from duckdb_columns() where not internal order by all"
        ).fetchall()


@pytest.mark.parametrize("version", NAMES)
def test_a_school_of_any_version_becomes_one_of_today(folder, version):
    entered = first_school(folder, version)

    with open_school(folder, SetClock(NOW)) as school:
        now = told(school)
        with school.database.reading() as cursor:
            assert ledger.replay(cursor) == []
            applied = cursor.execute("select name from migrations").fetchall()
        build_models(school.database)  # every view finds its columns
    assert [name for (name,) in applied] == NAMES
    assert [row[2:5] for row in now["entries"]] == entered
    assert [row[1:] for row in now["current"]] == [("mark", "4"), ("mark", "5")]
    assert now["uploads"] == [("u-1", "p-mat", "журнал.xlsx", "recorded")]
    assert [surname for _, surname in now["students"]] == ["Белов", "Ёлкина"]


def test_a_newer_database_is_refused_by_command_and_by_the_server(folder):
    first_school(folder, NAMES[-1])
    with Database(folder / "school.duckdb") as database, database.writing() as cursor:
        cursor.execute("insert into migrations values ('9999_later.sql', now())")

    for command in (["verify"], ["serve", "--port", "0"], ["backup"]):
        said = CliRunner().invoke(
            main, ["--language", "en", command[0], str(folder), *command[1:]]
        )
        assert said.exit_code == 2
        assert "newer Vedomost (9999_later.sql)" in said.stderr


def test_a_migration_that_fails_leaves_the_former_version_whole(
    folder, tmp_path, monkeypatch
):
    first_school(folder, NAMES[0])
    content = tmp_path / "migrations"
    content.mkdir()
    for path in MIGRATIONS:
        (content / path.name).write_bytes(path.read_bytes())
    bad = "create table journal.half (a integer);\nselect * from journal.nowhere;\n"
    (content / NAMES[-1]).write_text(bad)
    with Database(folder / "school.duckdb") as database:
        before = schema(database)

    with monkeypatch.context() as later:
        later.setattr(of_database, "_MIGRATIONS", content)
        with pytest.raises(duckdb.CatalogException):
            open_school(folder, SetClock(NOW)).__enter__()

    with Database(folder / "school.duckdb") as database:
        assert schema(database) == before
    with open_school(folder, SetClock(NOW)) as school:
        assert len(told(school)["entries"]) == 3
