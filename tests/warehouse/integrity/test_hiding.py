"""A file that is made to mislead the verification itself hides nothing from it (§2.10).

What stands beside the data can answer in its place: functions that bear the names of
the database's own, other tables, columns that compute what they show. And what makes a
check stumble ends neither the verification nor the other checks.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from warehouse.clock import SetClock
from warehouse.integrity import report
from warehouse.school_folder import open_school

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture
def folder(example_folder, tmp_path):
    copy = tmp_path / "school"
    shutil.copytree(example_folder, copy)
    return copy


def alter(folder, statement):
    with duckdb.connect(folder / "school.duckdb") as connection:
        connection.execute(statement)


def found(folder):
    with open_school(folder, SetClock(NOW), to_verify=True) as school:
        return report.verify_school(school).differences


# What is put beside the data, and the place that is named.
BESIDE = {
    "a function in the place of max": (
        "create macro max(x) as 'x'",
        "function main.max",
    ),
    "a function in the place of an operator": (
        """create macro "||"(a, b) as a""",
        "function main.||",
    ),
    "functions in the place of all that tells of views": (
        """create macro concat(a, b, c) as 'view staging.stg_staff';
        create macro current_database() as 'elsewhere';
        create macro duckdb_functions() as table select 1 as function_name""",
        "function main.duckdb_functions",
    ),
    "a function in the place of what tells the day": (
        "create macro getvariable(x) as null",
        "function main.getvariable",
    ),
    "a table that this program does not know": (
        "create table journal.notes (text varchar)",
        "table journal.notes",
    ),
    "a table that is gone": (
        "drop table journal.previews",
        "table journal.previews",
    ),
    "the table of entries is gone": (
        "drop table journal.entries cascade",
        "table journal.entries",
    ),
    "a table without a column": (
        "alter table journal.uploads drop column file_sha256",
        "table journal.uploads",
    ),
    "a table with one more column": (
        "alter table access.accounts add column note varchar",
        "table access.accounts",
    ),
    "a column of another type": (
        "alter table journal.backups alter count_files type varchar",
        "table journal.backups",
    ),
    "a column that fills itself": (
        "alter table journal.uploads alter status set default 'recorded'",
        "table journal.uploads",
    ),
    "a column that computes what it shows": (
        """create table journal.other as from journal.closings where false;
        drop table journal.closings;
        create table journal.closings (
            event_id varchar, kind varchar generated always as ('close')
        );
        drop table journal.other""",
        "table journal.closings",
    ),
    "a view in the place of a table": (
        """alter table journal.closings rename to kept;
        create view journal.closings as from journal.kept where false""",
        "table journal.closings",
    ),
    "an index that refuses what comes": (
        "create unique index one on journal.uploads (status)",
        "index journal.one",
    ),
    "a sequence": ("create sequence journal.numbers", "sequence journal.numbers"),
    "a type": (
        "create type journal.mark as enum ('5')",
        "type journal.mark",
    ),
}


def test_what_is_put_beside_or_in_the_place_of_the_data_is_named(folder):
    for statement, _ in BESIDE.values():
        alter(folder, statement)

    told = [one.place for one in found(folder)]

    assert [place for _, place in BESIDE.values() if place not in told] == []


def test_a_check_that_stumbles_hides_nothing_that_the_others_find(folder, caplog):
    alter(folder, "alter table journal.entries drop column student_id cascade")
    (folder / "exports").mkdir(exist_ok=True)
    (folder / "exports" / "other.xlsx").write_bytes(b"other")

    places = {one.place: one.sentence for one in found(folder)}

    assert "table journal.entries" in places
    assert "exports/other.xlsx" in places
    assert "could not be checked" in places["blocks, sealed rows, signatures"]


def test_a_bug_in_a_check_is_told_and_logged_without_the_words_of_the_error(
    folder, caplog, monkeypatch
):
    name = "Иванов Иван"

    def stumble(_examined):
        raise ZeroDivisionError(name)

    monkeypatch.setitem(report.CHECKS, "keys", stumble)

    with caplog.at_level(logging.ERROR):
        (difference,) = found(folder)

    assert difference.place == "keys"
    assert "ZeroDivisionError" in difference.sentence
    assert "in stumble" in caplog.text
    assert name not in caplog.text + difference.sentence
