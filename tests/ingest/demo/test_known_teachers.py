"""The demo's known teachers come out as planted, by the log and by the questions.

What must come out is worked out in plain Python from the generator's own log, the
timetable and the regulation's rules; the warehouse must say exactly the same.
"""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from ingest.demo.discipline import FORGETFUL, LATE, PUNCTUAL
from ingest.demo.schedule import DEMO_NOW
from ingest.demo.school_year import TIMEZONE, YEAR_STARTS_ON
from ingest.demo.tables import demo_tables
from tests.ingest.demo.known_terms import Terms
from tests.ingest.demo.known_timeliness import all_owed, outcome, tally
from warehouse.clock import SetClock, utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.obligations import timeliness_of_teacher
from warehouse.queries.outcomes import OUTCOME
from warehouse.queries.timeliness import OUTCOMES, Asked, counts
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.demo.build import DemoSchool
    from tests.ingest.demo.conftest import KeptDemo
    from tests.ingest.demo.known_timeliness import Owed
    from warehouse.school_folder import School

NOW = DEMO_NOW.replace(tzinfo=TIMEZONE)
SECOND_QUARTER = date(2026, 11, 5)
# A hand-in under way, an evening after lessons, a week of vacations, the present.
MOMENTS = (
    datetime.combine(date(2026, 10, 23), time(16, 12)),
    datetime.combine(date(2026, 10, 30), time(12)),
    datetime.combine(date(2026, 11, 12), time(20)),
    DEMO_NOW,
)

# The building of the school counts into the first test's time.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def made(kept_demo: KeptDemo) -> DemoSchool:
    return kept_demo.made


@pytest.fixture(scope="module")
def owed(made: DemoSchool) -> list[Owed]:
    terms = Terms(demo_tables(made.seed), DEMO_NOW)
    return all_owed(made, terms)


@pytest.fixture(scope="module")
def school(
    kept_demo: KeptDemo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("known") / "school"
    shutil.copytree(kept_demo.folder, folder)
    with open_school(folder, SetClock(NOW)) as school:
        yield school


def in_the_warehouse(
    school: School, made: DemoSchool, now: datetime
) -> Counter[tuple[str, str, str]]:
    """Return what the questions' one expression says, by teacher, kind and outcome."""
    bring_up_to_date(school.database)
    with school.database.reading() as cursor:
        rows = cursor.execute(
            f"select person_id, kind, {OUTCOME} as outcome, count(*) "
            "from marts.obligations where opens_at <= $now group by all",
            {"now": utc_naive(now.replace(tzinfo=TIMEZONE))},
        ).fetchall()
    return Counter(
        {
            (person_id, kind, outcome): count
            for person_id, kind, outcome, count in rows
            if person_id in made.disciplines
        }
    )


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_warehouse_counts_what_the_log_says_for_every_teacher_and_kind(
    school: School, made: DemoSchool, owed: list[Owed], now: datetime
) -> None:
    expected = tally(owed, now)

    assert in_the_warehouse(school, made, now) == expected
    assert {person_id for person_id, _, _ in expected} == set(made.disciplines)


def test_the_log_has_every_outcome_that_can_be_planted(owed: list[Owed]) -> None:
    outcomes = {(one.kind, outcome(one, DEMO_NOW)) for one in owed}

    for kind in ("attendance", "topic", "homework", "written_mark"):
        for came_out in ("on_time", "late", "missing"):
            assert (kind, came_out) in outcomes
    assert {("final", "on_time"), ("final", "late")} <= outcomes
    assert {("homework", "void"), ("homework", "not_yet_due")} <= outcomes
    assert ("homework", "excused") in outcomes


def test_what_a_late_teacher_explained_is_excused_once_the_director_said_yes(
    made: DemoSchool, owed: list[Owed]
) -> None:
    answers = {one.is_accepted for one in made.explanations}

    excused = [one for one in owed if outcome(one, DEMO_NOW) == "excused"]

    assert {True, None} <= answers
    assert {made.disciplines[one.person_id] for one in excused} == {LATE}
    assert len({one.owed_on for one in excused}) == 1


def test_what_the_breached_teacher_entered_after_the_report_is_void_and_nothing_else(
    made: DemoSchool, owed: list[Owed]
) -> None:
    assert made.breach is not None
    assert made.breach.person_id == "galiullina.er"
    reported_at = made.breach.reported_at.astimezone(TIMEZONE).replace(tzinfo=None)

    void = [one for one in owed if outcome(one, DEMO_NOW) == "void"]

    assert len(void) >= 20
    assert {one.person_id for one in void} == {"galiullina.er"}
    assert all(at >= reported_at for one in void for at, _, _ in one.told)


@pytest.mark.parametrize(
    ("discipline", "at_least", "at_most"),
    [(PUNCTUAL, 0.85, 0.99), (LATE, 0.3, 0.6), (FORGETFUL, 0.0, 0.3)],
    ids=lambda given: getattr(given, "name", ""),
)
def test_since_the_second_quarter_each_discipline_shows_in_the_share_on_time(
    made: DemoSchool,
    owed: list[Owed],
    discipline: object,
    at_least: float,
    at_most: float,
) -> None:
    people = [one for one, its in made.disciplines.items() if its == discipline]
    assert people

    for person_id in people:
        count = Counter(
            outcome(one, DEMO_NOW)
            for one in owed
            if one.person_id == person_id and one.owed_on >= SECOND_QUARTER
        )
        decided = count["on_time"] + count["late"] + count["missing"]
        assert at_least <= count["on_time"] / decided <= at_most, person_id
        is_forgotten = count["missing"] > 0.15 * decided
        assert is_forgotten == (discipline == FORGETFUL), person_id


def test_a_teachers_own_figure_is_that_of_the_log(
    school: School, made: DemoSchool, owed: list[Owed]
) -> None:
    terms = Terms(demo_tables(made.seed), DEMO_NOW)
    for person_id in made.disciplines:
        own = [one for one in owed if one.person_id == person_id]
        # Of who teaches quarters and half-years it is the quarter that runs.
        since = max(terms.running_since(one.page_id, DEMO_NOW.date()) for one in own)
        running = Counter(
            outcome(one, DEMO_NOW)
            for one in own
            if one.opens <= DEMO_NOW and one.owed_on >= since
        )

        viewer = Viewer(person_id, frozenset({"teacher"}))
        told = timeliness_of_teacher(school.database, viewer, NOW)

        assert {
            "on_time": told.count_on_time,
            "late": told.count_late,
            "missing": told.count_missing,
            "excused": told.count_excused,
            "void": told.count_void,
            "not_yet_due": told.count_not_yet_due,
        } == {one: running[one] for one in OUTCOMES if one != "undetermined"}
        assert told.count_undetermined == 0


def test_the_directors_table_of_teachers_is_that_of_the_log(
    school: School, made: DemoSchool, owed: list[Owed]
) -> None:
    asked = Asked(NOW, YEAR_STARTS_ON, DEMO_NOW.date(), "led")
    director = Viewer("milovanova.sy", frozenset({"director"}))

    table = counts(school.database, director, asked, by="teacher")

    expected = Counter(
        (one.person_id, outcome(one, DEMO_NOW)) for one in owed if one.opens <= DEMO_NOW
    )
    told = {
        (row["key"], one): row[f"count_{one}"]
        for row in table.iter_rows(named=True)
        for one in OUTCOMES
        if row["key"] in made.disciplines
    }
    assert told == {
        (person_id, one): expected[person_id, one]
        for person_id in made.disciplines
        for one in OUTCOMES
    }
