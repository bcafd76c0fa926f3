"""Nobody can be recognised in what a school publishes, and nobody's words are there."""

from __future__ import annotations

import shutil

import pytest

from warehouse.folder_files import files_at
from warehouse.region.pseudonyms import KEY_FILE, Pseudonyms, pseudonyms_of
from warehouse.region.publishing import publish

TEXTS = """
select column_name, table_name
from duckdb_columns()
where database_name = 'lake' and data_type = 'VARCHAR'
"""
PEOPLE = """
select unnest([student_id, surname]) from setup.students
union
select unnest([person_id, surname, login]) from setup.staff
union
select unnest([person_id, surname]) from setup.parents
union
select value from journal.entries where field in ('topic', 'homework', 'message')
"""


def test_no_name_code_or_text_of_a_school_is_in_any_text_of_the_lake(
    filled_school, lake
):
    publish(filled_school, lake)

    with filled_school.database.reading() as cursor:
        secret = {one for (one,) in cursor.execute(PEOPLE).fetchall() if one}
    with lake.opened() as connection:
        columns = connection.execute(TEXTS).fetchall()
        told = {
            one
            for column, table in columns
            for (one,) in connection.execute(
                f"select distinct {column} from lake.{table}"
            ).fetchall()
        }
    assert len(secret) > 40
    assert len(told) > 20
    assert not secret & told


def test_the_reason_of_an_absence_stays_in_the_school(filled_school, lake, rows):
    """Illness is data about health."""
    publish(filled_school, lake)

    said = {one for (one,) in rows("select distinct value from lake.entries")}

    assert "missed" in said
    assert said <= {
        None, "missed", "late", "mark", "entered", "held", "cancelled", "replaced",
        "exempt", "not_attested", "зачёт", "незачёт", "1", "2", "3", "4", "5",
    }  # fmt: skip


def test_the_key_lies_in_the_school_alone_and_only_its_owner_reads_it(
    filled_school, lake
):
    publish(filled_school, lake)

    key = (filled_school.folder / KEY_FILE).read_bytes()
    region = filled_school.folder.parent / "region"
    assert (filled_school.folder / KEY_FILE).stat().st_mode & 0o077 == 0
    assert len(key) == 32
    assert not any(
        key in path.read_bytes() for path in region.rglob("*") if path.is_file()
    )


def test_a_person_has_one_number_in_a_school_and_another_in_the_next():
    one, other = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)

    assert one.number("student", "К-0001") == one.number("student", "К-0001")
    assert one.number("student", "К-0001") != other.number("student", "К-0001")
    assert one.number("student", "К-0001") != one.number("teacher", "К-0001")
    assert one.number("student", "") == 0


@pytest.mark.embedded
def test_with_a_lost_key_everything_is_published_anew_under_new_numbers(
    filled_school, lake, rows
):
    publish(filled_school, lake)
    students = "select distinct student from lake.entries where student <> 0"
    before = set(rows(students))
    (filled_school.folder / KEY_FILE).unlink()

    done = publish(filled_school, lake)

    after = set(rows(students))
    assert done.is_whole
    assert len(after) == len(before)
    assert not after & before


def test_a_copied_school_keeps_its_numbers(filled_school, tmp_path):
    made = pseudonyms_of(filled_school.files)
    shutil.copytree(filled_school.folder, tmp_path / "copy")

    assert pseudonyms_of(files_at(tmp_path / "copy")).key_id == made.key_id
