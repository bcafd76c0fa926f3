"""`vedomost import` shows first, brings in with --yes, and asks what is not clear."""

from __future__ import annotations

import duckdb
import pytest
from click.testing import CliRunner

from vedomost import main

TABLE = """Класс;ФИО;Предмет;Дата;Оценка
5А;Антипов Максим;Русский язык;08.09.2026;5
;Белова Софья;Русский язык;08.09.2026;4
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "оценки.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def folder(example_school):
    example_school.database.close()
    settings = example_school.folder / "vedomost.toml"
    now = 'demo_now = "2026-11-23T10:30:00+00:00"\n'
    settings.write_text(now + settings.read_text("utf-8"), encoding="utf-8")
    return example_school.folder


def run(*arguments):
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def marks(folder):
    with duckdb.connect(folder / "school.duckdb", read_only=True) as connection:
        return connection.execute(
            "select student_id, value from journal.current order by all"
        ).fetchall()


@pytest.mark.embedded
def test_nothing_comes_in_before_yes_is_said(folder, file):
    shown = run(folder, file)

    assert shown.exit_code == 1  # a row names no class
    assert "1\tпереносится" in shown.output
    assert "?\tКакой класс" in shown.output
    assert marks(folder) == []

    assert run(folder, file, "--yes").exit_code == 1
    assert marks(folder) == [("К-0201", "5")]


@pytest.mark.embedded
def test_the_class_may_be_said(folder, file):
    done = run(folder, file, "--class", "5А", "--yes")

    assert (done.exit_code, marks(folder)) == (0, [("К-0201", "5"), ("К-0202", "4")])
    again = run(folder, file, "--class", "5А", "--yes")
    assert "Ничего нового" in again.output
    assert "2\tуже есть в журнале" in again.output


@pytest.mark.embedded
def test_a_file_that_cannot_be_read_stops_no_other(folder, file, tmp_path):
    broken = tmp_path / "письмо.csv"
    broken.write_text("a;b\n1;2\n", encoding="utf-8")

    done = run(folder, broken, file, "--class", "5А", "--yes")

    assert (done.exit_code, len(marks(folder))) == (1, 2)


@pytest.mark.embedded
def test_a_teacher_brings_nothing_in(folder, file):
    assert run(folder, file, "--as", "С-06", "--class", "5А", "--yes").exit_code == 1
    assert marks(folder) == []
