"""Plan and fact (§2.6) of a page of seven lessons, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.warehouse.owing_school import MATHS, OwingSchool
from warehouse.queries import plan_and_fact
from warehouse.viewer import Viewer

TEACHER, NOBODY = Viewer("p-mat", frozenset()), Viewer("p-nobody", frozenset())
TODAY = date(2026, 11, 23)
# Monday to Monday; the last but one is today's, the last is still to come.
DAYS = (
    "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20",
    "2026-11-23", "2026-11-24",
)  # fmt: skip
PLAN = ("Дроби", "Сложение", "Вычитание", "Умножение", "Деление", "Проценты", "Зачёт")


class Programme:
    """The page of mathematics with one lesson a day and a plan."""

    def __init__(self, school: OwingSchool) -> None:
        self.school = school
        school.do(
            "insert into setup.parameters values "
            "('programme_lag_hours', 2, 'hours', '§2.6', '2026-08-20', null)"
        )
        self.lessons = [school.lesson(MATHS, day) for day in DAYS]
        self.plan(PLAN)

    def plan(self, topics: tuple[str, ...]) -> None:
        for position, (lesson, topic) in enumerate(
            zip(self.lessons, topics, strict=True), start=1
        ):
            self.school.do(
                f"update journal.lessons set planned_topic = '{topic}', "
                f"plan_position = {position} where lesson_id = '{lesson}'"
            )

    def give(self, number: int, topic: str, status: str = "held") -> None:
        at = f"{DAYS[number - 1]}T14:00"
        self.school.enter(at, self.lessons[number - 1], "status", status)
        if topic:
            self.school.enter(at, self.lessons[number - 1], "topic", topic)

    def page(self, at: str = "2026-11-23T12:00", viewer: Viewer = TEACHER) -> dict:
        now = self.school.moment(at)
        today = date.fromisoformat(at[:10])
        found = plan_and_fact.pages(self.school.database, viewer, now, today)
        return found.row(0, named=True)

    def outcomes(self) -> list[tuple[str, str]]:
        now = self.school.moment("2026-11-23T12:00")
        found = plan_and_fact.lessons(self.school.database, TEACHER, MATHS, now)
        return found.select("state", "topic_outcome").rows()


@pytest.fixture
def programme(empty_school):
    return Programme(OwingSchool(empty_school))


@pytest.fixture
def week(programme):
    """Given; cancelled; its topic a day later; a topic of one's own; not entered."""
    programme.give(1, "Дроби")
    programme.give(2, "", "cancelled")
    programme.give(3, "сложение.")
    programme.give(4, "Экскурсия в музей")
    return programme


def test_hours_are_counted_to_date_and_the_lag_is_plan_minus_given(week):
    page = week.page()

    assert page["count_to_date"] == page["hours_planned"] == 5
    assert (page["hours_given"], page["lag_hours"]) == (3, 2)
    assert (page["hours_cancelled"], page["hours_unreported"]) == (1, 1)
    assert page["hours_waiting"] == 1
    assert (page["lag_limit"], page["is_lagging"]) == (2.0, True)


def test_every_planned_topic_to_date_came_out_in_exactly_one_way(week):
    page = week.page()
    counts = {one: page[f"count_{one}"] for one in plan_and_fact.TOPIC_OUTCOMES}

    assert counts == {
        "same": 1, "later": 1, "earlier": 0, "other": 1, "not_given": 1, "not_named": 1,
    }  # fmt: skip
    assert sum(counts.values()) == page["hours_planned"]
    assert week.outcomes() == [
        ("to_date", "same"),
        ("to_date", "later"),
        ("to_date", "not_given"),
        ("to_date", "other"),
        ("to_date", "not_named"),
        ("waiting", "not_named"),
        ("to_come", "not_named"),
    ]


def test_the_last_topic_stands_beside_the_one_of_the_plan(week):
    page = week.page()

    assert page["last_topic"] == "Экскурсия в музей"
    assert page["last_topic_on"] == date(2026, 11, 19)
    assert (page["planned_topic"], page["planned_on"]) == ("Проценты", TODAY)


def test_the_forecast_goes_on_as_so_far_to_the_end_of_the_period(week):
    page = week.page()

    assert page["period_ends_on"] == date(2026, 12, 27)
    assert (page["hours_planned_by_end"], page["hours_left"]) == (7, 2)
    assert page["forecast_given"] == pytest.approx(3 + 2 * 3 / 5)


def test_a_lesson_waits_until_the_term_of_its_topic_is_over(week):
    assert week.page("2026-11-23T23:59")["hours_waiting"] == 1
    page = week.page("2026-11-24T00:01")

    assert (page["hours_waiting"], page["hours_unreported"]) == (0, 2)
    assert page["lag_hours"] == 3


def test_a_replaced_lesson_is_given(programme):
    programme.give(1, "Дроби", "replaced")

    page = programme.page()

    assert (page["hours_given"], page["hours_replaced"]) == (1, 1)


def test_a_plan_shifted_by_one_topic_is_ahead_and_owes_the_first(programme):
    for number in range(1, 6):
        programme.give(number, PLAN[number])

    page = programme.page()

    assert (page["count_earlier"], page["count_not_given"]) == (4, 1)
    assert page["count_ahead"] == 1  # the topic of today's lesson
    assert (page["lag_hours"], page["is_lagging"]) == (0, False)


def test_words_that_the_plan_repeats_are_matched_one_by_one(programme):
    programme.plan(("Повтор", "Дроби", "Повтор", "Дроби", "Итог", "Конец", "Зачёт"))
    programme.give(1, "Дроби")
    programme.give(2, "Повтор")
    programme.give(3, "Повтор")
    programme.give(4, "Итог")

    page = programme.page()

    assert programme.outcomes()[:5] == [
        ("to_date", "later"),
        ("to_date", "earlier"),
        ("to_date", "same"),
        ("to_date", "not_given"),
        ("to_date", "earlier"),
    ]
    assert page["count_not_named"] == 0


def test_without_a_parameter_nobody_lags(week):
    week.school.do("delete from setup.parameters")

    page = week.page()

    assert (page["lag_hours"], page["lag_limit"]) == (2, None)
    assert page["is_lagging"] is False


def test_a_page_of_others_is_empty(week):
    database, now = week.school.database, week.school.moment("2026-11-23T12:00")

    assert plan_and_fact.pages(database, NOBODY, now, TODAY).is_empty()
    assert plan_and_fact.lessons(database, NOBODY, MATHS, now).is_empty()
