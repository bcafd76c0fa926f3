"""Plans of pages changed from a day on: what changes, for whom, and who may."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.lesson_plans import changing
from ingest.lesson_plans.planning import Asked
from ingest.lesson_plans.reading import lessons_of
from ingest.lesson_plans.writing import plan_workbook
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits
from ingest.setup.forming import take_back as take_back_on_set_up
from ingest.setup.school import occasion_now
from tests.ingest.lesson_plans.conftest import (
    DEPUTY,
    OF_A,
    OF_B,
    OF_TEN,
    PAGE_10,
    PAGE_A,
    PAGE_B,
    TODAY,
    plan_rows,
    read,
    topics_of,
)
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.queries import lesson_plans, setup_changes
from warehouse.timetable import derive
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

FILE = b"the teacher's own file"


def topics(count, word="Тема"):
    return tuple((f"{word} {number}", "") for number in range(1, count + 1))


def asked(*pages, count=36, word="Тема", from_date=TODAY, **more):
    return Asked(pages, topics(count, word), from_date, **more)


def apply(school, viewer, wanted, **more):
    seen = changing.preview(school, viewer, wanted)
    return changing.apply(school, viewer, wanted, FILE, seen=seen.fingerprint, **more)


def since(rows, day):
    return [topic for on, topic in rows if on >= day]


def test_own_page_gets_its_own_plan_from_the_day_and_the_other_class_keeps_its(school):
    before_a, before_b = topics_of(school, PAGE_A), topics_of(school, PAGE_B)

    seen = changing.preview(school, OF_A, asked(PAGE_A))
    assert topics_of(school, PAGE_A) == before_a  # only looked at so far
    apply(school, OF_A, asked(PAGE_A), reason="протокол ШМО № 3")

    after = topics_of(school, PAGE_A)
    past = [row for row in before_a if row[0] < TODAY]
    assert after[: len(past)] == past
    assert since(after, TODAY) == [
        f"Тема {number}" for number in range(len(past) + 1, len(after) + 1)
    ]
    assert topics_of(school, PAGE_B) == before_b
    assert seen.lessons["topic_after"].to_list() == since(after, TODAY)
    assert set(seen.lessons["page_id"]) == {PAGE_A}


def test_fewer_topics_than_lessons_leave_the_last_without_any(school):
    """The plan of the grade does not show through behind the teacher's own."""
    count = len(topics_of(school, PAGE_A))
    before_b = topics_of(school, PAGE_B)

    apply(school, OF_A, asked(PAGE_A, count=count - 2))

    assert [topic for _, topic in topics_of(school, PAGE_A)[-3:]] == [
        f"Тема {count - 2}", "", "",
    ]  # fmt: skip
    assert topics_of(school, PAGE_B) == before_b
    shared = [row for row in plan_rows(school) if row[0] == "ГЕО-5" and row[2] == "5Б"]
    assert {row[3] for row in shared} == set(range(count - 1, 37))


def test_a_plan_for_the_rest_of_the_year_and_one_that_keeps_the_rest(school):
    before = topics_of(school, PAGE_A)
    wanted = asked(PAGE_A, count=2, start=15, keeps_rest=True)

    apply(school, OF_A, wanted)

    after = topics_of(school, PAGE_A)
    assert [topic for _, topic in after[14:16]] == ["Тема 1", "Тема 2"]
    assert after[:14] == before[:14]
    assert after[16:] == before[16:]


def test_both_pages_of_a_shared_plan_change_it_in_its_place(school):
    apply(school, DEPUTY, asked(PAGE_A, PAGE_B))

    assert {row[0] for row in plan_rows(school)} == {"ГЕО-5"}
    after_a, after_b = topics_of(school, PAGE_A), topics_of(school, PAGE_B)
    assert since(after_a, TODAY) == since(after_b, TODAY)
    assert (
        since(after_b, TODAY)[0] == f"Тема {1 + sum(on < TODAY for on, _ in after_b)}"
    )


def test_a_page_without_a_plan_may_get_its_first_one_from_the_beginning(school):
    first = date(2026, 9, 1)

    apply(school, OF_TEN, asked(PAGE_10, count=40, from_date=first))

    given = [topic for _, topic in topics_of(school, PAGE_10)]
    assert given == [f"Тема {n}" for n in range(1, len(given) + 1)]
    with pytest.raises(VedomostError, match="first plan of a page"):
        changing.preview(school, OF_TEN, asked(PAGE_10, word="Другая", from_date=first))


def test_past_topics_are_rewritten_by_a_deputy_alone(school):
    wanted = asked(PAGE_A, from_date=date(2026, 10, 1))

    with pytest.raises(VedomostError, match="day that is over"):
        changing.preview(school, OF_A, wanted)
    apply(school, DEPUTY, wanted)

    assert since(topics_of(school, PAGE_A), date(2026, 10, 1))[0].startswith("Тема")
    assert not topics_of(school, PAGE_A)[0][1].startswith("Тема")


def test_nobody_changes_the_plan_of_a_page_that_is_not_theirs(school):
    """A page's id is forged in every way; nothing is written of any."""
    before, days = plan_rows(school), topics_of(school, PAGE_B)
    seen = changing.preview(school, OF_A, asked(PAGE_A)).fingerprint
    for viewer, wanted in (
        (OF_A, asked(PAGE_B)),
        (OF_A, asked(PAGE_A, PAGE_B)),
        (OF_A, asked("2027:5А:ГЕО")),
        (Viewer("С-03", frozenset()), asked(PAGE_A)),  # the secretary
        (Viewer("С-04", frozenset()), asked(PAGE_A)),
        (Viewer("student:К-0201", frozenset({"director"})), asked(PAGE_A)),
    ):
        with pytest.raises(VedomostError):
            changing.preview(school, viewer, wanted)
        with pytest.raises(VedomostError):
            changing.apply(school, viewer, wanted, FILE, seen=seen)
    with pytest.raises(VedomostError):
        plan_workbook(school, OF_A, PAGE_B, "ru")

    assert plan_rows(school) == before
    assert topics_of(school, PAGE_B) == days


def test_a_deputy_of_another_level_and_the_former_teacher_change_nothing(school):
    with school.database.writing() as cursor:
        cursor.execute("update setup.staff set levels = 'soo' where person_id = 'С-02'")
        cursor.execute(
            "update journal.page_teachers set ends_on = date '2026-11-20' "
            "where person_id = 'С-07' and page_id = ?",
            [PAGE_A],
        )
    for viewer in (DEPUTY, OF_A):
        with pytest.raises(VedomostError, match="changed by its teachers"):
            changing.preview(school, viewer, asked(PAGE_A))


def test_an_overlapping_plan_never_changes_a_page_that_was_not_chosen(school):
    """5Б has one lesson of its own over the plan of the grade, which 5А shares."""
    with school.database.writing() as cursor:
        row = {
            "plan_id": "Б", "subject_id": "ГЕО", "units": "5Б", "position": 34,
            "topic": "Поход", "homework": "",
        }  # fmt: skip
        planned = plan_edits(cursor, [added("lesson_plans", row)], TODAY)
        apply_changes(
            cursor, planned.changes, occasion_now(school), Cause("page", "С-02"),
            from_date=TODAY,
        )  # fmt: skip
    before = topics_of(school, PAGE_B)

    for count in (36, 20):
        apply(school, OF_A, asked(PAGE_A, count=count))
        assert topics_of(school, PAGE_B) == before


def test_a_plan_that_names_both_classes_is_parted_and_each_goes_its_way(school):
    with school.database.writing() as cursor:
        cursor.execute("update setup.lesson_plans set units = '5А,5Б'")
        derive(cursor, school.timezone)
    before = topics_of(school, PAGE_B)
    shared = ["5Б · География"]
    assert changing.shares_with(school, OF_A, [PAGE_A], TODAY) == shared

    first = apply(school, OF_A, asked(PAGE_A, count=20, word="А"))
    assert topics_of(school, PAGE_B) == before
    assert since(topics_of(school, PAGE_A), TODAY)[0].startswith("А ")
    assert changing.shares_with(school, OF_A, [PAGE_A], TODAY) == []
    after_a = topics_of(school, PAGE_A)
    apply(school, OF_B, asked(PAGE_B, word="Б"))

    assert topics_of(school, PAGE_A) == after_a
    assert since(topics_of(school, PAGE_B), TODAY)[0].startswith("Б ")
    with pytest.raises(VedomostError, match="changed again since"):
        changing.take_back(school, OF_A, first, "вернуть общий")


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(school):
    wanted = asked(PAGE_A, word="Учителя")
    seen = changing.preview(school, OF_A, wanted)
    apply(school, DEPUTY, asked(PAGE_A, word="Завуча"))

    with pytest.raises(VedomostError, match="changed meanwhile"):
        changing.apply(school, OF_A, wanted, FILE, seen=seen.fingerprint)

    assert since(topics_of(school, PAGE_A), TODAY)[0].startswith("Завуча")
    with pytest.raises(VedomostError, match="nothing changes"):
        changing.preview(school, DEPUTY, asked(PAGE_A, word="Завуча"))


def test_a_change_that_is_to_come_is_not_passed_over(school):
    apply(school, DEPUTY, asked(PAGE_A, from_date=date(2027, 1, 11)))

    with pytest.raises(VedomostError, match=r"11\.01\.2027"):
        changing.preview(school, OF_A, asked(PAGE_A, word="Раньше"))


def test_its_author_takes_it_back_and_nobody_else_on_this_page(school):
    before = topics_of(school, PAGE_A)
    set_id = apply(school, OF_A, asked(PAGE_A, count=10))
    assert lesson_plans.own_sets(school.database, OF_A)["set_id"].to_list() == [set_id]
    assert lesson_plans.own_sets(school.database, OF_B).is_empty()

    with pytest.raises(VedomostError, match="not yours"):
        changing.take_back(school, OF_B, set_id, "ошибка")
    with pytest.raises(VedomostError, match="why"):
        changing.take_back(school, OF_A, set_id, " ")
    seen = changing.preview_taking_back(school, OF_A, set_id)
    assert seen.lessons["topic_after"].to_list() == since(before, TODAY)
    changing.take_back(school, OF_A, set_id, "не тот файл")

    assert topics_of(school, PAGE_A) == before
    assert lesson_plans.own_sets(school.database, OF_A).is_empty()


def test_the_deputys_log_names_the_pages_and_takes_it_back(school):
    before = topics_of(school, PAGE_A)
    set_id = apply(school, OF_A, asked(PAGE_A), reason="протокол № 3")

    sets = setup_changes.sets(school.database, DEPUTY)
    latest = sets.row(0, named=True)
    assert (latest["set_id"], latest["kind"]) == (set_id, "plan")
    assert latest["applied_by"] == "Гордеева Светлана Ильинична"
    assert latest["reason"] == "5А · География: протокол № 3"
    take_back_on_set_up(school, DEPUTY, set_id, "по решению ШМО")

    assert topics_of(school, PAGE_A) == before
    with pytest.raises(VedomostError, match="taken back already"):
        changing.take_back(school, OF_A, set_id, "поздно")


def test_after_a_breach_nothing_is_changed_or_taken_back(school):
    set_id = apply(school, OF_A, asked(PAGE_A))
    seen = changing.preview(school, OF_A, asked(PAGE_A, word="Новая")).fingerprint
    now = utc_naive(school.clock.now())
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into access.accounts (account_id, person_id, login, state, "
            "security_version, created_at) values ('a', 'С-07', 'a', 'frozen', 1, ?)",
            [now],
        )
    before = plan_rows(school)

    with pytest.raises(VedomostError, match="breach"):
        changing.apply(school, OF_A, asked(PAGE_A, word="Новая"), FILE, seen=seen)
    with pytest.raises(VedomostError, match="breach"):
        changing.take_back(school, OF_A, set_id, "не я")

    assert plan_rows(school) == before


def test_a_closed_period_keeps_its_planned_topics(school):
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.closings (event_id, kind, year_id, class_id, "
            "period_id, reason, count_owed, after_entry_id, happened_at, by_person_id) "
            "values ('e-1', 'close', '2026', '5А', '2026-Q1', '', 0, 0, ?, 'С-02')",
            [utc_naive(school.clock.now())],
        )

    with pytest.raises(VedomostError, match="period is closed"):
        changing.preview(school, DEPUTY, asked(PAGE_A, from_date=date(2026, 10, 1)))
    changing.preview(school, DEPUTY, asked(PAGE_A, from_date=date(2026, 11, 2)))


def test_the_plan_goes_out_as_a_workbook_and_comes_back_the_same(school):
    for language in ("ru", "en"):
        found = read(plan_workbook(school, OF_A, PAGE_A, language))
        assert (found.doubts, found.remarks) == ([], [])
        wanted = Asked((PAGE_A,), tuple(lessons_of(found.topics)), TODAY)
        rows = [row for row in plan_rows(school) if row[0] == "ГЕО-5"]
        assert [(one[0], one[1]) for one in wanted.lessons] == [
            (row[4], row[5]) for row in sorted(rows, key=lambda row: row[3])
        ]
    empty = read(plan_workbook(school, OF_TEN, PAGE_10, "ru"))
    assert empty.topics == []
    assert {one.why for one in empty.left_out} == {"above", "empty_number"}


def test_who_holds_a_workbook_with_the_old_topics_is_named(school):
    from ingest.handing_out import hand_out

    hand_out(school, "С-07")
    seen = changing.preview(school, OF_A, asked(PAGE_A))

    assert seen.workbooks.rows() == [
        ("С-07", "Гордеева Светлана Ильинична", "2 четверть")
    ]
