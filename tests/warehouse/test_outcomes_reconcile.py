"""On time + late + missing + excused + void + undetermined + not yet due = all.

For every teacher of the demo school and every day of its year (§2.2), and so in what
pages are told. The school is the demo's real set-up; its teachers enter at random,
because a sum must hold for any journal and not for a planned one.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.demo.tables import demo_tables
from ingest.setup.school import create_school
from tests.warehouse.owing_school import entry_of
from warehouse import ledger
from warehouse.build import build_models
from warehouse.clock import SetClock, utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.outcomes import OUTCOME, OUTCOME_UNEXCUSED
from warehouse.queries.timeliness import OUTCOMES, Asked, counts
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.school_folder import School

FIRST, LAST = date(2026, 9, 1), date(2027, 6, 10)
HOUR = timedelta(hours=9)  # of each day, UTC
SAMPLED = [
    datetime(2026, month, day, 9, tzinfo=UTC) for month, day in ((9, 7), (11, 24))
]
SAMPLED += [
    datetime(2027, month, day, 9, tzinfo=UTC) for month, day in ((1, 20), (6, 10))
]
VALUES: dict[str, list[str | None]] = {
    "topic": ["Тема", "Тема", ".", None],
    "homework": ["№ 1", "not_set", None],
    "attendance_taken": ["yes", "yes", None],
    "mark": ["5", "4", "3", "н", ".", None],
    "work_type": ["test", "answer"],
    "status": ["held", "held", "held", "cancelled"],
}
# What lies in one lesson's cells by chance: (field, share of lessons).
SHARES = {"topic": 0.8, "homework": 0.7, "attendance_taken": 0.8, "work_type": 0.5}
SHARES["status"] = 0.1


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """The demo school, with a hand-in of every teacher in each of four months."""
    folder = tmp_path_factory.mktemp("reconciled") / "school"
    summer = SetClock(datetime(2026, 8, 25, tzinfo=UTC))
    create_school(folder, demo_tables(14), b"x", applied_by="test", clock=summer)
    with open_school(folder, summer) as school:
        build_models(school.database)
        _live(school)
        yield school


def _live(school: School) -> None:
    chance = random.Random(17)
    with school.database.writing() as cursor:
        teachers = cursor.execute(
            "select distinct person_id from journal.page_teachers order by 1"
        ).fetchall()
        for (person_id,) in teachers:
            for month in (9, 10, 11, 12):
                _hand_in(cursor, person_id, date(2026, month, 1), chance)
        _breach_and_import(cursor, teachers[3][0], teachers[5][0])
        cursor.execute(
            """
            insert into journal.explanations
            select
                concat(page_id, lesson_id), teachers.person_id, lessons.page_id,
                lesson_id, '', 'topic', 'illness', '', timestamp '2026-11-01 10:00',
                null
            from journal.lessons
            inner join journal.page_teachers as teachers using (page_id)
            where hash(lesson_id) % 5 = 0
            """
        )
        cursor.execute(
            "insert into journal.explanation_answers select explanation_id, true, '', "
            "timestamp '2026-11-02 10:00', 'nobody', null from journal.explanations"
        )


def _hand_in(
    cursor: duckdb.DuckDBPyConnection,
    person_id: str,
    month: date,
    chance: random.Random,
) -> None:
    """Hand in three weeks of lessons on the evening of the last of them."""
    lessons = cursor.execute(
        """
        select lessons.page_id, lesson_id, list(distinct student_id order by student_id)
        from journal.lessons
        inner join journal.page_teachers using (page_id)
        inner join journal.roster on lessons.page_id = roster.page_id
        where person_id = ? and lesson_on between ? and ?
        group by all order by all
        """,
        [person_id, month, month + timedelta(days=20)],
    ).fetchall()
    entries = [
        entry_of(
            page_id=page_id,
            lesson_id=lesson_id,
            period_id="",
            student_id=student_id,
            field=field,
            value=chance.choice(VALUES[field]),
        )
        for page_id, lesson_id, students in lessons
        for field, student_id in [
            *(
                (field, "")
                for field, share in SHARES.items()
                if chance.random() < share
            ),
            *(("mark", student) for student in students if chance.random() < 0.15),
        ]
    ]
    at = datetime(month.year, month.month, 21, chance.randint(4, 20), tzinfo=UTC)
    author = ledger.Author("demo", "2026", person_id, at, f"u-{person_id}-{month}")
    frame = pl.DataFrame(entries, schema=ledger.NEW_ENTRIES)
    ledger.append(cursor, frame, author)


def _breach_and_import(
    cursor: duckdb.DuckDBPyConnection, breached: str, imported: str
) -> None:
    decided = datetime(2026, 11, 22, tzinfo=UTC)
    decision = ledger.Decision("demo", "b", breached, "test", decided)
    ledger.void_from(cursor, decision, datetime(2026, 10, 10, tzinfo=UTC))
    cursor.execute(
        "update journal.entries set is_undetermined = true "
        "where recorded_by = ? and recorded_at < timestamp '2026-10-01'",
        [imported],
    )


@pytest.fixture(scope="module")
def days(school: School) -> pl.DataFrame:
    """One row per teacher, day and outcome: how many obligations came out so."""
    bring_up_to_date(school.database)
    excused = OUTCOME.replace("$now", "moment")
    unexcused = OUTCOME_UNEXCUSED.replace("$now", "moment")
    with school.database.reading() as cursor:
        return cursor.execute(
            f"""
            with kinds as (
                select
                    person_id, opens_at, due_at, entered, first_recorded_at,
                    void_recorded_at, is_accepted, count(*) as count_all
                from marts.obligations
                group by all
            ),

            moments as (
                select unnest(
                    generate_series($first, $last, interval 1 day)
                ) as moment
            )

            select
                person_id, moment, {excused} as outcome, {unexcused} as unexcused,
                sum(count_all)::bigint as count_all
            from kinds
            inner join moments on kinds.opens_at <= moments.moment
            group by all
            """,
            {
                "first": datetime.combine(FIRST, datetime.min.time()) + HOUR,
                "last": datetime.combine(LAST, datetime.min.time()) + HOUR,
            },
        ).pl()


def test_outcomes_add_up_for_every_teacher_on_every_day_of_the_year(
    school: School, days: pl.DataFrame
) -> None:
    with school.database.reading() as cursor:
        opened = cursor.execute(
            "select person_id, opens_at, count(*) as count_opened "
            "from intermediate.int_obligation_entries group by all"
        ).pl()
    assert set(days["outcome"]) == set(OUTCOMES)
    assert set(days["unexcused"]) == set(OUTCOMES) - {"excused"}
    found = days.group_by("person_id", "moment").agg(pl.col("count_all").sum())
    teachers = set(opened["person_id"])
    assert len(teachers) > 30
    assert set(found["person_id"]) == teachers
    count_compared = 0
    for (person_id,), of_teacher in found.group_by("person_id"):
        opens = opened.filter(pl.col("person_id") == person_id).sort("opens_at")
        opens = opens.with_columns(pl.col("count_opened").cum_sum())
        both = of_teacher.sort("moment").join_asof(
            opens, left_on="moment", right_on="opens_at"
        )
        assert both["count_all"].to_list() == both["count_opened"].to_list()
        count_compared += len(both)
    assert count_compared > 250 * len(teachers)


def test_an_outcome_changes_only_as_time_allows(days: pl.DataFrame) -> None:
    """On time and undetermined only grow; excuses take from late and missing."""
    totals = days.group_by("moment", "outcome").agg(pl.col("count_all").sum())
    for outcome in ("on_time", "undetermined"):
        of = totals.filter(pl.col("outcome") == outcome).sort("moment")["count_all"]
        assert not of.is_empty()
        assert of.is_sorted()
    moved = days.filter(pl.col("outcome") != pl.col("unexcused"))
    assert set(moved["outcome"]) == {"excused"}
    assert set(moved["unexcused"]) == {"late", "missing"}


@pytest.mark.parametrize("now", SAMPLED, ids=lambda now: f"{now:%d.%m}")
def test_pages_are_told_the_same(
    school: School, days: pl.DataFrame, now: datetime
) -> None:
    director = Viewer(_director(school), frozenset({"director"}))
    asked = Asked(now, FIRST, LAST, "led")
    told = counts(school.database, director, asked, "teacher")
    there = days.filter(pl.col("moment") == utc_naive(now))

    assert len(told) == there["person_id"].n_unique()
    for row in told.iter_rows(named=True):
        of_teacher = there.filter(pl.col("person_id") == row["key"])
        expected = {
            outcome: int(count)
            for outcome, count in of_teacher.group_by("outcome")
            .agg(pl.col("count_all").sum())
            .iter_rows()
        }
        shown = {one: int(row[f"count_{one}"]) for one in OUTCOMES}
        assert {one: count for one, count in shown.items() if count} == expected
        assert sum(shown.values()) == row["count_all"]


def test_teachers_are_told_the_same_of_themselves(
    school: School, days: pl.DataFrame
) -> None:
    now = SAMPLED[1]
    asked = Asked(now, FIRST, LAST, "own")
    there = days.filter(pl.col("moment") == utc_naive(now))
    for person_id in sorted(set(there["person_id"]))[:8]:
        own = counts(school.database, Viewer(person_id, frozenset()), asked)
        expected = dict.fromkeys(OUTCOMES, 0)
        for row in there.filter(pl.col("person_id") == person_id).iter_rows(named=True):
            expected[row["outcome"]] += row["count_all"]
        assert {one: own[f"count_{one}"].item() for one in OUTCOMES} == expected


def _director(school: School) -> str:
    with school.database.reading() as cursor:
        return str(
            cursor.execute(
                "select person_id from setup.staff where roles like '%director%'"
            ).fetchall()[0][0]
        )
