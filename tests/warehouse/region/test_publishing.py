"""A school publishes: what is new, once, and nothing that counts no more."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tests.warehouse.test_breaches import MONDAY, plain_teacher, register
from warehouse import ledger
from warehouse.access.opening import open_missing
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.region.lake import build_models
from warehouse.region.publishing import KEPT, publish
from warehouse.school_folder import open_school

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
TABLES = (
    "pages", "classes", "periods", "places", "entries", "timeliness", *KEPT,
)  # fmt: skip
MATHS = "2026:5А:МАТ"


def content(rows):
    """Return everything a lake knows of its schools."""
    return {
        name: sorted(rows(f"select * from lake.{name}"), key=repr) for name in TABLES
    }


def enter(school, *, student="К-0001", value="2", period="2026-Q1"):
    """Give a final mark, as one upload more."""
    row = {
        "page_id": MATHS, "lesson_id": "", "period_id": period, "student_id": student,
        "field": "final", "value_text": value, "value": value, "mark_1": None,
        "mark_2": None, "attendance": None, "sheet": "Лист", "cell": "C3", "reason": "",
    }  # fmt: skip
    author = ledger.Author(school.school_id, "2026", "p-mat", NOW, "u-more")
    with school.database.writing() as cursor:
        ledger.append(cursor, pl.DataFrame([row], dict(ledger.NEW_ENTRIES)), author)


def test_the_first_publication_brings_every_entry_that_counts(
    filled_school, lake, rows
):
    done = publish(filled_school, lake)

    with filled_school.database.reading() as cursor:
        (count,) = cursor.execute(
            "select count(*) from journal.valid_entries where field not in "
            "('comment', 'message', 'minutes', 'work_type_2')"
        ).fetchone()
    assert done.is_whole
    assert rows("select count(*), count(distinct entry_id) from lake.entries") == [
        (count, count)
    ]


def test_a_second_publication_brings_only_what_is_new(filled_school, lake, rows):
    publish(filled_school, lake)
    before = content(rows)

    again = publish(filled_school, lake)
    enter(filled_school)
    more = publish(filled_school, lake)

    assert (again.count_entries, again.is_whole) == (0, False)
    assert (more.count_entries, more.is_whole) == (1, False)
    assert len(content(rows)["entries"]) == len(before["entries"]) + 1


def test_publishing_again_changes_no_row_at_all(filled_school, lake, rows):
    publish(filled_school, lake)
    before = content(rows)

    publish(filled_school, lake)

    assert content(rows) == before


def test_the_figures_are_those_of_the_schools_own_summary_sheets(
    filled_school, lake, rows
):
    for student, value in (("К-0001", "not_attested"), ("К-0002", "exempt")):
        enter(filled_school, student=student, value=value)
    publish(filled_school, lake)

    counts = (
        "count_enrolled, count_5, count_4, count_3, count_2, count_not_attested, "
        "count_exempt, count_passes, count_without_final"
    )
    with filled_school.database.reading() as cursor:
        own = cursor.execute(
            f"select class_id, subject_name, period_id, {counts}, count_attested_base "
            "from marts.class_totals order by all"
        ).fetchall()
    theirs = rows(
        f"select class_id, subject, period_id, {counts}, count_base "
        "from lake.kept_results order by all"
    )
    assert len(own) > 5
    assert theirs == own


def test_obligations_are_counted_as_the_school_counts_them(filled_school, lake, rows):
    publish(filled_school, lake)

    with filled_school.database.reading() as cursor:
        (entered,) = cursor.execute(
            "select count(*) from marts.obligations "
            "where is_counted and opens_at <= $now and first_recorded_at <= $now",
            {"now": NOW.replace(tzinfo=None)},
        ).fetchone()
    (sums,) = rows(
        "select sum(count_entered), sum(count_owed), sum(count_on_time + count_late + "
        "count_missing + count_excused + count_void + count_undetermined) "
        "from lake.timeliness"
    )
    assert sums[0] == entered > 0
    assert sums[1] == sums[2]


def test_what_became_void_is_taken_back_with_the_next_publication(
    filled_school, lake, rows
):
    school = filled_school
    open_missing(school.database, at=MONDAY - timedelta(days=1), by="")
    publish(school, lake)
    before = len(rows("select entry_id from lake.entries"))
    teacher = plain_teacher(school)
    long_ago = NOW - timedelta(days=60)
    register(school, teacher, learned_at=long_ago, reported_to_head_at=long_ago)

    done = publish(school, lake)

    with school.database.reading() as cursor:
        valid = cursor.execute(
            "select entry_id from journal.valid_entries order by 1"
        ).fetchall()
    assert done.is_whole
    assert rows("select entry_id from lake.entries order by 1") == valid
    assert 0 < len(valid) < before


@pytest.mark.embedded
def test_a_ledger_that_went_another_way_is_published_anew(
    filled_school, lake, rows, tmp_path
):
    """As after a restore from a backup: the last published block is another one."""
    shutil.copytree(filled_school.folder, tmp_path / "backup")
    enter(filled_school, value="3")
    publish(filled_school, lake)

    with open_school(tmp_path / "backup", SetClock(NOW)) as restored:
        enter(restored, value="4")
        done = publish(restored, lake)

    assert done.is_whole
    last = "select value from lake.entries order by entry_id desc limit 1"
    assert rows(last) == [("4",)]


def test_two_schools_share_a_lake_and_no_row(filled_school, lake, rows):
    """Even with the same codes: a school is part of every key."""
    publish(filled_school, lake)
    alone = content(rows)
    other = dataclasses.replace(filled_school, school_id="other")
    enter(filled_school, student="К-0003", value="2")

    publish(other, lake)

    mine = {
        name: sorted(
            rows(f"select * from lake.{name} where school_id = 'school-17'"), key=repr
        )
        for name in TABLES
    }
    assert mine == alone
    assert len(rows("select distinct school_id from lake.entries")) == 2


def test_kept_figures_are_the_models_over_everything(filled_school, lake):
    publish(filled_school, lake)
    enter(filled_school, student="К-0002", value="3")
    publish(filled_school, lake)
    publish(dataclasses.replace(filled_school, school_id="other"), lake)

    with lake.opened() as connection:
        build_models(connection)
        for name, (view, _) in KEPT.items():
            kept = connection.execute(f"from lake.{name}").pl()
            made = connection.execute(f"from {view}").pl().select(kept.columns)
            assert made.sort(made.columns).equals(kept.sort(kept.columns))
            assert made["school_id"].n_unique() == 2


def test_a_school_that_the_region_does_not_know_publishes_nothing(
    filled_school, lake, rows
):
    stranger = dataclasses.replace(filled_school, school_id="elsewhere")

    with pytest.raises(VedomostError, match="does not know"):
        publish(stranger, lake)

    assert rows("select count(*) from lake.entries") == [(0,)]
    assert rows("select count(*) from lake.publications") == [(0,)]
