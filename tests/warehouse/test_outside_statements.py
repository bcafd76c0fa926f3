"""Marks from another school: who enters them and when not, where they show (§2.13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from warehouse import ledger
from warehouse.errors import VedomostError
from warehouse.outside_statements import Document, StatedMark, state, withdraw
from warehouse.personal_data import about_student
from warehouse.queries import outside_marks
from warehouse.queries.sheet import class_sheet
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

Q1, Q2 = "2026-Q1", "2026-Q2"
MOSCOW = ZoneInfo("Europe/Moscow")
CAME = "К-0003"  # came to 5А on 9 November
PAPER = Document("Школа № 5, г. Казань", "12", date(2026, 11, 6))
MATHS = StatedMark("МАТ", "", Q1, "4", Decimal("4.25"))
CHESS = StatedMark("", "Шахматы", Q1, "зачёт")


def viewer(person_id):
    return Viewer(person_id=person_id, roles=frozenset())


SECRETARY, DEPUTY, DIRECTOR = viewer("p-sec"), viewer("p-ooo"), viewer("p-dir")
HOMEROOM, ENGLISH = viewer("p-mat"), viewer("p-eng")


@pytest.fixture
def school(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.students set enrolled_on = '2026-11-09' where student_id = ?",
            [CAME],
        )
        cursor.execute(
            "update journal.roster set starts_on = '2026-11-09' where student_id = ?",
            [CAME],
        )
        cursor.execute(
            "insert into journal.page_attestations select page_id, '2026-year', "
            "'year', 'Год', '2026-12-21', '2026-12-27' from journal.pages"
        )
    return filled_school


def sheet(school, who=DEPUTY, period_id=Q1, day=None):
    return class_sheet(school.database, who, "5А", period_id, day, MOSCOW)


def stated(school, **asked):
    rows = sheet(school, **asked).outside
    return rows.select("student_id", "subject_name", "period_id", "final").rows()


def rows(school, table):
    with school.database.reading() as cursor:
        return cursor.execute(f"select * from {table}").pl()


def differences(school):
    with school.database.reading() as cursor:
        return ledger.replay(cursor)


def test_who_keeps_movement_enters_and_everybody_of_the_class_sees_the_own_part(school):
    state(school, SECRETARY, CAME, PAPER, [MATHS, CHESS])

    both = [(CAME, "Математика", Q1, "4"), (CAME, "Шахматы", Q1, "зачёт")]
    assert stated(school) == both
    assert stated(school, who=HOMEROOM, period_id="2026-year") == both
    assert stated(school, who=ENGLISH) == []  # she teaches neither
    assert stated(school, period_id=Q2) == []
    of_page = outside_marks.of_page(school.database, HOMEROOM, "2026:5А:МАТ")
    assert of_page["average"].to_list() == [Decimal("4.25")]
    assert outside_marks.of_page(school.database, ENGLISH, "2026:5А:МАТ").is_empty()
    log = rows(school, "access.log").filter(action="outside_marks_entered")
    told = log.select("person_id", "scope", "about_person_id").rows()
    assert told == [("p-sec", "5А", f"student:{CAME}")]


@pytest.mark.parametrize("person_id", ["p-soo", "p-mat", "p-rus", "p-adm", "nobody"])
def test_nobody_else_enters_or_takes_back(school, person_id):
    with pytest.raises(VedomostError, match="by the secretary"):
        state(school, viewer(person_id), CAME, PAPER, [MATHS])
    statement_id = state(school, DEPUTY, CAME, PAPER, [MATHS])
    with pytest.raises(VedomostError, match="by the secretary"):
        withdraw(school, viewer(person_id), statement_id, "Ошибка")

    assert len(rows(school, "journal.outside_statements")) == 1


def test_no_total_and_no_final_of_ours_changes(school):
    def ours():
        found = sheet(school)
        return [found.results, found.totals, found.overall, found.students]

    before = ours()
    state(school, DIRECTOR, CAME, PAPER, [MATHS])
    state(
        school,
        DIRECTOR,
        "К-0001",  # has a final of the quarter here: both stand, ours counts
        PAPER._replace(note="Школа при санатории"),
        [MATHS._replace(value="2", average=None)],
    )

    assert len(sheet(school).outside) == 2
    for then, now in zip(before, ours(), strict=True):
        assert now.equals(then)


@pytest.mark.parametrize(
    ("paper", "marks", "sentence"),
    [
        (PAPER._replace(school_name=" "), [MATHS], "other school's name"),
        (PAPER._replace(number=""), [MATHS], "number of its document"),
        (PAPER._replace(issued_on=None), [MATHS], "date"),
        (PAPER._replace(issued_on=date(2026, 11, 24)), [MATHS], "date"),
        (PAPER, [], "at least one mark"),
        (PAPER, [MATHS._replace(period_id="2025-Q1")], "no such period"),
        (
            PAPER._replace(issued_on=date(2026, 10, 30)),
            [MATHS._replace(period_id=Q2)],
            "begins after the document's date",
        ),
    ],
    ids=[
        "no school",
        "no number",
        "no date",
        "tomorrow's document",
        "nothing stated",
        "a period of another year",
        "a period after the document",
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(school, paper, marks, sentence):
    with pytest.raises(VedomostError, match=sentence):
        state(school, SECRETARY, CAME, paper, marks)

    assert rows(school, "journal.outside_statements").is_empty()
    assert rows(school, "journal.outside_marks").is_empty()


def test_marks_of_a_time_when_the_student_was_here_need_a_note(school):
    with pytest.raises(VedomostError, match="here already"):
        state(school, SECRETARY, "К-0001", PAPER, [MATHS])

    paper = PAPER._replace(note="Школа при санатории «Сосновый бор»")
    state(school, SECRETARY, "К-0001", paper, [MATHS])

    assert stated(school) == [("К-0001", "Математика", Q1, "4")]


def test_who_has_left_is_not_entered_but_what_was_entered_stays(school):
    statement_id = state(school, SECRETARY, CAME, PAPER, [MATHS])
    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.students set left_on = '2026-11-20' where student_id = ?",
            [CAME],
        )

    with pytest.raises(VedomostError, match="not on the roll"):
        state(school, SECRETARY, CAME, PAPER._replace(number="13"), [MATHS])
    assert len(stated(school)) == 1
    withdraw(school, SECRETARY, statement_id, "Чужая справка")


def test_a_correction_is_a_withdrawal_and_a_new_statement(school):
    statement_id = state(school, SECRETARY, CAME, PAPER, [MATHS])
    with pytest.raises(VedomostError, match="entered already"):
        state(school, SECRETARY, CAME, PAPER, [CHESS])
    with pytest.raises(VedomostError, match="why"):
        withdraw(school, SECRETARY, statement_id, " \n ")

    withdraw(school, DEPUTY, statement_id, "Опечатка")
    state(school, SECRETARY, CAME, PAPER, [MATHS._replace(value="5")])

    assert stated(school) == [(CAME, "Математика", Q1, "5")]
    with pytest.raises(VedomostError, match="taken back already"):
        withdraw(school, DEPUTY, statement_id, "Ещё раз")
    register = outside_marks.register(school.database, SECRETARY)
    assert sorted(register["reason"].drop_nulls()) == ["Опечатка"]
    assert len(rows(school, "journal.outside_marks")) == 2


def test_a_sheet_of_a_past_day_shows_what_had_been_entered_by_then(school, clock):
    clock.set(datetime(2026, 11, 20, 9, tzinfo=UTC))
    statement_id = state(school, SECRETARY, CAME, PAPER, [MATHS])
    clock.set(datetime(2026, 11, 23, 9, tzinfo=UTC))
    withdraw(school, SECRETARY, statement_id, "Опечатка")

    assert stated(school, day=date(2026, 11, 19)) == []
    assert len(stated(school, day=date(2026, 11, 20))) == 1
    assert stated(school, day=date(2026, 11, 23)) == []
    assert stated(school) == []


def test_what_was_done_under_a_breached_account_does_not_count(school, clock):
    kept = state(school, DIRECTOR, CAME, PAPER, [MATHS])
    clock.set(clock.now() + timedelta(hours=2))
    state(school, DEPUTY, CAME, PAPER._replace(number="13"), [CHESS])
    withdraw(school, DEPUTY, kept, "Лишняя")
    assert stated(school) == [(CAME, "Шахматы", Q1, "зачёт")]

    with school.database.writing() as cursor:
        decision = ledger.Decision(
            school.school_id, "b-1", "p-ooo", "p-dir", clock.now()
        )
        ledger.void_from(cursor, decision, clock.now() - timedelta(hours=1))

    assert stated(school) == [(CAME, "Математика", Q1, "4")]
    with pytest.raises(VedomostError, match="breach"):
        state(school, DEPUTY, CAME, PAPER._replace(number="14"), [CHESS])


def test_a_row_that_was_altered_is_found(school):
    statement_id = state(school, SECRETARY, CAME, PAPER, [MATHS, CHESS])
    withdraw(school, SECRETARY, statement_id, "Опечатка")
    assert differences(school) == []

    with school.database.writing() as cursor:
        cursor.execute("update journal.outside_marks set value = '5' where value = '4'")

    assert ["journal.outside_marks" in one for one in differences(school)][:1] == [True]


def test_the_statement_about_the_student_tells_all_of_it(school):
    statement_id = state(school, SECRETARY, CAME, PAPER, [MATHS, CHESS])
    withdraw(school, SECRETARY, statement_id, "Опечатка")

    told = about_student.statement(school.database, DIRECTOR, CAME)["outside_marks"]

    assert told["subject_name"].to_list() == ["Математика", "Шахматы"]
    assert set(told["reason"]) == {"Опечатка"}
    assert told["is_void"].to_list() == [False, False]
    other = about_student.statement(school.database, DIRECTOR, "К-0001")
    assert other["outside_marks"].is_empty()


def test_whom_to_enter_and_of_which_periods(school):
    students = outside_marks.students(school.database, SECRETARY)
    assert len(students) == 25  # one of 26 has left
    assert students.filter("is_during_year")["student_id"].to_list() == [CAME]
    of_levels = outside_marks.students(school.database, viewer("p-soo"))
    assert set(of_levels["class_id"]) == {"10А"}

    periods = outside_marks.periods(school.database, SECRETARY, CAME)
    assert periods["period_id"].to_list() == [Q1, Q2, "2026-year"]
    subjects = outside_marks.subjects(school.database, SECRETARY, CAME)
    learned = subjects.filter("is_learned")["subject_id"].to_list()
    assert learned == ["АНГ", "МАТ", "РУС", "ФК"]
