"""The next year's school made in one step: all of it, or nothing."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from ingest.rolling_over import making
from ingest.rolling_over.making import Farewell, make_next_year
from ingest.rolling_over.reviewing import (
    as_workbook,
    folder_for,
    proposed,
    review,
)
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.forming import take_back
from ingest.setup.school import occasion_now
from warehouse.access.accounts import account_for_login
from warehouse.access.at_the_machine import first_codes
from warehouse.build import build_models
from warehouse.encryption.whole_school import encrypt
from warehouse.errors import VedomostError
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

DIRECTOR = Viewer("С-01", frozenset({"director"}))
TEACHER = Viewer("С-06", frozenset({"teacher"}))
GRADUATE = "К-0101"
LAST_DAY = date(2027, 5, 26)
FAREWELL = Farewell(LAST_DAY, "31-у", date(2026, 11, 20))


@pytest.fixture
def school(example_school):
    """The example school with everybody's account; 10А is its eleventh grade."""
    with example_school.database.writing() as cursor:
        row = next(
            one
            for one in whole_setup(cursor, date(2026, 9, 1))["classes"]
            if one["class_id"] == "10А"
        )
        changes = plan_edits(
            cursor, [added("classes", row | {"grade": 11})], date(2026, 9, 1)
        ).changes
        apply_changes(
            cursor,
            changes,
            occasion_now(example_school),
            Cause("page", "С-01", "проверка"),
            from_date=date(2026, 9, 1),
        )
    first_codes(example_school)
    return example_school


def made(school, tmp_path, content=None, **changed):
    content = content or as_workbook(proposed(school, DIRECTOR), "ru")
    looked = review(school, DIRECTOR, content)
    folder = tmp_path / "next"
    known = {"leaving": len(looked.leaving), "viewer": DIRECTOR} | changed
    viewer = known.pop("viewer")
    count = make_next_year(school, viewer, folder, content, FAREWELL, **known)
    return folder, count


def students(school, on):
    with school.database.reading() as cursor:
        return {row["student_id"]: row for row in whole_setup(cursor, on)["students"]}


def test_the_next_year_is_a_school_with_everybodys_log_in(school, tmp_path):
    with school.database.reading() as cursor:
        hashes = cursor.execute(
            "select login, account_id from access.accounts order by login"
        ).fetchall()

    folder, count = made(school, tmp_path)

    with open_school(folder, school.clock) as following:
        there = students(following, date(2027, 9, 1))
        assert GRADUATE not in there
        assert there["К-0201"]["class_id"] == "6А"
        with following.database.reading() as cursor:
            kept = cursor.execute(
                "select login, account_id from access.accounts order by login"
            ).fetchall()
            pages = cursor.execute("select page_id from journal.pages").fetchall()
        assert ("2027:6А-англ1:АНГ",) in pages
        assert set(kept) < set(hashes)
        assert len(kept) == count
        account, _ = account_for_login(following.database, "kovaleva")
        assert account.person_id == "С-01"


def test_who_finishes_has_a_last_day_and_an_order_in_this_year(school, tmp_path):
    assert students(school, LAST_DAY)[GRADUATE]["left_on"] is None

    made(school, tmp_path)

    row = students(school, LAST_DAY)[GRADUATE]
    assert (row["left_on"], row["order_number"]) == (LAST_DAY, "31-у")
    with school.database.reading() as cursor:
        set_id, kind, number = cursor.execute(
            "select set_id, kind, document_number from journal.setup_change_sets "
            "order by set_id desc limit 1"
        ).fetchone()
        noted = cursor.execute(
            "select person_id from access.log where action = 'next_year_made'"
        ).fetchall()
    assert (kind, number) == ("roll_over", "31-у")
    assert noted == [("С-01",)]
    take_back(school, DIRECTOR, set_id, "рано")
    assert students(school, LAST_DAY)[GRADUATE]["left_on"] is None


def test_both_schools_stand_up_to_verification(school, tmp_path):
    folder, _ = made(school, tmp_path)

    assert verify_school(school).differences == ()
    with open_school(folder, school.clock) as following:
        build_models(following.database)
        assert verify_school(following).differences == ()


def test_a_workbook_that_was_changed_is_what_is_made(school, tmp_path):
    proposal = proposed(school, DIRECTOR)
    kept = [row for row in proposal.tables["students"] if row["student_id"] != "К-0303"]
    newcomer = kept[0] | {"student_id": "К-0900", "surname": "Новиков"}
    changed = proposal._replace(
        tables=proposal.tables | {"students": [*kept, newcomer]}
    )
    content = as_workbook(changed, "ru")

    looked = review(school, DIRECTOR, content)
    assert {"К-0303", GRADUATE} <= {row["student_id"] for row in looked.leaving}
    assert [row["student_id"] for row in looked.newcomers] == ["К-0900"]
    folder, _ = made(school, tmp_path, content)

    with open_school(folder, school.clock) as following:
        there = students(following, date(2027, 9, 1))
    assert "К-0900" in there
    assert "К-0303" not in there


def test_a_workbook_with_a_mistake_makes_nothing(school, tmp_path):
    proposal = proposed(school, DIRECTOR)
    proposal.tables["students"][0]["class_id"] = "9Я"
    content = as_workbook(proposal, "ru")

    assert review(school, DIRECTOR, content).is_faulty
    with pytest.raises(VedomostError, match="mistakes that must be mended"):
        made(school, tmp_path, content)
    assert not (tmp_path / "next").exists()
    assert students(school, LAST_DAY)[GRADUATE]["left_on"] is None


def test_this_years_own_workbook_is_no_next_year(school):
    with school.database.reading() as cursor:
        tables = whole_setup(cursor, date(2026, 11, 23))
    proposal = proposed(school, DIRECTOR)._replace(tables=tables)

    with pytest.raises(VedomostError, match="The next year begins after it"):
        review(school, DIRECTOR, as_workbook(proposal, "ru"))


def test_a_failure_in_the_last_moment_leaves_nothing_behind(
    school, tmp_path, monkeypatch
):
    def broken(*_arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr(making, "note", broken)
    with pytest.raises(OSError, match="full"):
        made(school, tmp_path)

    assert not (tmp_path / "next").exists()
    assert list(tmp_path.glob(".next*")) == []
    assert students(school, LAST_DAY)[GRADUATE]["left_on"] is None


def test_a_place_that_holds_a_school_is_left_alone(school, tmp_path):
    folder, _ = made(school, tmp_path)
    before = (folder / "vedomost.toml").read_bytes()

    with pytest.raises(VedomostError, match="already holds a school"):
        made(school, tmp_path, leaving=0)
    assert (folder / "vedomost.toml").read_bytes() == before


def test_who_leaves_is_looked_at_again_if_it_changed_meanwhile(school, tmp_path):
    with pytest.raises(VedomostError, match="Look once more"):
        made(school, tmp_path, leaving=0)


def test_nobody_else_makes_the_next_year(school, tmp_path):
    for deed in (
        lambda: proposed(school, TEACHER),
        lambda: made(school, tmp_path, viewer=TEACHER),
    ):
        with pytest.raises(VedomostError, match="formed by the director"):
            deed()


@pytest.mark.parametrize(
    ("name", "expected"), [("school", "school-2027"), ("school-2026", "school-2027")]
)
def test_the_folder_lies_beside_this_one(school, tmp_path, name, expected):
    proposal = proposed(school, DIRECTOR)
    object.__setattr__(school, "folder", tmp_path / name)

    assert folder_for(school, proposal) == (tmp_path / expected).resolve()


def test_an_encrypted_school_makes_an_encrypted_one(tmp_path, example_folder, clock):
    key_file = tmp_path / "school.key"
    key_file.write_text("a long secret of the school 7", encoding="utf-8")
    shutil.copytree(example_folder, tmp_path / "this")
    encrypt(tmp_path / "this", key_file)

    with open_school(tmp_path / "this", clock) as school:
        folder, _ = made(school, tmp_path)

    content = (folder / "school.duckdb").read_bytes()
    assert "Алёшина".encode() not in content
    with open_school(folder, clock) as following:
        assert following.key is not None
        assert students(following, date(2027, 9, 1))["К-0301"]["class_id"] == "2А"
