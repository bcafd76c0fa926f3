"""`vedomost roll-over`: the proposal as a workbook, then the school."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from click.testing import CliRunner

from ingest.setup.edits import whole_setup
from vedomost import main
from warehouse.school_folder import open_school


@pytest.fixture
def folder(example_folder, tmp_path):
    shutil.copytree(example_folder, tmp_path / "school-2026")
    return tmp_path / "school-2026"


def run(*arguments):
    return CliRunner().invoke(main, ["--language", "ru", *map(str, arguments)])


def test_the_proposal_is_written_and_then_made(folder, tmp_path):
    workbook = tmp_path / "next.xlsx"

    written = run("roll-over", folder, "--write", workbook)
    assert (written.exit_code, "5А → 6А, учеников: 6" in written.stdout) == (0, True)
    assert not (tmp_path / "school-2027").exists()
    again = run("roll-over", folder, "--write", workbook)
    assert again.exit_code == 2  # a workbook somebody looked through is not replaced

    made = run("roll-over", folder, workbook, "--yes")
    assert made.exit_code == 0, made.output
    with (
        open_school(tmp_path / "school-2027") as school,
        school.database.reading() as cursor,
    ):
        classes = whole_setup(cursor, date(2027, 9, 1))["classes"]
    assert {row["class_id"] for row in classes} == {"1А", "2А", "6А", "11А"}


def test_no_answer_makes_nothing(folder, tmp_path):
    asked = CliRunner().invoke(
        main, ["--language", "ru", "roll-over", str(folder)], input="n\n"
    )

    assert asked.exit_code != 0
    assert not (tmp_path / "school-2027").exists()
