"""A teacher explains what came late or is missing, a deputy accepts it or does not.

The teacher of English handed in once, on Monday 9 November: the lesson of the 2nd came
late (three entries and seven marks), homework of the 9th too; of the 16th three entries
are missing and of today, 13:30, the homework.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.warehouse.owing_school import MATHS, OwingSchool
from warehouse import explanations as deeds
from warehouse import ledger
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError
from warehouse.explanations import Matter
from warehouse.queries import explanations, timeliness
from warehouse.queries.obligations import due_of_teacher
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
PAGE = "2026:5-англ1:АНГ"
ENG, OOO, SOO, DIR, MAT = (
    Viewer(f"p-{name}", frozenset()) for name in ("eng", "ooo", "soo", "dir", "mat")
)
OUTCOMES = ("on_time", "late", "missing", "excused")


def matter(day, kind):
    """Return something of the lesson of English on a day of November."""
    return Matter(PAGE, f"{PAGE}:202611{day}:3", "", kind)


MONDAY_16 = [matter("16", kind) for kind in ("attendance", "topic", "homework")]


def counts(school, whose="own", viewer=ENG, now=NOW, **asked):
    """Return how many entries are on time, late, missing, excused."""
    found = timeliness.counts(
        school.database,
        viewer,
        timeliness.Asked(now, date(2026, 11, 1), date(2026, 11, 30), whose, **asked),
    )
    return tuple(found[f"count_{one}"].item() for one in OUTCOMES)


def states(school, viewer=ENG, now=NOW):
    """Return what is late or missing as {(day, kind): state}."""
    found = explanations.own(school.database, viewer, now)
    return {
        (f"{one['owed_on']:%d}", one["kind"]): one["state"]
        for one in found.iter_rows(named=True)
    }


def ids(frame):
    return frame["explanation_id"].to_list()


def waiting(school, viewer=OOO, now=NOW):
    return explanations.waiting(school.database, viewer, now)


def answer(school, viewer=OOO, frame=None, **answered):
    frame = waiting(school, viewer) if frame is None else frame
    deeds.answer(school, viewer, ids(frame), **answered)


def declare(school, kind, moment, person_id):
    """Begin or end a void period of a person, as the register of breaches does."""
    decision = ledger.Decision(school.school_id, "b-1", person_id, "p-dir", NOW)
    with school.database.writing() as cursor:
        {"from": ledger.void_from, "until": ledger.void_until}[kind](
            cursor, decision, moment
        )


def test_what_is_late_or_missing_can_be_explained_and_nothing_else(filled_school):
    assert states(filled_school) == {
        ("23", "homework"): "unexplained",
        ("16", "attendance"): "unexplained",
        ("16", "homework"): "unexplained",
        ("16", "topic"): "unexplained",
        ("09", "homework"): "unexplained",
        ("02", "attendance"): "unexplained",
        ("02", "homework"): "unexplained",
        ("02", "lesson_mark"): "unexplained",
        ("02", "topic"): "unexplained",
    }
    on_time, not_due_yet = matter("09", "topic"), matter("23", "topic")
    others = Matter("2026:10А:ФИЗ", "2026:10А:ФИЗ:20261103:1", "", "topic")
    for wrong in (on_time, not_due_yet, others):
        with pytest.raises(VedomostError, match="neither late nor missing"):
            deeds.explain(filled_school, ENG, [*MONDAY_16, wrong], "illness")
    assert set(states(filled_school).values()) == {"unexplained"}


def test_an_accepted_illness_leaves_the_share_and_is_told_beside_it(filled_school):
    before = counts(filled_school)
    assert before == (9, 11, 4, 0)

    deeds.explain(filled_school, ENG, MONDAY_16, "illness", "Больничный с 16-го.")
    assert counts(filled_school) == before
    found = waiting(filled_school)
    assert set(found["kind"]) == {"attendance", "topic", "homework"}
    assert set(found["note"]) == {"Больничный с 16-го."}
    answer(filled_school, is_accepted=True)

    assert counts(filled_school) == (9, 11, 1, 3)
    assert counts(filled_school, counts_excuses=False) == before
    assert counts(filled_school, "led", OOO, teacher_id="p-eng") == (9, 11, 1, 3)
    assert waiting(filled_school).is_empty()
    due = due_of_teacher(filled_school.database, ENG, NOW)
    assert "16" not in {f"{day:%d}" for day in due["owed_on"]}


def test_marks_of_one_work_are_explained_as_one(filled_school):
    deeds.explain(filled_school, ENG, [matter("02", "lesson_mark")], "no_connection")
    row = waiting(filled_school).row(0, named=True)
    answer(filled_school, is_accepted=True)

    assert (row["count_owed"], row["count_late"], row["count_missing"]) == (7, 7, 0)
    assert counts(filled_school) == (9, 4, 4, 7)


def test_a_refused_one_changes_no_share_says_why_and_may_be_told_better(
    filled_school, clock
):
    before = counts(filled_school)
    deeds.explain(filled_school, ENG, MONDAY_16, "business_trip")
    with pytest.raises(VedomostError, match="why it is not accepted"):
        answer(filled_school, is_accepted=False, note=" \n ")
    assert len(waiting(filled_school)) == 3

    answer(filled_school, is_accepted=False, note="Командировка была 17-го.")

    assert counts(filled_school) == before
    own = explanations.own(filled_school.database, ENG, NOW).filter(state="refused")
    assert set(own["answer_note"]) == {"Командировка была 17-го."}
    assert set(own["answered_by_name"]) == {"Гусева Алла Игоревна"}
    assert waiting(filled_school).is_empty()

    clock.set(NOW + timedelta(hours=1))
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    assert ids(waiting(filled_school)) != ids(own)
    before = waiting(filled_school)["refused_before"]
    assert set(before) == {"Командировка была 17-го."}
    answer(filled_school, is_accepted=True)
    assert counts(filled_school) == (9, 11, 1, 3)


def test_a_withdrawn_one_waits_for_nobody(filled_school):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    found = waiting(filled_school)

    deeds.withdraw(filled_school, ENG, ids(found)[:1])

    assert len(waiting(filled_school)) == 2
    assert sorted(states(filled_school).values()).count("waiting") == 2
    with pytest.raises(VedomostError, match="taken back"):
        answer(filled_school, frame=found, is_accepted=True)
    assert counts(filled_school) == (9, 11, 4, 0)


def test_what_is_answered_is_not_taken_back_nor_explained_twice(filled_school):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    found = waiting(filled_school)
    with pytest.raises(VedomostError, match="explained already"):
        deeds.explain(filled_school, ENG, MONDAY_16, "other", "Забыла.")
    answer(filled_school, is_accepted=True)

    with pytest.raises(VedomostError, match="still waits"):
        deeds.withdraw(filled_school, ENG, ids(found))
    with pytest.raises(VedomostError, match="explained already"):
        deeds.explain(filled_school, ENG, MONDAY_16, "no_connection")
    assert set(explanations.own(filled_school.database, ENG, NOW)["reason"]) == {
        "",
        "illness",
    }


def test_an_answer_can_be_changed_and_the_latest_holds(filled_school):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    found = waiting(filled_school)

    # Within one moment of the clock: the order of the deeds decides.
    answer(filled_school, frame=found, is_accepted=True)
    answer(filled_school, DIR, frame=found, is_accepted=False, note="Не в тот день.")
    assert counts(filled_school) == (9, 11, 4, 0)
    answer(filled_school, frame=found, is_accepted=True)

    assert counts(filled_school) == (9, 11, 1, 3)
    told = explanations.answered(filled_school.database, DIR, NOW)
    assert ids(told) == ids(found)
    assert set(told["answered_by_name"]) == {"Гусева Алла Игоревна"}


def test_nobody_answers_the_own_one_and_deputies_only_their_level(filled_school):
    # The deputy of the lower levels teaches PE in 5А: the lesson of the 20th.
    lesson = Matter("2026:5А:ФК", "2026:5А:ФК:20261120:4", "", "topic")
    deeds.explain(filled_school, OOO, [lesson], "school_event")
    found = waiting(filled_school, DIR)
    assert found["person_id"].to_list() == ["p-ooo"]

    for viewer in (OOO, SOO, ENG, Viewer("p-sec", frozenset())):
        assert waiting(filled_school, viewer).is_empty()
        with pytest.raises(VedomostError, match="not yours to answer"):
            answer(filled_school, viewer, frame=found, is_accepted=True)
    assert len(waiting(filled_school, DIR)) == 1
    answer(filled_school, DIR, is_accepted=True)
    assert states(filled_school, OOO)["20", "topic"] == "accepted"


def test_all_or_none_are_answered(filled_school):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    lesson = Matter("2026:5А:ФК", "2026:5А:ФК:20261120:4", "", "topic")
    deeds.explain(filled_school, OOO, [lesson], "illness")
    found = waiting(filled_school, DIR)

    with pytest.raises(VedomostError):
        answer(filled_school, OOO, frame=found, is_accepted=True)

    assert len(waiting(filled_school, DIR)) == 4


def test_who_has_left_is_answered_all_the_same(filled_school, clock):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update journal.page_teachers set ends_on = '2026-11-23' "
            "where person_id = 'p-eng'; "
            "update setup.staff set valid_to = '2026-11-24' where person_id = 'p-eng'; "
            "delete from journal.obligations_kept"
        )
    later = NOW + timedelta(days=2)
    clock.set(later)

    found = waiting(filled_school, now=later)
    answer(filled_school, frame=found, is_accepted=True)

    assert set(found["person_name"]) == {"Жукова Ольга Денисовна"}
    # The homework, attendance and topic of the 23rd are missing beside those of 16.
    told = counts(filled_school, "led", OOO, now=later, teacher_id="p-eng")
    assert told == (9, 11, 3, 3)


def test_an_explanation_of_a_void_period_counts_for_nothing(filled_school, clock):
    deeds.explain(filled_school, ENG, MONDAY_16[:1], "illness")
    clock.set(NOW + timedelta(minutes=10))
    deeds.explain(filled_school, ENG, MONDAY_16[1:], "illness")
    answer(filled_school, is_accepted=True)
    assert counts(filled_school) == (9, 11, 1, 3)

    declare(filled_school, "from", NOW + timedelta(minutes=5), "p-eng")

    assert counts(filled_school) == (9, 11, 3, 1)
    clock.set(NOW + timedelta(hours=1))
    with pytest.raises(VedomostError, match="new credentials"):
        deeds.explain(filled_school, ENG, MONDAY_16[1:], "illness")
    declare(filled_school, "until", NOW + timedelta(minutes=30), "p-eng")
    deeds.explain(filled_school, ENG, MONDAY_16[1:], "illness")
    assert len(waiting(filled_school)) == 2


def test_what_a_stranger_withdrew_still_stands(filled_school, clock):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    clock.set(NOW + timedelta(minutes=10))
    deeds.withdraw(filled_school, ENG, ids(waiting(filled_school)))
    assert waiting(filled_school).is_empty()

    declare(filled_school, "from", NOW + timedelta(minutes=5), "p-eng")

    assert len(waiting(filled_school)) == 3


def test_an_answer_of_a_void_period_counts_for_nothing(filled_school, clock):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    clock.set(NOW + timedelta(minutes=10))
    answer(filled_school, is_accepted=True)

    declare(filled_school, "from", NOW + timedelta(minutes=5), "p-ooo")

    assert counts(filled_school) == (9, 11, 4, 0)
    assert len(waiting(filled_school, DIR)) == 3
    with pytest.raises(VedomostError, match="new credentials"):
        answer(filled_school, frame=waiting(filled_school, DIR), is_accepted=True)
    answer(filled_school, DIR, is_accepted=True)
    assert counts(filled_school) == (9, 11, 1, 3)


def test_a_frozen_account_explains_and_answers_nothing(filled_school):
    open_missing(filled_school.database, at=NOW, by="p-adm")
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    found = waiting(filled_school)
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set state = 'frozen' "
            "where person_id in ('p-eng', 'p-ooo')"
        )

    for refused in (
        lambda: deeds.explain(filled_school, ENG, [matter("09", "homework")], "other"),
        lambda: deeds.withdraw(filled_school, ENG, ids(found)),
        lambda: answer(filled_school, frame=found, is_accepted=True),
    ):
        with pytest.raises(VedomostError):
            refused()

    assert ids(waiting(filled_school, DIR)) == ids(found)


def test_two_teachers_of_a_page_explain_each_for_themselves(empty_school, clock):
    school = OwingSchool(empty_school)
    school.do(
        f"insert into journal.page_teachers values ('{MATHS}', 'p-two', "
        "'2026-09-01', null); "
        "insert into setup.staff values ('p-head', 'Г', 'Г', 'Г', 'director', '', "
        "'p-head', '2026-08-20', null)"
    )
    place = school.lesson(MATHS, "2026-11-16")
    mat, two = Viewer("p-mat", frozenset()), Viewer("p-two", frozenset())
    topic = Matter(MATHS, place, "", "topic")

    deeds.explain(empty_school, two, [topic], "illness")
    answer(empty_school, Viewer("p-head", frozenset()), is_accepted=True)

    assert counts(empty_school, viewer=two)[2:] == (2, 1)
    assert counts(empty_school, viewer=mat)[2:] == (3, 0)
    deeds.explain(empty_school, mat, [topic], "replaced_lesson")
    answer(
        empty_school,
        Viewer("p-head", frozenset()),
        is_accepted=False,
        note="Урок был.",
    )
    assert states(empty_school, mat)["16", "topic"] == "refused"
    assert states(empty_school, two)["16", "topic"] == "accepted"


def test_a_later_entry_or_correction_leaves_the_explanation(empty_school, clock):
    school = OwingSchool(empty_school)
    school.do(
        "insert into setup.staff values ('p-head', 'Г', 'Г', 'Г', 'director', '', "
        "'p-head', '2026-08-20', null)"
    )
    place = school.lesson(MATHS, "2026-11-16")
    mat = Viewer("p-mat", frozenset())
    deeds.explain(empty_school, mat, [Matter(MATHS, place, "", "topic")], "illness")
    answer(empty_school, Viewer("p-head", frozenset()), is_accepted=True)
    assert counts(empty_school, viewer=mat) == (0, 0, 2, 1)

    school.enter("2026-11-20T10:00", place, "topic", "Дроби")
    school.enter("2026-11-20T11:00", place, "topic", "Дроби и доли")

    assert counts(empty_school, viewer=mat) == (0, 0, 2, 1)
    told = counts(empty_school, viewer=mat, counts_excuses=False)
    assert told == (0, 1, 2, 0)
    row = explanations.own(empty_school.database, mat, NOW).filter(kind="topic")
    assert row.select("state", "count_late", "count_missing").row(0) == (
        "accepted",
        1,
        0,
    )


def test_lesson_marks_given_after_an_explanation_are_not_excused_by_it(
    empty_school, clock
):
    school = OwingSchool(empty_school)
    school.do(
        "insert into setup.staff values ('p-head', 'Г', 'Г', 'Г', 'director', '', "
        "'p-head', '2026-08-20', null)"
    )
    place = school.lesson(MATHS, "2026-11-16")
    mat, head = Viewer("p-mat", frozenset()), Viewer("p-head", frozenset())
    school.enter("2026-11-17T10:00", place, "mark", "5", "К-1")
    marks = [Matter(MATHS, place, "", "lesson_mark")]
    deeds.explain(empty_school, mat, marks, "illness")
    answer(empty_school, head, is_accepted=True)
    asked = {"viewer": mat, "kind": "lesson_mark", "now": NOW + timedelta(days=2)}
    assert counts(empty_school, **asked) == (0, 0, 0, 1)

    clock.set(NOW + timedelta(days=1))
    school.enter("2026-11-24T13:30", place, "mark", "4", "К-2")

    assert counts(empty_school, **asked) == (0, 1, 0, 1)
    own = states(empty_school, mat, NOW + timedelta(days=2))
    assert own["16", "lesson_mark"] == "unexplained"
    deeds.explain(empty_school, mat, marks, "no_connection")
    assert counts(empty_school, **asked) == (0, 2, 0, 0)


def test_a_note_is_one_short_line_without_control_characters(filled_school):
    with pytest.raises(VedomostError, match="at most 300"):
        deeds.explain(filled_school, ENG, MONDAY_16, "illness", "б" * 301)
    with pytest.raises(VedomostError, match="what the reason was"):
        deeds.explain(filled_school, ENG, MONDAY_16, "other", "\x00 \u200b")
    with pytest.raises(VedomostError, match="Choose"):
        deeds.explain(filled_school, ENG, [], "illness")
    with pytest.raises(ValueError, match="laziness"):
        deeds.explain(filled_school, ENG, MONDAY_16, "laziness")

    deeds.explain(filled_school, ENG, MONDAY_16, "other", " Совет\r\n\x07школы ")

    assert set(waiting(filled_school)["note"]) == {"Совет школы"}


def test_each_deed_is_in_the_log_of_access_without_the_note(filled_school):
    deeds.explain(filled_school, ENG, MONDAY_16, "other", "Ангина")
    deeds.withdraw(filled_school, ENG, ids(waiting(filled_school))[:1])
    answer(filled_school, frame=waiting(filled_school)[:1], is_accepted=True)
    answer(filled_school, is_accepted=False, note="Нет справки")

    with filled_school.database.reading() as cursor:
        lines = cursor.execute("select * from access.log order by rowid").fetchall()
    told = [(line[2], line[3], line[5], line[6]) for line in lines]
    assert told == [
        ("p-eng", "explained", PAGE, ""),
        ("p-eng", "explanation_withdrawn", PAGE, ""),
        ("p-ooo", "explanation_accepted", PAGE, "p-eng"),
        ("p-ooo", "explanation_refused", PAGE, "p-eng"),
    ]
    assert "Ангина" not in str(lines)
    assert "справки" not in str(lines)


def test_every_deed_tells_the_pages_that_are_open(filled_school):
    database = filled_school.database
    heard = [explanations.last_word(database, ENG).row(0)]
    before = database.version

    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    heard.append(explanations.last_word(database, ENG).row(0))
    answer(filled_school, is_accepted=True)
    heard.append(explanations.last_word(database, ENG).row(0))

    assert database.version == before + 2
    assert len(set(heard)) == 3
