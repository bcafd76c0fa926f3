"""The write-ahead log is folded into the file, now or when nobody reads the past."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.embedded


def log_of(school):
    return school.folder / "school.duckdb.wal"


def tidy_beside_a_reader(school):
    """Tidy while somebody reads a row that was updated since: its past is needed."""
    with school.database.writing() as cursor:
        cursor.execute("insert into models_built values ('once')")
    with school.database.cursor() as reader:
        reader.begin()
        reader.execute("from models_built").fetchall()
        with school.database.writing() as cursor:
            cursor.execute("update models_built set digest = 'again'")
        school.database.checkpoint()
        assert log_of(school).stat().st_size > 0
        reader.rollback()


def test_while_somebody_reads_what_was_replaced_it_waits_for_the_next_time(
    empty_school,
):
    tidy_beside_a_reader(empty_school)

    empty_school.database.checkpoint()

    log = log_of(empty_school)
    assert not log.exists() or log.stat().st_size == 0
