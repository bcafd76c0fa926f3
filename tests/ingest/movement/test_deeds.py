"""Movements and the rolls before and after them (§2.13, §2.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.movement.departing import Departure
from ingest.movement.enrolling import Enrolment, Parent
from ingest.movement.entering import FaultyMovementError, preview
from ingest.movement.individual_plans import IndividualPlan, PlanSubject
from ingest.movement.regrouping import Regrouping
from ingest.movement.request import Elsewhere, Order
from ingest.movement.returning import Return
from ingest.movement.transferring import Transfer
from ingest.setup.edits import whole_setup
from ingest.setup.school import update_school
from tests.ingest.movement.conftest import ORDER, SECRETARY, TENTH
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

NINTH, TWENTIETH = date(2026, 11, 9), date(2026, 11, 20)
FIRST = date(2026, 9, 1)
GEO, GEO_B = "5А:ГЕО", "5Б:ГЕО"


def transfer(student_id="К-0203", on=TENTH, **more):
    given = {"class_id": "5Б", "groups": (), "order": ORDER, **more}
    return Transfer(student_id=student_id, on=on, **given)


def newcomer(**more):
    given = {
        "student_id": "К-0299",
        "on": TENTH,
        "surname": "Яшин",
        "given_name": "Олег",
        "class_id": "5А",
        "order": ORDER,
        **more,
    }
    return Enrolment(**given)


def plan(**more):
    given = {
        "student_id": "К-0203",
        "on": TENTH,
        "group_id": "5А-инд-Воронин",
        "name": "Воронин А. индивидуально",
        "subjects": (PlanSubject("ГЕО", 0.5, "С-07"),),
        **more,
    }
    return IndividualPlan(**given)


def book(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select kind, student_id, class_from, class_to, groups_from, groups_to, "
            "moved_on, order_number, order_on from journal.movements order by set_id"
        ).fetchall()


def test_a_transfer_moves_the_student_from_the_day_on(school, entered, stays):
    before = stays("К-0203")

    entered(transfer())

    assert {stay for stay in before if stay[0] == GEO} == {(GEO, "5А", FIRST, None)}
    after = stays("К-0203")
    assert (GEO, "5А", FIRST, NINTH) in after
    assert (GEO_B, "5Б", TENTH, None) in after
    english = {stay[1:] for stay in after if stay[0] == "5А-англ1:АНГ"}
    assert english == {("5А", FIRST, NINTH)}
    assert book(school) == [
        ("transfer", "К-0203", "5А", "5Б", "5А-англ1", "", TENTH, "48-у", TENTH)
    ]


def test_nobody_keeps_a_group_that_learns_while_the_new_class_does(
    school, entered, stays
):
    """5Б has Russian when 5А's groups have English."""
    before = stays("К-0203")

    with pytest.raises(FaultyMovementError) as refused:
        entered(transfer(groups=None))

    clash = {(one.rule, one.facts["student"]) for one in refused.value.problems}
    assert clash == {("setup_student_clash", "К-0203")}
    assert stays("К-0203") == before


def test_a_movement_of_the_tenth_may_be_entered_on_the_twelfth(
    school, clock, entered, stays
):
    clock.set(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))

    entered(transfer())

    assert (GEO_B, "5Б", TENTH, None) in stays("К-0203")


def test_a_newcomer_is_on_the_pages_and_has_an_account_as_have_the_parents(
    school, entered, stays
):
    mother = Parent("Р-99", "Яшина", "Ольга")
    known = Parent("Р-04")  # has a child in the school already
    entered(newcomer(groups=("5А-англ2",), parents=(mother, known, Parent(""))))

    after = stays("К-0299")
    assert {(GEO, "5А", TENTH, None), ("5А-англ2:АНГ", "5А", TENTH, None)} <= after
    with school.database.reading() as cursor:
        accounts = cursor.execute(
            "select person_id from access.accounts "
            "where person_id in ('student:К-0299', 'Р-99', 'Р-04')"
        ).fetchall()
        children = cursor.execute(
            "select students, surname from setup.parents "
            "where person_id = 'Р-04' and valid_to is null"
        ).fetchall()
    assert len(accounts) == 3
    assert children == [("К-0201,К-0299", "Антипова")]


def test_who_leaves_is_in_no_group_any_more_also_after_coming_back(entered, stays):
    entered(Departure(student_id="К-0203", on=TENTH, order=ORDER))
    left = stays("К-0203")
    assert {stay[3] for stay in left} == {TENTH}

    again = Return(student_id="К-0203", on=TWENTIETH, class_id="5Б", order=ORDER)
    entered(again)

    assert stays("К-0203") - left == {
        (GEO_B, "5Б", TWENTIETH, None),
        ("5Б:РУС", "5Б", TWENTIETH, None),
    }


def test_a_student_changes_group_in_mid_period(school, entered, stays):
    change = Regrouping(
        student_id="К-0203", on=TENTH, leaves=("5А-англ1",), joins=("5А-англ2",)
    )
    seen = preview(school, SECRETARY, change)

    entered(change)

    english = {stay for stay in stays("К-0203") if "англ" in stay[0]}
    assert english == {
        ("5А-англ1:АНГ", "5А", FIRST, NINTH),
        ("5А-англ2:АНГ", "5А", TENTH, None),
    }
    assert set(seen.touched.students["page_id"].str.slice(5)) == {
        "5А-англ1:АНГ",
        "5А-англ2:АНГ",
    }
    assert set(seen.touched.students["student_id"]) == {"К-0203"}


def test_an_individual_plan_takes_the_student_off_the_classs_page(
    school, entered, stays, taken_back, journal
):
    before = journal()
    until = date(2026, 12, 4)
    set_id = entered(plan(until_on=until))

    geography = {stay for stay in stays("К-0203") if stay[0].endswith("ГЕО")}
    assert geography == {
        (GEO, "5А", FIRST, NINTH),
        ("5А-инд-Воронин:ГЕО", "5А", TENTH, until),
        (GEO, "5А", date(2026, 12, 5), None),
    }
    with school.database.reading() as cursor:
        teachers = cursor.execute(
            "select person_id, starts_on, ends_on from journal.page_teachers "
            "where page_id = '2026:5А-инд-Воронин:ГЕО'"
        ).fetchall()
    assert teachers == [("С-07", TENTH, until)]
    with pytest.raises(VedomostError, match="individual plan 5А-инд-Воронин already"):
        entered(plan(group_id="5А-инд-2"))
    taken_back(set_id)
    assert journal() == before


def test_to_leave_an_individual_plan_ends_it(entered, stays, school):
    entered(Regrouping(student_id="К-0206", on=TENTH, leaves=("5А-инд-Зайцева",)))

    maths = {stay for stay in stays("К-0206") if stay[0].endswith("МАТ")}
    assert maths == {
        ("5А-инд-Зайцева:МАТ", "5А", FIRST, NINTH),
        ("5А:МАТ", "5А", TENTH, None),
    }
    with school.database.reading() as cursor:
        lessons = cursor.execute(
            "select max(lesson_on) < date '2026-11-10' from journal.lessons "
            "where page_id = '2026:5А-инд-Зайцева:МАТ'"
        ).fetchall()
    assert lessons == [(True,)]


def test_taking_back_restores_the_journal_and_the_day_before_is_free_again(
    entered, taken_back, journal, stays
):
    before = journal()
    for request in (
        newcomer(groups=("5А-англ1",)),
        transfer(),
        Departure(student_id="К-0203", on=TENTH, order=ORDER),
    ):
        taken_back(entered(request))
        assert journal() == before
    entered(transfer(on=NINTH))
    assert (GEO_B, "5Б", NINTH, None) in stays("К-0203")


def test_the_set_up_as_a_whole_is_still_accepted_after_a_transfer(school, entered):
    """The groups of the class of before have ended: they clash with nothing."""
    entered(transfer())
    with school.database.reading() as cursor:
        tables = whole_setup(cursor, TENTH)

    changes = update_school(
        school, tables, b"again", from_date=TENTH, applied_by="administration"
    )

    assert changes == []


def gone(**more):
    return Departure(**{"student_id": "К-0203", "on": TENTH, "order": ORDER, **more})


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (transfer(on=date(2026, 8, 31)), r"31\.08\.2026 is before the school year"),
        (transfer(on=date(2027, 5, 27)), "after the end of the school year"),
        (transfer(on=None), "Enter the day"),
        (transfer("К-0205", date(2026, 9, 10)), r"only since 15\.09\.2026"),
        (transfer(class_id="9Я"), "There is no class 9Я"),
        (transfer(class_id="5А"), "in the class 5А already"),
        (transfer("К-9999"), "no student with the personal file К-9999"),
        (transfer(groups=("5А-англ9",)), "no study group 5А-англ9"),
        (transfer(order=Order("", TENTH)), "number and the date of the order"),
        (transfer(order=Order("48-у", TWENTIETH)), "date is still to come"),
        (newcomer(student_id="К-0203"), "К-0203 is that of Воронин Артём"),
        (newcomer(student_id="K-0203"), "К-0203 is that of Воронин Артём"),
        (newcomer(surname=" "), "surname and the given name"),
        (newcomer(class_id="9Я"), "There is no class 9Я"),
        (newcomer(parents=(Parent("Р-77"),)), "no parent with the code Р-77"),
        (newcomer(parents=(Parent("", "Яшина"),)), "Enter the parent’s code"),
        (newcomer(groups=("5А-инд-Зайцева",)), "individual plan of one student"),
        (gone(order=Order()), "number and the date of the order"),
        (
            Return(student_id="К-0203", on=TENTH, class_id="5А", order=ORDER),
            "has not left the school",
        ),
        (Regrouping(student_id="К-0203", on=TENTH), "Choose the group"),
        (
            Regrouping(student_id="К-0203", on=TENTH, leaves=("5А-англ2",)),
            "is not in the group 5А-англ2",
        ),
        (
            Regrouping(student_id="К-0203", on=TENTH, joins=("5А-англ1",)),
            "in the group 5А-англ1 on 10.11.2026 already",
        ),
        (
            Regrouping(student_id="К-0203", on=TENTH, order=Order("7", None)),
            "both the number and the date",
        ),
        (plan(subjects=()), "at least one subject"),
        (plan(group_id="5А-англ1"), "is taken by “5А английский 1”"),
        (plan(subjects=(PlanSubject("ГЕО", 0, "С-07"),)), "more than 0"),
        (plan(subjects=(PlanSubject("ГЕО", 1, "С-99"),)), "nobody of the staff"),
        (plan(subjects=(PlanSubject("АСТ", 1, "С-07"),)), "no subject АСТ"),
        (plan(subjects=(PlanSubject("ГЕО", 1, "С-07"),) * 2), "stands twice"),
        (plan(until_on=NINTH), "is before its first"),
        (gone(elsewhere=Elsewhere("щ" * 201)), "Say it shorter"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(school, request_, sentence):
    with pytest.raises(VedomostError, match=sentence):
        preview(school, SECRETARY, request_)

    assert book(school) == []


def test_nobody_leaves_twice_and_nothing_is_done_under_a_later_change(entered):
    entered(gone(on=TWENTIETH))

    with pytest.raises(VedomostError, match=r"left the school on 20\.11\.2026"):
        entered(gone(on=date(2026, 11, 25)))
    with pytest.raises(VedomostError, match=r"something changes on 20\.11\.2026"):
        entered(transfer())
    with pytest.raises(VedomostError, match="still in the school"):
        entered(Return(student_id="К-0203", on=TWENTIETH, class_id="5А", order=ORDER))


def test_what_is_refused_leaves_no_trace(school, entered, journal):
    before = journal()

    with pytest.raises(VedomostError):
        entered(newcomer(parents=(Parent("С-05", "Чужой", "Пётр"),)))

    assert journal() == before
    assert book(school) == []
