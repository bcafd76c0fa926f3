"""Lessons replaced: who gives and owes them, where they go, what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ingest.replacements_back import take_back
from ingest.replacing import Choice, Order, preview, replace
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits
from ingest.setup.school import occasion_now, update_school
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from tests.ingest.replaced import (
    AFTER,
    BEFORE,
    DIRECTOR,
    ILL,
    LESSON,
    PAGE,
    REGULAR,
    SUBSTITUTE,
    TUESDAY,
    ask,
    book_of,
    handed_in,
    journal,
    replaced,
    values,
)
from warehouse.errors import VedomostError
from warehouse.obligations import bring_up_to_date
from warehouse.queries.own_replacements import of_teacher, students_of_lesson
from warehouse.queries.replacements import who_is_free
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

STUDENT = "К-0203"
SUBSTITUTED = Choice(LESSON, "substitute", SUBSTITUTE)


@pytest.fixture
def school(example_school):
    return example_school


def critical(receipt):
    return {one.rule for one in receipt.findings if one.severity == "critical"}


def owed_by(school, lesson_id=LESSON):
    bring_up_to_date(school.database)
    return {
        person
        for (person,) in ask(
            school,
            "select distinct person_id from journal.obligations where lesson_id = ?",
            lesson_id,
        )
    }


def place(school, lesson_id=LESSON):
    return ask(
        school,
        "select lesson_on, slot, room, planned_topic from journal.lessons "
        "where lesson_id = ?",
        lesson_id,
    )[0]


def test_who_substitutes_gets_the_page_with_that_lesson_only_and_owes_it(school, clock):
    replaced(school, SUBSTITUTED)
    clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))

    book = book_of(school, SUBSTITUTE)
    keys = [cell.value for cell in book.page_sheet(PAGE)[3]]
    book.mark(PAGE, STUDENT, LESSON).value = "4"
    book.lesson(LESSON, "topic").value = "Карта полушарий"
    receipt = handed_in(school, book, SUBSTITUTE)

    assert [key for key in keys if str(key).startswith(PAGE)] == [LESSON]
    assert not any(str(key).startswith("final") for key in keys)
    assert (receipt.status, critical(receipt)) == ("recorded", set())
    assert values(school) == {STUDENT: "4", "topic": "Карта полушарий"}
    assert owed_by(school) == {SUBSTITUTE}
    assert owed_by(school, BEFORE) == {REGULAR}


def test_what_the_regular_teacher_writes_there_waits_and_names_the_substitute(
    school,
    clock,
):
    old = book_of(school, REGULAR)
    replaced(school, SUBSTITUTED)
    clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))
    old.mark(PAGE, STUDENT, LESSON).value = "5"
    old.mark(PAGE, STUDENT, BEFORE).value = "3"

    receipt = handed_in(school, old, REGULAR)

    assert critical(receipt) == {"lesson_is_given_by_the_uploader"}
    assert receipt.findings[0].facts["given_by"] == "Осипова Анна Борисовна"
    assert (values(school), values(school, BEFORE)[STUDENT]) == ({}, "3")
    fresh = book_of(school, REGULAR)
    assert "Осипова Анна Борисовна" in fresh.lesson(LESSON, "status").comment.text
    assert fresh.mark(PAGE, STUDENT, LESSON).protection.locked
    assert not fresh.mark(PAGE, STUDENT, BEFORE).protection.locked


def test_the_substitute_writes_no_other_lesson_and_no_final(school, clock):
    replaced(school, SUBSTITUTED)
    clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))
    stolen = book_of(school, REGULAR)
    stolen.mark(PAGE, STUDENT, BEFORE).value = "2"
    stolen.final(PAGE, STUDENT, "2026-Q2").value = "5"

    receipt = handed_in(school, stolen, SUBSTITUTE)

    assert receipt.count_recorded == 0
    assert critical(receipt) == {"teacher_is_assigned"}


def test_a_cancelled_lesson_owes_nothing_and_its_topic_is_given_next_time(school):
    topic = place(school)[3]

    replaced(school, Choice(LESSON, "cancelled"))

    assert place(school, AFTER)[3] == topic
    assert owed_by(school) == set()
    assert ask(
        school,
        "select status, is_reported, is_held from marts.lesson_rows "
        "where lesson_id = ?",
        LESSON,
    ) == [("cancelled", True, False)]
    plan = dict(
        ask(
            school,
            "select lesson_id, topic_outcome from intermediate.int_plan_lessons "
            "where page_id = ?",
            PAGE,
        )
    )
    assert (plan[LESSON], plan[AFTER]) == ("not_given", "not_named")
    with pytest.raises(LookupError):
        book_of(school, REGULAR).lesson(LESSON, "topic")


def test_a_cancelled_lesson_keeps_what_was_entered_and_that_is_said(school):
    book = book_of(school, REGULAR)
    book.mark(PAGE, STUDENT, BEFORE).value = "3"
    assert handed_in(school, book, REGULAR).status == "recorded"
    cancelled = Choice(BEFORE, "cancelled")

    seen = preview(school, DIRECTOR, [cancelled], ILL)
    replaced(school, cancelled)

    assert [(kind, count) for kind, _, count in seen.with_entries] == [
        ("cancelled", 2)  # the mark and the topic of the plan
    ]
    assert values(school, BEFORE)[STUDENT] == "3"
    assert book_of(school, REGULAR).mark(PAGE, STUDENT, BEFORE).value == "3"
    assert handed_in(school, book, REGULAR).status == "unchanged"


def test_a_moved_lesson_takes_its_entries_along_and_old_workbooks_still_merge(
    school,
):
    book = book_of(school, REGULAR)
    book.mark(PAGE, STUDENT, BEFORE).value = "3"
    handed_in(school, book, REGULAR)

    replaced(
        school, Choice(BEFORE, "moved", to_on=date(2026, 11, 19), to_slot=4, room="301")
    )

    assert place(school, BEFORE)[:3] == (date(2026, 11, 19), 4, "301")
    assert values(school, BEFORE)[STUDENT] == "3"
    book.mark(PAGE, "К-0201", BEFORE).value = "4"
    receipt = handed_in(school, book, REGULAR)
    assert (receipt.status, critical(receipt)) == ("recorded", set())
    fresh = book_of(school, REGULAR)
    assert fresh.mark(PAGE, "К-0201", BEFORE).value == "4"
    assert handed_in(school, fresh, REGULAR).status == "unchanged"
    assert ask(
        school,
        "select distinct owed_on from intermediate.int_obligation_entries "
        "where page_id = ? and lesson_id = ?",
        PAGE,
        BEFORE,
    ) == [(date(2026, 11, 19),)]


def test_merged_groups_are_one_lesson_of_their_teacher(school):
    lesson = "2026:5А-англ1:АНГ:20261125:3"

    seen = preview(school, DIRECTOR, [Choice(lesson, "merged", REGULAR)], ILL)
    replaced(school, Choice(lesson, "merged", REGULAR))

    assert seen.clashes == []
    assert owed_by(school, lesson) == {REGULAR}
    assert ask(
        school,
        "select count(*) from intermediate.int_lesson_clashes "
        "where lesson_on = '2026-11-25'",
    ) == [(0,)]


def test_a_lesson_at_a_distance_changes_nothing_else(school):
    before = journal(school)

    replaced(school, Choice(LESSON, "distance"))

    after = journal(school)
    assert after["lessons"] == before["lessons"]
    assert ask(
        school, "select lesson_id, kind, is_distance from journal.replaced_lessons"
    ) == [(LESSON, "distance", True)]
    assert owed_by(school) == {REGULAR}


def test_a_distance_day_of_the_calendar_marks_its_lessons(school):
    row = {
        "starts_on": TUESDAY,
        "ends_on": TUESDAY,
        "kind": "distance",
        "classes": "5",
        "as_weekday": None,
        "note": "Карантин",
    }
    before = journal(school)["lessons"]
    with school.database.writing() as cursor:
        planned = plan_edits(cursor, [added("calendar", row)], TUESDAY)
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("page", "С-01"),
            from_date=TUESDAY,
        )

    assert journal(school)["lessons"] == before
    marked = ask(
        school, "select lesson_id from journal.replaced_lessons where is_distance"
    )
    assert (LESSON,) in marked
    assert all(
        ":5А" in lesson_id and ":20261124:" in lesson_id for (lesson_id,) in marked
    )


def test_what_is_taken_back_leaves_the_journal_exactly_as_it_was(school):
    before = journal(school)
    set_id = replaced(
        school,
        SUBSTITUTED,
        Choice(AFTER, "moved", to_on=date(2026, 12, 3), to_slot=5),
        Choice("2026:5А:РУС:20261125:1", "cancelled"),
    )
    assert journal(school) != before

    take_back(school, DIRECTOR, set_id)

    assert journal(school) == before
    replaced(school, SUBSTITUTED)
    assert owed_by(school) == {SUBSTITUTE}


def test_who_is_back_earlier_gets_the_lessons_from_that_day_on(school):
    set_id = replaced(school, SUBSTITUTED, Choice(AFTER, "substitute", SUBSTITUTE))

    take_back(school, DIRECTOR, set_id, date(2026, 11, 30))

    assert (owed_by(school), owed_by(school, AFTER)) == ({SUBSTITUTE}, {REGULAR})
    with pytest.raises(VedomostError, match="None of these lessons"):
        take_back(school, DIRECTOR, set_id, date(2026, 11, 30))
    take_back(school, DIRECTOR, set_id)
    assert owed_by(school) == {REGULAR}
    assert journal(school)["replaced_lessons"] == []
    replaced(school, Choice(AFTER, "cancelled"))


def test_what_the_substitute_entered_stays_when_it_is_taken_back(school, clock):
    set_id = replaced(school, SUBSTITUTED)
    clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))
    book = book_of(school, SUBSTITUTE)
    book.mark(PAGE, STUDENT, LESSON).value = "4"
    handed_in(school, book, SUBSTITUTE)

    take_back(school, DIRECTOR, set_id)

    assert values(school)[STUDENT] == "4"
    assert owed_by(school) == {REGULAR}


def test_teacher_and_room_that_are_busy_are_told_beforehand(school):
    before = journal(school)
    busy = Choice(LESSON, "substitute", "С-06", room="310")  # gives 10А Russian then

    seen = preview(school, DIRECTOR, [busy], ILL)

    told = {(one.kind, one.other_title, one.who) for one in seen.clashes}
    assert told == {
        ("teacher", "10А · Русский язык", "Осипова Анна Борисовна"),
        ("room", "10А · Русский язык", "310"),
    }
    assert journal(school) == before


def test_a_class_that_would_be_in_two_lessons_is_told_beforehand(school):
    moved = Choice(LESSON, "moved", to_slot=2)

    seen = preview(school, DIRECTOR, [moved], ILL)

    assert {(one.kind, one.other_title, one.who) for one in seen.clashes} == {
        ("class", "5А · Русский язык", "5А"),
        ("room", "5А · Русский язык", "205"),
    }


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice(LESSON, "substitute"), "nobody is named"),
        (Choice(LESSON, "substitute", "С-99"), "С-99"),
        (Choice(LESSON, "cancelled", SUBSTITUTE), "gives a lesson that has no other"),
        (Choice(LESSON, "moved"), "nothing says where to"),
        (Choice(LESSON, "moved", to_slot=9), "has no bell"),
        (Choice(LESSON, "moved", to_on=date(2027, 8, 1)), "in no reporting period"),
        (Choice(LESSON, "moved", to_on=date(2026, 12, 1)), "two lessons of a page"),
        (Choice(LESSON, "cancelled", to_slot=4), "only a moved lesson"),
        (Choice("2026:5А:ГЕО:20261125:3", "cancelled"), "no such lesson"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(school, choice, sentence):
    before = journal(school)

    with pytest.raises(VedomostError, match=sentence):
        replace(school, DIRECTOR, [choice], ILL)

    assert journal(school) == before


def test_a_lesson_is_not_replaced_twice(school):
    replaced(school, SUBSTITUTED)

    with pytest.raises(VedomostError, match="replaced already"):
        replaced(school, Choice(LESSON, "cancelled"))


def test_a_deputy_replaces_only_the_own_levels_and_a_teacher_nothing(school):
    with school.database.writing() as cursor:
        cursor.execute("update setup.staff set levels = 'soo' where person_id = 'С-02'")
    for person in ("С-02", "С-05"):
        with pytest.raises(VedomostError, match="do not replace lessons"):
            replace(school, Viewer(person, frozenset()), [SUBSTITUTED], ILL)
    set_id = replace(school, Viewer("С-03", frozenset()), [SUBSTITUTED], ILL)
    with pytest.raises(VedomostError, match="cannot be taken back here"):
        take_back(school, Viewer("С-02", frozenset()), set_id)


def test_nothing_is_replaced_under_an_account_reported_as_disclosed(school, clock):
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into access.accounts (account_id, person_id, state) "
            "values ('a1', 'С-01', 'frozen')"
        )

    with pytest.raises(VedomostError, match="breach"):
        replaced(school, SUBSTITUTED)


def test_a_workbook_without_the_sheet_or_the_row_takes_no_replacement_back(school):
    replaced(school, SUBSTITUTED)
    before = journal(school)["replaced_lessons"]
    tables = example_tables()
    tables["students"][0]["patronymic"] = "Новая"
    without_rows = write_setup_workbook(tables, "ru")
    update_school(school, tables, without_rows, from_date=TUESDAY, applied_by="С-01")
    del tables["replacements"]
    tables["students"][0]["patronymic"] = "Иная"
    update_school(school, tables, b"older", from_date=TUESDAY, applied_by="С-01")

    assert journal(school)["replaced_lessons"] == before


def test_a_workbook_with_the_row_does_what_the_page_does(school):
    tables = example_tables()
    tables["replacements"] = [
        {
            "unit_id": "5А",
            "subject_id": "ГЕО",
            "lesson_on": TUESDAY,
            "slot": 3,
            "kind": "substitute",
            "person_id": SUBSTITUTE,
            "reason": "Болезнь",
        }
    ]
    content = write_setup_workbook(tables, "ru")

    update_school(
        school, tables, content, from_date=TUESDAY + timedelta(30), applied_by="С-01"
    )

    assert owed_by(school) == {SUBSTITUTE}


def test_the_order_is_kept_with_the_set_and_the_rows(school):
    set_id = replaced(school, SUBSTITUTED, order=Order("Семинар ", "7", TUESDAY))

    assert ask(
        school,
        "select kind, reason, document_number, document_on, applied_by "
        "from journal.setup_change_sets where set_id = ?",
        set_id,
    ) == [("replacement", "Семинар", "7", TUESDAY, "С-01")]
    assert ask(
        school, "select reason, document_number from journal.replaced_lessons"
    ) == [("Семинар", "7")]


def test_who_is_free_is_proposed_and_whose_group_could_join_is_told(school):
    lesson = "2026:5А-англ1:АНГ:20261125:3"  # С-02 has the other English group then

    found = who_is_free(school.database, DIRECTOR, [lesson])

    assert found.filter("is_free")["person_id"].to_list() == ["С-08", "С-05"]
    assert "С-07" not in found["person_id"].to_list()  # it is the own lesson
    busy = found.filter(person_id=REGULAR).row(0, named=True)
    assert busy["merges_with"] == "5А английский 2 · Английский язык"
    assert found.filter(person_id=SUBSTITUTE)["merges_with"].to_list() == [""]


def test_a_substitute_reads_the_roll_until_the_terms_of_the_lesson_end(school):
    replaced(school, SUBSTITUTED, Choice(BEFORE, "substitute", SUBSTITUTE))
    substitute = Viewer(SUBSTITUTE, frozenset())

    def students(lesson_id):
        return students_of_lesson(school.database, substitute, lesson_id)

    assert STUDENT in students(LESSON)["student_id"].to_list()
    assert students(BEFORE).is_empty()  # of 17 November: due by the 20th
    assert students(AFTER).is_empty()
    assert of_teacher(school.database, substitute, date(2026, 11, 23))[
        "is_open"
    ].to_list() == [False, True]
