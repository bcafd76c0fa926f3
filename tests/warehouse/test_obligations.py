"""What is owed of whom and whether it came in time: drawn out, with the clauses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.drawn_table import rows_of
from tests.warehouse.owing_school import (
    ENGLISH,
    MATHS,
    MUSIC,
    RUSSIAN,
    OwingSchool,
)
from warehouse import ledger
from warehouse.obligations import bring_up_to_date

# §2.7: homework of 5А, whose last lesson ends at 11:05, so it is due at 12:35. A row is
# a lesson of its own; 0T12:34=x is an entry that day, 1T… on the next, «=» empties it.
HOMEWORK = """
what happened                   entries                       first    entered
a minute before                 0T12:34=x                     0T12:34  on_time
on the minute                   0T12:35=x                     0T12:35  on_time
a minute after                  0T12:36=x                     0T12:36  late
before the lesson               0T07:00=x                     0T07:00  on_time
not set is a word of its own    0T12:00=незадано              0T12:00  on_time
corrected days later            0T12:00=x,2T09:00=y           0T12:00  on_time
late and corrected              1T09:00=x,2T09:00=y           1T09:00  late
erased in time, again too late  0T12:00=x,0T12:10=,1T09:00=x  1T09:00  late
erased in time, again in time   0T11:00=x,0T11:10=,0T12:30=x  0T12:30  on_time
erased too late and entered     0T12:00=x,1T09:00=,1T09:05=x  0T12:00  on_time
late, erased, entered again     0T13:00=x,1T09:00=,2T09:00=y  0T13:00  late
erased for good                 0T12:00=x,1T09:00=            -        none
nothing at all                  -                             -        none
"""
# §2.5: attendance by the end of the day, 23:59.
ATTENDANCE = """
what                 entries                                          first    entered
said so              0T10:00=taken=yes                                0T10:00  on_time
said so at midnight  1T00:00=taken=yes                                1T00:00  late
an absence will do   0T10:00=mark=н                                   0T10:00  on_time
late-comers too      0T10:00=mark=о                                   0T10:00  on_time
a mark says nothing  0T10:00=mark=5                                   -        none
an absence, not so   0T10:00=mark=н,1T10:00=mark=5                    -        none
a code, the word     0T10:00=mark=н,1T10:00=taken=yes                 0T10:00  on_time
the word taken back  0T10:00=taken=yes,0T11:00=taken=,1T08:00=mark=н  1T08:00  late
"""
# §2.5: who owes a mark for the test of 16 November, due on the 19th at 23:59.
WRITERS = """
student                     from        until       cells                 entered
present, marked             2026-09-01  -           2T10:00=4             on_time
present, marked late        2026-09-01  -           4T10:00=4             late
present, no mark            2026-09-01  -           -                     none
promised a mark             2026-09-01  -           1T10:00=.             none
promised, then marked       2026-09-01  -           1T10:00=.,3T23:00=5   on_time
a pass                      2026-09-01  -           1T10:00=зачёт         on_time
came late, no mark          2026-09-01  -           0T10:00=о             none
came late, marked           2026-09-01  -           0T10:00=о,1T10:00=4о  on_time
absent                      2026-09-01  -           0T10:00=н             ·
ill                         2026-09-01  -           0T10:00=б             ·
was absent, in truth there  2026-09-01  -           0T10:00=н,1T10:00=3   on_time
joined that day             2026-11-16  -           -                     none
joined the day after        2026-11-17  -           -                     ·
left the day before         2026-09-01  2026-11-15  -                     ·
left before it was due      2026-09-01  2026-11-18  -                     ·
left the day it was due     2026-09-01  2026-11-19  -                     none
"""
# §2.8: the quarter ends on 27 December; its last seven days are 21 to 27.
FINALS = """
student                 from        until       entries                          entered
the day before          2026-09-01  -           -7T23:59=4                       early
first of the last days  2026-09-01  -           -6T00:00=4                       on_time
last minute             2026-09-01  -           0T23:59=4                        on_time
after the period        2026-09-01  -           1T00:00=4                        late
early and corrected     2026-09-01  -           -9T10:00=4,-5T10:00=5            early
early, erased, again    2026-09-01  -           -9T10:00=4,-5T10:00=,-5T10:05=5  on_time
not attested            2026-09-01  -           -4T10:00=not_attested            on_time
nothing                 2026-09-01  -           -                                none
joined the last day     2026-12-27  -           -                                none
left the day before     2026-09-01  2026-12-26  -                                ·
"""


@pytest.fixture
def owing(empty_school):
    return OwingSchool(empty_school)


def moments(cells, day):
    """Read «0T12:34=x,1T09:00=»: (local moment, value or None) in order."""
    for cell in () if cells == "-" else cells.split(","):
        at, value = cell.split("=", 1)
        days, clock = at.split("T")
        yield f"{day + timedelta(days=int(days))}T{clock}", value or None


def relative(moment, day):
    """Return «1T09:00» of a local moment."""
    if moment == "-":
        return moment
    on, clock = moment.split("T")
    return f"{(date.fromisoformat(on) - day).days}T{clock}"


def test_the_first_entry_that_counts_decides_about_homework(owing):
    rows = rows_of(HOMEWORK)
    days = {}
    for number, (name, row) in enumerate(rows.items()):
        day = date(2026, 9, 7) + timedelta(weeks=number)
        lesson = owing.lesson(MATHS, day.isoformat())
        days[name] = lesson, day
        owing.lesson(ENGLISH, day.isoformat(), slot=3)
        for at, value in moments(row["entries"], day):
            owing.enter(at, lesson, "homework", value)
    found = owing.all_owed("homework")
    told = {}
    for name, (lesson, day) in days.items():
        due, first, entered = found[lesson][""]
        assert due == f"{day}T12:35"
        told[name] = {"first": relative(first, day), "entered": entered}

    assert told == {
        name: {key: row[key] for key in ("first", "entered")}
        for name, row in rows.items()
    }


def test_attendance_is_taken_by_word_or_by_a_code(owing):
    rows = rows_of(ATTENDANCE)
    days = {}
    for number, (name, row) in enumerate(rows.items()):
        day = date(2026, 9, 7) + timedelta(weeks=number)
        lesson = owing.lesson(MATHS, day.isoformat())
        days[name] = lesson, day
        for at, what in moments(row["entries"], day):
            field, value = what.split("=")
            if field == "mark":
                owing.enter(at, lesson, "mark", value, "К-1")
            else:
                owing.enter(at, lesson, "attendance_taken", value or None)
    found = owing.all_owed("attendance")
    told = {}
    for name, (lesson, day) in days.items():
        due, first, entered = found[lesson][""]
        assert due == f"{day}T23:59"
        told[name] = {"first": relative(first, day), "entered": entered}

    assert told == {
        name: {key: row[key] for key in ("first", "entered")}
        for name, row in rows.items()
    }


def _enrol(owing, rows):
    owing.do("delete from journal.roster where page_id = '2026:5А:МАТ'")
    with owing.database.writing() as cursor:
        for name, row in rows.items():
            until = None if row["until"] == "-" else row["until"]
            cursor.execute(
                "insert into journal.roster values ('2026:5А:МАТ', ?, '5А', ?, ?)",
                [name, row["from"], until],
            )


def _entered(owing, place, kind, names):
    owed = owing.owed(place, kind)
    assert set(owed) <= set(names)
    return {name: owed[name][2] if name in owed else "·" for name in names}


def test_a_written_work_owes_a_mark_of_each_student_present(owing):
    rows = rows_of(WRITERS)
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T12:00", lesson, "work_type", "test")
    _enrol(owing, rows)
    for name, row in rows.items():
        for at, value in moments(row["cells"], date(2026, 11, 16)):
            owing.enter(at, lesson, "mark", value, name)

    assert _entered(owing, lesson, "written_mark", rows) == {
        name: row["entered"] for name, row in rows.items()
    }


def test_an_answer_in_the_lesson_owes_nobody_a_mark(owing):
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T12:00", lesson, "work_type", "answer")

    assert owing.owed(lesson, "written_mark") == {}
    owing.enter("2026-11-16T12:00", lesson, "work_type_2", "test")
    assert set(owing.owed(lesson, "written_mark")) == {"К-1", "К-2"}


def test_finals_are_entered_in_the_last_days_of_the_period(owing):
    rows = rows_of(FINALS)
    owing.lesson(MATHS, "2026-11-16")
    _enrol(owing, rows)
    for name, row in rows.items():
        for at, value in moments(row["entries"], date(2026, 12, 27)):
            owing.enter(at, MATHS, "final", value, name)

    assert _entered(owing, MATHS, "final", rows) == {
        name: row["entered"] for name, row in rows.items()
    }
    assert {owed[0] for owed in owing.owed(MATHS, "final").values()} == {
        "2026-12-27T23:59"
    }


def test_the_year_and_overall_are_owed_in_their_days_and_an_exam_is_not(owing):
    owing.lesson(MATHS, "2026-11-16")
    owing.do(
        f"""
        insert into journal.page_attestations values
        ('{MATHS}', '2026-year', 'year', 'Год', '2026-12-21', '2026-12-25'),
        ('{MATHS}', '2026-exam', 'exam', 'Экзамен', '2026-12-21', '2026-12-25'),
        ('{MATHS}', '2026-overall', 'overall', 'Итог', '2026-12-28', '2026-12-30'),
        ('{RUSSIAN}', '2026-year', 'year', 'Год', '2026-12-21', '2026-12-25')
        """
    )
    for student_id, at in (("К-1", "2026-12-20T18:00"), ("К-2", "2026-12-26T08:00")):
        owing.enter(at, MATHS, "final", "5", student_id, period_id="2026-year")

    bring_up_to_date(owing.database)
    with owing.database.reading() as cursor:
        owed = cursor.execute(
            "select page_id, period_id, student_id, opens_at, due_at, entered, "
            "is_early from marts.obligations "
            "where kind = 'final' and period_id <> '2026-Q2' order by all"
        ).fetchall()

    told = [
        (page_id, period_id, who, owing.local(opens), owing.local(due), *rest)
        for page_id, period_id, who, opens, due, *rest in owed
    ]
    days = ("2026-12-28T00:00", "2026-12-30T23:59", "none", False)
    assert told == [
        (MATHS, "2026-overall", "К-1", *days),
        (MATHS, "2026-overall", "К-2", *days),
        (MATHS, "2026-year", "К-1", "2026-12-21T00:00", "2026-12-25T23:59",
         "on_time", True),
        (MATHS, "2026-year", "К-2", "2026-12-21T00:00", "2026-12-25T23:59",
         "late", False),
    ]  # fmt: skip


def test_pages_without_marks_or_lessons_owe_no_finals(owing):
    owing.lesson(MUSIC, "2026-11-16")

    assert owing.owed(MUSIC, "final") == {}  # grade 1
    assert owing.owed(RUSSIAN, "final") == {}  # not taught in this period
    assert set(owing.owed(f"{MUSIC}:20261116:1", "topic")) == {""}


def test_a_cancelled_lesson_owes_nothing_and_moves_no_term(owing):
    maths = owing.lesson(MATHS, "2026-11-16", slot=1)
    english = owing.lesson(ENGLISH, "2026-11-16", slot=3)
    owing.enter("2026-11-16T12:00", english, "work_type", "test")
    owing.enter("2026-11-16T12:00", english, "status", "cancelled")
    kinds = ("attendance", "topic", "homework", "written_mark")

    assert [owing.owed(english, kind) for kind in kinds] == [{}] * 4
    assert owing.owed(maths, "homework")[""][0] == "2026-11-16T12:35"
    owing.enter("2026-11-17T12:00", english, "status", "held")
    assert [len(owing.owed(english, kind)) for kind in kinds] == [1, 1, 1, 2]


def test_what_was_entered_in_a_void_period_was_not_entered(owing):
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T09:00", lesson, "topic", "Дроби")
    owing.enter("2026-11-16T10:00", lesson, "homework", "№ 1")
    decision = ledger.Decision(
        "s", "b-1", "p-mat", "p-dir", owing.moment("2026-11-17T08:00")
    )
    with owing.database.writing() as cursor:
        ledger.void_from(cursor, decision, owing.moment("2026-11-16T09:30"))

    assert owing.owed(lesson, "topic")[""][1:] == ("2026-11-16T09:00", "on_time")
    assert owing.owed(lesson, "homework")[""][1:] == ("-", "none")
    with owing.database.writing() as cursor:
        ledger.void_until(cursor, decision, owing.moment("2026-11-17T09:00"))
    owing.enter("2026-11-17T10:00", lesson, "homework", "№ 1")
    assert owing.owed(lesson, "homework")[""][1:] == ("2026-11-17T10:00", "late")


def test_a_bulk_import_has_no_time_of_entry(owing):
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T09:00", lesson, "topic", "Дроби")
    owing.do("update journal.entries set is_undetermined = true")

    assert owing.owed(lesson, "topic")[""][2] == "undetermined"


def test_who_taught_the_page_that_day_owes_its_entries(owing):
    owing.do(
        "update journal.page_teachers set ends_on = '2026-11-18';"
        "insert into journal.page_teachers "
        "values ('2026:5А:МАТ', 'p-new', '2026-11-19', null)"
    )
    owing.lesson(MATHS, "2026-11-16")
    owing.lesson(MATHS, "2026-11-23")
    bring_up_to_date(owing.database)
    with owing.database.reading() as cursor:
        owed = cursor.execute(
            "select distinct person_id, owed_on::varchar from marts.obligations "
            "order by owed_on"
        ).fetchall()

    assert owed == [
        ("p-mat", "2026-11-16"),
        ("p-new", "2026-11-23"),
        ("p-new", "2026-12-27"),  # the finals
    ]
