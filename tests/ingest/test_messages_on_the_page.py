"""Messages that a teacher writes on the page are cells of the same journal (§1.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ingest import messages
from ingest.messages import LONGEST, Whom
from ingest.quality import run_full_suites
from ingest.workbook import LIST_FIRST_ROW
from tests.ingest.desk import ALL_EMPTIED
from warehouse import ledger
from warehouse.errors import VedomostError
from warehouse.integrity.report import verify_school
from warehouse.queries import diary
from warehouse.queries import messages as asked
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

TODAY = date(2026, 11, 23)
FIRST = LIST_FIRST_ROW + 1


def viewer(person_id):
    return Viewer(person_id, frozenset())


MAT, RUS, ENG, FIZ = (viewer(f"p-{name}") for name in ("mat", "rus", "eng", "fiz"))
PARENT, PARENT_OF_TWO = viewer("r-one"), viewer("r-two")
MATHS = Whom("2026:5А:МАТ")
CLASS_5A = Whom("2026:5А:")


def sent(school, writer=MAT):
    return asked.sent(school.database, writer, date(2026, 9, 1))


def in_diary(school, student="К-0001", parent=PARENT, monday=TODAY):
    found = asked.in_week(
        asked.of_student(school.database, parent, student, TODAY), monday
    )
    return [
        (one["value_text"], one["is_corrected"], one["is_taken_back"])
        for one in found.iter_rows(named=True)
    ]


def last_words(school, writer=MAT):
    return sent(school, writer)["entry_id"][0]


def test_a_message_to_the_class_stands_in_the_diary_of_each_student(filled_school):
    version = filled_school.database.version
    messages.write(filled_school, MAT, MATHS, "  Завтра\r\nконтрольная \n")

    assert in_diary(filled_school) == [("Завтра\nконтрольная", False, False)]
    assert in_diary(filled_school, "К-0004", PARENT_OF_TWO) != []
    assert in_diary(filled_school, "К-0021", PARENT_OF_TWO) == []
    assert filled_school.database.version == version + 1


def test_a_message_to_one_family_is_in_no_other_diary(filled_school):
    messages.write(filled_school, MAT, MATHS._replace(student_id="К-0001"), "Зайдите")

    assert in_diary(filled_school) == [("Зайдите", False, False)]
    assert in_diary(filled_school, "К-0004", PARENT_OF_TWO) == []


@pytest.mark.parametrize(
    "page_id", ["2026:10А:ФИЗ", "2026:5Б:", "2026:5А:РУС", "", "x"]
)
def test_nobody_writes_to_families_of_another_page_or_class(filled_school, page_id):
    with pytest.raises(VedomostError, match="own pages and your own class"):
        messages.write(filled_school, MAT, Whom(page_id), "Здравствуйте")
    assert sent(filled_school).is_empty()


def test_a_homeroom_teacher_writes_to_the_own_class_without_a_page_there(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute("delete from journal.page_teachers where person_id = 'p-mat'")
    messages.write(filled_school, MAT, CLASS_5A, "Собрание в среду")
    messages.write(filled_school, MAT, CLASS_5A._replace(student_id="К-0001"), "Ждём")

    assert {one[0] for one in in_diary(filled_school)} == {"Собрание в среду", "Ждём"}
    assert in_diary(filled_school, "К-0004", PARENT_OF_TWO) == [
        ("Собрание в среду", False, False)
    ]
    assert set(sent(filled_school)["unit_name"]) == {"5А"}
    with filled_school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
    # The new homeroom teacher writes there; neither reads what the other wrote.
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.classes set homeroom_person_id = 'p-rus' "
            "where class_id = '5А'"
        )
    assert sent(filled_school).is_empty()
    assert sent(filled_school, RUS).is_empty()
    with pytest.raises(VedomostError, match="own pages and your own class"):
        messages.write(filled_school, MAT, CLASS_5A, "Ещё раз")
    messages.write(filled_school, RUS, CLASS_5A, "Добрый день")


def test_who_left_the_class_gets_nothing_any_more(filled_school):
    whom = Whom("2026:5Б:МАТ", "К-0020")
    with pytest.raises(VedomostError, match="not on the roll"):
        messages.write(filled_school, MAT, whom, "До свидания")
    messages.write(filled_school, MAT, Whom("2026:5Б:МАТ"), "Всем")
    assert in_diary(filled_school, "К-0020", viewer("r-left")) == []


@pytest.mark.parametrize("text", ["", "  \n\t ", "я" * (LONGEST + 1)])
def test_no_words_and_too_many_words_are_refused(filled_school, text):
    with pytest.raises(VedomostError, match=r"what the message says|at most"):
        messages.write(filled_school, MAT, MATHS, text)
    assert sent(filled_school).is_empty()


def test_a_corrected_message_is_shown_as_corrected_and_the_ledger_keeps_both(
    filled_school,
):
    messages.write(filled_school, MAT, MATHS, "Экскурсия в среду")
    first = last_words(filled_school)
    assert messages.correct(filled_school, MAT, first, "Экскурсия в четверг")
    second = last_words(filled_school)
    assert not messages.correct(filled_school, MAT, second, " Экскурсия в четверг ")

    assert in_diary(filled_school) == [("Экскурсия в четверг", True, False)]
    with filled_school.database.reading() as cursor:
        texts = cursor.execute(
            "select value_text, reason from journal.entries "
            "where field = 'message' order by entry_id"
        ).fetchall()
    assert texts == [("Экскурсия в среду", ""), ("Экскурсия в четверг", "correction")]
    with pytest.raises(VedomostError, match="Look at the list again"):
        messages.correct(filled_school, MAT, first, "Экскурсия в пятницу")


def test_only_its_writer_changes_a_message(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_teachers "
            "values ('2026:5А:МАТ', 'p-rus', '2026-09-01', null)"
        )
    messages.write(filled_school, MAT, MATHS, "Экскурсия в среду")
    entry_id = last_words(filled_school)
    for stranger in (RUS, ENG, PARENT):
        with pytest.raises(VedomostError, match="Look at the list again"):
            messages.correct(filled_school, stranger, entry_id, "Нет")
        with pytest.raises(VedomostError, match="Look at the list again"):
            messages.take_back(filled_school, stranger, entry_id)
    assert in_diary(filled_school) == [("Экскурсия в среду", False, False)]


def test_a_message_that_nobody_read_is_taken_back_without_a_trace(filled_school):
    messages.write(filled_school, MAT, MATHS, "Не тому классу")
    messages.take_back(filled_school, MAT, last_words(filled_school))

    assert in_diary(filled_school) == []
    told = sent(filled_school)
    assert told["value_text"].to_list() == ["Не тому классу"]
    assert told["is_taken_back"].to_list() == [True]


def test_a_comment_on_a_student_stands_at_the_lesson_of_that_day(filled_school):
    lesson = "2026:5А:МАТ:20261113:1"
    whom = Whom("2026:5А:МАТ", "К-0001", lesson)
    messages.write(filled_school, MAT, whom, "Работал отлично")

    found = asked.in_week(
        asked.of_student(filled_school.database, PARENT, "К-0001", TODAY),
        date(2026, 11, 9),
    )
    assert found["message_on"].to_list() == [date(2026, 11, 13)]
    assert found["lesson_id"].to_list() == [lesson]
    for wrong in (
        whom._replace(student_id=""),  # a whole class is no student
        whom._replace(lesson_id="2026:5А:РУС:20261113:2"),
        whom._replace(lesson_id="2026:5А:МАТ:20261127:1"),  # has not been given
        whom._replace(lesson_id="2026:5А:МАТ:20261123:1"),  # given by a substitute
    ):
        if wrong.lesson_id.endswith("23:1"):
            _replace_lesson(filled_school, wrong.lesson_id)
        with pytest.raises(VedomostError, match="lesson of yours"):
            messages.write(filled_school, MAT, wrong, "Нет")


def _replace_lesson(school, lesson_id):
    with school.database.writing() as cursor:
        columns = [
            row[0]
            for row in cursor.execute("describe journal.replaced_lessons").fetchall()
        ]
        values = {"lesson_id": lesson_id, "kind": "replaced", "person_id": "p-eng"}
        cursor.execute(
            f"insert into journal.replaced_lessons values "
            f"({', '.join('?' for _ in columns)})",
            [values.get(column) for column in columns],
        )


def test_under_a_breached_account_nothing_is_sent_and_what_was_sent_is_void(
    filled_school,
):
    messages.write(filled_school, MAT, MATHS, "От учителя")
    messages.write(filled_school, MAT, CLASS_5A, "От чужого")
    now = filled_school.clock.now()
    decision = ledger.Decision(filled_school.school_id, "b-1", "p-mat", "p-dir", now)
    with filled_school.database.writing() as cursor:
        ledger.void_from(cursor, decision, now - timedelta(minutes=1))

    assert in_diary(filled_school) == []
    assert sent(filled_school).is_empty()
    with pytest.raises(VedomostError, match="nothing done under this account counts"):
        messages.write(filled_school, MAT, MATHS, "Ещё раз")
    with filled_school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def test_the_writers_next_workbook_shows_it_and_an_older_one_asks_nothing(desk):
    older = desk.open_workbook()
    writer = viewer(desk.person)
    messages.write(desk.school, writer, Whom(desk.page), "Завтра\nэкскурсия")

    assert desk.hand_in(older).proposals == ()
    fresh = desk.open_workbook()
    sheet = fresh.book["Сообщения"]
    assert sheet.cell(FIRST, 4).value == "Завтра\nэкскурсия"
    assert desk.hand_in(fresh).status == "unchanged"
    # Corrected on the page, the workbook that was handed out before changes nothing.
    words = asked.sent(desk.school.database, writer, date(2026, 9, 1))["entry_id"][0]
    messages.correct(desk.school, writer, words, "Экскурсия отменена")
    assert desk.hand_in(fresh, decisions=ALL_EMPTIED).count_recorded == 0
    # Corrected in the next workbook, the page shows it.
    again = desk.open_workbook()
    again.book["Сообщения"].cell(FIRST, 4).value = "Экскурсия в пятницу"
    assert desk.hand_in(again).count_recorded == 1
    found = asked.sent(desk.school.database, writer, date(2026, 9, 1))
    assert found["value_text"].to_list() == ["Экскурсия в пятницу"]
    assert found["is_corrected"].to_list() == [True]
    # Emptied in the workbook, it is taken back; taken back on the page likewise.
    last = desk.open_workbook()
    for column in (2, 3, 4):
        last.book["Сообщения"].cell(FIRST, column).value = None
    desk.hand_in(last, decisions=ALL_EMPTIED)
    found = asked.sent(desk.school.database, writer, date(2026, 9, 1))
    assert found["is_taken_back"].to_list() == [True]


def test_verification_finds_nothing_strange_in_a_school_with_messages(example_school):
    with example_school.database.reading() as cursor:
        class_id, person_id = cursor.execute(
            "select class_id, homeroom_person_id from staging.stg_classes "
            "where homeroom_person_id is not null order by 1"
        ).fetchall()[0]
    whom = Whom(f"2026:{class_id}:")
    messages.write(example_school, viewer(person_id), whom, "Собрание в среду")

    assert verify_school(example_school).differences == ()
    run_full_suites(example_school)
    with example_school.database.reading() as cursor:
        passed = cursor.execute(
            "select rule from marts.suite_results where is_success"
        ).fetchall()
    assert ("entries_are_whole",) in passed


def test_a_diary_shows_a_message_of_a_workbook_and_of_the_page_alike(filled_school):
    messages.write(filled_school, MAT, MATHS, "С сайта")
    found = diary.messages(filled_school.database, PARENT, "К-0001", TODAY)
    assert found["value_text"].to_list() == ["С сайта"]
    assert found["recorded_at"].to_list() == [
        datetime(2026, 11, 23, 10, 30, tzinfo=UTC).replace(tzinfo=None)
    ]


def test_a_message_to_a_study_group_reaches_its_students_alone(filled_school):
    group = "2026:5-англ1:АНГ"
    messages.write(filled_school, ENG, Whom(group), "Принесите словари")

    with filled_school.database.reading() as cursor:
        members, others = (
            {
                student
                for (student,) in cursor.execute(
                    f"select distinct student_id from staging.stg_roster "
                    f"where page_id {which} ?",
                    [group],
                ).fetchall()
            }
            for which in ("=", "<>")
        )
        reached = cursor.execute(
            "select distinct student_id from marts.diary_messages"
        ).fetchall()
    assert {student for (student,) in reached} == members
    assert others - members


def test_who_leads_the_class_instead_writes_to_it_and_nobody_else_does(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into setup.homeroom_stands values ('5А', 'p-eng', '2026-11-20', "
            "'2026-11-30', '2026-11-20', null)"
        )
    messages.write(filled_school, ENG, CLASS_5A, "Замещаю классного руководителя")
    with pytest.raises(VedomostError, match="own pages and your own class"):
        messages.write(filled_school, MAT, CLASS_5A, "Я на больничном")
    assert in_diary(filled_school) == [("Замещаю классного руководителя", False, False)]
