"""The diary: one's own and one's children's, and nothing of anybody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from warehouse import ledger
from warehouse.access import breaches
from warehouse.access.roles import STUDENT_PREFIX, viewer_for
from warehouse.build import build_models
from warehouse.queries import diary
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

TODAY = date(2026, 11, 23)
MONDAY = date(2026, 11, 9)
Q2 = "2026-Q2"
# Everything that could be asked about one student.
ABOUT = {
    "week": (diary.week, (MONDAY,)),
    "periods": (diary.periods, ()),
    "subjects": (diary.subjects, (Q2,)),
    "marks": (diary.marks, (Q2,)),
    "messages": (diary.messages, (MONDAY,)),
    "homework": (diary.homework, (MONDAY, MONDAY + timedelta(days=6))),
    "corrections": (diary.corrections, (date(2026, 11, 2),)),
}


def viewer(person_id):
    """Return a viewer; queries look at `person_id` alone."""
    return Viewer(person_id=person_id, roles=frozenset())


PARENT, PARENT_OF_TWO = viewer("r-one"), viewer("r-two")
STUDENT = viewer(f"{STUDENT_PREFIX}К-0001")


def execute(school, statement, *values):
    with school.database.writing() as cursor:
        cursor.execute(statement, list(values))


def write_cell(school, on, field, value, student_id="", *, slot=1, mark=None):
    """Enter a value at a lesson of 5А's maths on 12 November, through the ledger."""
    _write(
        school,
        lesson_id=f"2026:5А:МАТ:{on.replace('-', '')}:{slot}",
        student_id=student_id,
        field=field,
        value=value,
        mark_1=mark,
    )


def register_breach(school):
    """Let it be known that the maths teacher's account was open since November."""
    execute(
        school,
        "insert into access.accounts (account_id, person_id, login, state, language, "
        "security_version) values ('a-mat', 'p-mat', 'p-mat', 'active', '', 1)",
    )
    breaches.register(
        school.database,
        account_id="a-mat",
        learned_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        reported_to_head_at=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
        reported_to_support_at=None,
        reported_by="p-mat",
        what_happened="Пароль увидели посторонние",
        registered_by="p-dir",
        at=school.clock.now(),
        zone=school.timezone,
    )


def write_message(school, text, student_id="", on="2026-11-12", page="2026:5А:МАТ"):
    """Enter a message through the real ledger, as the workbook's sheet would."""
    _write(
        school,
        page_id=page,
        period_id=f"message:{on}:{text}",
        student_id=student_id,
        field="message",
        value=text,
    )


def _write(school, value, **told):
    row = {
        "page_id": "2026:5А:МАТ",
        "lesson_id": "",
        "period_id": "",
        "value_text": value or "",
        "value": value,
        "mark_1": None,
        "mark_2": None,
        "attendance": None,
        "sheet": "Сообщения",
        "cell": "D4",
        "reason": "",
        **told,
    }
    at = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
    author = ledger.Author(school.school_id, "2026", "p-mat", at, "u-said")
    with school.database.writing() as cursor:
        entries = pl.DataFrame([row]).select(list(ledger.NEW_ENTRIES))
        ledger.append(cursor, entries.cast(dict(ledger.NEW_ENTRIES)), author)


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize(
    "other",
    ["r-two", "r-left", "student:К-0002", "К-0001", "student:r-one", "p-dir", "p-mat"],
)
def test_the_diary_of_another_child_is_empty(filled_school, name, other):
    question, values = ABOUT[name]
    write_message(filled_school, "Принесите циркуль")
    write_cell(filled_school, "2026-11-02", "mark", "3", "К-0001", mark=3)

    own = question(filled_school.database, PARENT, "К-0001", *values)
    seen = question(filled_school.database, viewer(other), "К-0001", *values)

    assert not own.is_empty()
    assert seen.is_empty()


@pytest.mark.parametrize("name", ABOUT)
def test_a_student_reads_what_the_parents_read(filled_school, name):
    question, values = ABOUT[name]
    write_message(filled_school, "Принесите циркуль")
    write_cell(filled_school, "2026-11-02", "mark", "3", "К-0001", mark=3)

    parents = question(filled_school.database, PARENT, "К-0001", *values)
    own = question(filled_school.database, STUDENT, "К-0001", *values)

    assert own.equals(parents)


def test_a_week_holds_the_lessons_in_order_with_topic_homework_and_mark(filled_school):
    week = diary.week(filled_school.database, PARENT, "К-0001", date(2026, 11, 2))

    days = week.select("lesson_on", "slot").rows()
    assert days == sorted(days)
    first = week.row(0, named=True)
    assert first["subject_name"] == "Математика"
    assert first["lesson_on"] == date(2026, 11, 2)
    assert first["starts_at"].isoformat() == "2026-11-02T05:30:00"
    assert (first["topic"], first["homework"]) == ("Тема 1", "№ 12, с. 40")
    assert (first["value"], first["work_type_name"]) == ("5", "Ответ на уроке")
    assert first["teacher_names"] == "Морозова Ирина Львовна"


def test_a_lesson_is_where_the_timetable_says_until_it_is_moved(filled_school):
    def rooms():
        week = diary.week(filled_school.database, PARENT, "К-0001", date(2026, 11, 2))
        return week.select("lesson_id", "room").rows()

    before = dict(rooms())
    with filled_school.database.reading() as cursor:
        told = cursor.execute("select lesson_id, room from journal.lessons").fetchall()
    execute(
        filled_school,
        "update journal.lessons set room = '31' where lesson_id = ?",
        min(before),
    )

    assert before == {one: room for one, room in told if one in before}
    assert any(before.values())
    assert dict(rooms()) == before | {min(before): "31"}


def test_no_classmate_stands_in_any_answer(filled_school):
    with filled_school.database.reading() as cursor:
        others = cursor.execute(
            "select student_id, surname from setup.students "
            "where student_id <> 'К-0001' and surname <> 'Белов'"
        ).fetchall()
    for question, values in ABOUT.values():
        answer = question(filled_school.database, PARENT, "К-0001", *values)
        written = str(answer.to_dicts())
        assert not [one for one in others if one[0] in written or one[1] in written]


def test_homework_is_due_on_the_next_day_with_a_lesson_that_is_not_cancelled(
    filled_school,
):
    database = filled_school.database
    friday, monday = date(2026, 11, 6), date(2026, 11, 9)
    write_cell(filled_school, "2026-11-06", "homework", "§ 7")

    def due(of=PARENT, child="К-0001"):
        found = diary.homework(database, of, child, monday, date(2026, 11, 13))
        of_friday = found.filter(found["set_on"] == friday)
        return of_friday.select("subject_name", "homework", "due_on").rows()

    assert due() == [("Математика", "§ 7", monday)]
    execute(
        filled_school,
        "insert into journal.replaced_lessons by name select lesson_id, page_id, "
        "'cancelled' as kind, '' as person_id from journal.lessons "
        "where page_id = '2026:5А:МАТ' and lesson_on = '2026-11-09'",
    )
    ((_, _, later),) = due()
    assert later > monday


def test_no_homework_is_due_nowhere(filled_school):
    write_cell(filled_school, "2026-11-06", "homework", "не задано")

    found = diary.homework(
        filled_school.database, PARENT, "К-0001", MONDAY, date(2026, 11, 13)
    )

    assert not found.filter(found["set_on"] == date(2026, 11, 6)).height


def test_of_several_corrections_the_last_former_value_counts(filled_school):
    database, first_week = filled_school.database, date(2026, 11, 2)
    assert diary.corrections(database, PARENT, "К-0001", first_week).is_empty()

    for value in ("4", "3", "3"):
        mark = int(value)
        write_cell(filled_school, "2026-11-02", "mark", value, "К-0001", mark=mark)

    found = diary.corrections(database, PARENT, "К-0001", first_week)
    assert found["former_value"].to_list() == ["4"]
    assert diary.corrections(database, PARENT, "К-0001", MONDAY).is_empty()


def test_lessons_to_come_are_there_without_marks(filled_school):
    week = diary.week(filled_school.database, PARENT, "К-0001", TODAY)

    friday = week.filter(week["lesson_on"] == date(2026, 11, 27))
    assert friday["subject_name"].to_list() == [
        "Математика",
        "Физическая культура",
    ]
    assert friday["value"].to_list() == [None, None]


def test_subjects_are_counted_as_on_the_summary_sheet(filled_school):
    sheet = diary.subjects(filled_school.database, PARENT, "К-0001", Q2)
    marks = diary.marks(filled_school.database, PARENT, "К-0001", Q2)

    with filled_school.database.reading() as cursor:
        shown = cursor.execute(
            "select subject_name, average, final from marts.class_summary "
            "where student_id = 'К-0001' and period_id = ? order by subject_name",
            [Q2],
        ).fetchall()
    assert sheet.select("subject_name", "average", "final").rows() == shown
    maths = sheet.filter(sheet["subject_name"] == "Математика").row(0, named=True)
    of_maths = marks.filter(marks["page_id"] == maths["page_id"])
    assert maths["sum_marks"] == sum(
        of_maths["mark_1"].drop_nulls().to_list()
        + of_maths["mark_2"].drop_nulls().to_list()
    )


def test_a_parent_of_two_chooses_between_them(filled_school):
    database = filled_school.database
    children = diary.children(database, PARENT_OF_TWO, TODAY)

    assert children.rows() == [
        ("К-0004", "Громов Яков", "5А"),
        ("К-0021", "Цветкова Роза", "10А"),
    ]
    assert not diary.week(database, PARENT_OF_TWO, "К-0021", MONDAY).is_empty()


def test_one_reads_only_days_on_the_roll_and_a_child_who_left_is_no_choice(
    filled_school,
):
    database, parent = filled_school.database, viewer("r-left")

    assert diary.children(database, parent, date(2026, 11, 13)).height == 1
    assert diary.children(database, parent, date(2026, 11, 14)).is_empty()
    assert viewer_for(database, "r-left", date(2026, 11, 13)).roles == {"parent"}
    assert viewer_for(database, "r-left", date(2026, 11, 14)).roles == set()
    last = diary.week(database, parent, "К-0020", MONDAY)
    assert not last.is_empty()
    assert max(last["lesson_on"]) <= date(2026, 11, 13)
    assert diary.week(database, parent, "К-0020", date(2026, 11, 16)).is_empty()


def test_a_teacher_who_is_a_parent_reads_the_own_child_and_no_pupil(filled_school):
    database, teacher = filled_school.database, viewer("p-fiz")

    assert viewer_for(database, "p-fiz", TODAY).roles >= {"teacher", "parent"}
    assert diary.children(database, teacher, TODAY)["student_id"].to_list() == [
        "К-0005"
    ]
    assert diary.week(database, teacher, "К-0021", MONDAY).is_empty()


def test_a_student_whose_code_is_a_staff_code_opens_nothing_of_the_staff(
    filled_school,
):
    execute(
        filled_school,
        "insert into setup.students values ('p-dir', 'Орлов', 'Ян', '', '5А', "
        "'2026-09-01', null, '', '2026-08-20', null)",
    )
    database = filled_school.database

    student = viewer_for(database, f"{STUDENT_PREFIX}p-dir", TODAY)
    director = viewer_for(database, "p-dir", TODAY)

    assert student.roles == {"student"}
    assert director.roles == {"director"}
    assert diary.children(database, director, TODAY).is_empty()
    with database.reading() as cursor:
        for access in ("class", "page", "day", "upload"):
            (count,) = cursor.execute(
                f"select count(*) from intermediate.int_{access}_access "
                "where person_id = $person_id",
                {"person_id": student.person_id},
            ).fetchone()
            assert count == 0


def test_a_child_taken_off_the_list_closes_the_diary(filled_school):
    execute(
        filled_school,
        "update setup.parents set students = 'К-0021' where person_id = 'r-two'",
    )
    build_models(filled_school.database)

    assert diary.week(
        filled_school.database, PARENT_OF_TWO, "К-0004", MONDAY
    ).is_empty()


def test_a_message_reaches_its_student_or_the_whole_class_and_nobody_else(
    filled_school,
):
    database = filled_school.database
    write_message(filled_school, "Собрание в 18:00")
    write_message(filled_school, "Зайдите ко мне", "К-0004")

    def read(who, student_id, monday=MONDAY):
        found = diary.messages(database, who, student_id, monday)
        return set(found.select("value_text", "is_to_class").rows())

    assert read(PARENT, "К-0001") == {("Собрание в 18:00", True)}
    assert read(PARENT_OF_TWO, "К-0004") == {
        ("Собрание в 18:00", True),
        ("Зайдите ко мне", False),
    }
    assert read(PARENT_OF_TWO, "К-0021") == set()
    assert read(viewer("r-left"), "К-0020") == set()
    assert read(PARENT, "К-0001", TODAY) == set()


def test_a_void_mark_topic_and_message_are_in_no_diary(filled_school):
    database = filled_school.database
    write_message(filled_school, "Собрание в 18:00")
    before = diary.subjects(database, PARENT, "К-0001", Q2)

    register_breach(filled_school)

    maths = before["subject_name"] == "Математика"
    assert before.filter(maths)["count_marks"].sum() > 0
    after = diary.subjects(database, PARENT, "К-0001", Q2)
    assert after.filter(maths)["count_marks"].sum() == 0
    assert after.filter(~maths).equals(before.filter(~maths))
    week = diary.week(database, PARENT, "К-0001", MONDAY)
    of_maths = week.filter(week["subject_name"] == "Математика")
    assert len(of_maths) > 0
    for column in ("value", "topic", "homework", "work_type_name"):
        assert of_maths[column].is_null().all()
    assert diary.messages(database, PARENT, "К-0001", MONDAY).is_empty()


def test_a_message_to_the_class_reaches_who_learns_a_subject_alone(filled_school):
    execute(
        filled_school,
        "delete from journal.roster "
        "where student_id = 'К-0001' and page_id = '2026:5А:МАТ'",
    )
    write_message(filled_school, "Собрание в 18:00")

    found = diary.messages(filled_school.database, PARENT, "К-0001", MONDAY)

    assert found["value_text"].to_list() == ["Собрание в 18:00"]


def test_the_stamp_grows_with_what_the_diary_shows_and_not_with_others(filled_school):
    database = filled_school.database

    def stamp(who=PARENT, child="К-0001"):
        return diary.stamp(database, who, child)

    stamps = [stamp()]
    write_cell(filled_school, "2026-11-02", "mark", "3", "К-0002", mark=3)
    assert stamp() == stamps[-1]
    for change in (
        lambda: write_cell(filled_school, "2026-11-02", "mark", "3", "К-0001", mark=3),
        lambda: write_cell(filled_school, "2026-11-02", "homework", "§ 9"),
        lambda: write_message(filled_school, "Собрание"),
        lambda: register_breach(filled_school),
    ):
        change()
        stamps.append(stamp())

    assert len(set(stamps)) == 5
    assert stamp(viewer("r-two")) == ""
