"""The register of breaches: who, when, in time or late, frozen, void, closed (§4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from warehouse import ledger
from warehouse.access import activation, breaches
from warehouse.access.opening import open_missing
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.queries import breaches as asked
from warehouse.viewer import Viewer

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)  # 13:30 in Moscow


@pytest.fixture
def school(filled_school):
    open_missing(filled_school.database, at=filled_school.clock.now(), by="")
    return filled_school


def one(school, question, *values):
    with school.database.reading() as cursor:
        return cursor.execute(question, list(values)).fetchall()[0]


def account_of(school, person):
    query = "select account_id from access.accounts where person_id = ?"
    return one(school, query, person)[0]


def person_with(school, role):
    query = "select person_id from setup.staff where roles like ? order by 1 limit 1"
    return one(school, query, f"%{role}%")[0]


def plain_teacher(school):
    """Who teaches most, and leads nothing."""
    return one(
        school,
        "select recorded_by from journal.entries inner join setup.staff "
        "on recorded_by = person_id where not regexp_matches(roles, "
        "'director|deputy|administrator|secretary') "
        "group by 1 order by count(*) desc, 1 limit 1",
    )[0]


def register(school, person, **known):
    facts = {
        "account_id": account_of(school, person),
        "learned_at": MONDAY - timedelta(hours=2),
        "reported_to_head_at": MONDAY - timedelta(hours=1),
        "reported_to_support_at": None,
        "reported_by": person,
        "what_happened": "Листок с паролем потерян.",
        "registered_by": person_with(school, "director"),
        "at": school.clock.now(),
        "zone": school.timezone,
        **known,
    }
    return breaches.register(school.database, **facts)


def issue(school, person):
    with school.database.writing() as cursor:
        breaches.credentials_issued(
            cursor, account_of(school, person), school.clock.now(), "d"
        )


def as_seen_by(school, person):
    return asked.register(school.database, Viewer(person, frozenset()))


def test_a_breach_freezes_the_account_at_once_and_is_logged(school):
    teacher = plain_teacher(school)
    before = one(
        school, "select security_version from access.accounts where person_id = ?",
        teacher,
    )[0]  # fmt: skip

    register(school, teacher)

    assert one(
        school,
        "select state, security_version from access.accounts where person_id = ?",
        teacher,
    ) == ("frozen", before + 1)
    assert one(
        school,
        "select list(action order by action) from access.log "
        "where about_person_id = ? and action <> 'account_opened'",
        teacher,
    ) == (["account_frozen", "breach_registered"],)


@pytest.mark.parametrize(
    ("learned_at", "deadline"),
    [
        ("2026-11-23 10:30", "2026-11-24 21:00"),  # Monday: to the end of Tuesday
        ("2026-11-23 20:59", "2026-11-24 21:00"),  # still Monday in Moscow
        ("2026-11-23 21:01", "2026-11-25 21:00"),  # Tuesday there already
        ("2026-11-20 10:00", "2026-11-23 21:00"),  # Friday: to the end of Monday
        ("2026-11-21 10:00", "2026-11-23 21:00"),  # Saturday is no working day
    ],
)
def test_it_is_to_be_reported_by_the_end_of_the_next_working_day(
    school, learned_at, deadline
):
    with school.database.writing() as cursor:
        cursor.execute("update setup.about set value = '5' where setting = 'week_days'")
        learned = datetime.fromisoformat(learned_at).replace(tzinfo=UTC)
        found = breaches.deadline(cursor, learned, school.timezone)

    assert found == datetime.fromisoformat(deadline)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"learned_at": MONDAY + timedelta(minutes=1)}, "in the future"),
        ({"reported_to_head_at": MONDAY + timedelta(minutes=1)}, "in the future"),
        ({"reported_to_head_at": MONDAY - timedelta(hours=3)}, "before it was known"),
        ({"what_happened": "  "}, "what happened"),
        ({"account_id": "nobody"}, "may not register"),
    ],
)
def test_impossible_facts_are_refused_and_nothing_is_frozen(school, known, sentence):
    teacher = plain_teacher(school)

    with pytest.raises(VedomostError, match=sentence):
        register(school, teacher, **known)

    query = "select count(*) from access.accounts where state = 'frozen'"
    assert one(school, query) == (0,)
    assert one(school, "select count(*) from access.breaches") == (0,)


def test_anyone_reports_the_own_account_and_nobody_a_colleagues(school):
    teacher = plain_teacher(school)
    register(school, teacher, registered_by=teacher)

    other = one(
        school,
        "select min(person_id) from journal.page_teachers where person_id <> ?",
        teacher,
    )[0]
    with pytest.raises(VedomostError, match="may not register"):
        register(school, other, registered_by=teacher)
    assert as_seen_by(school, teacher).height == 1
    assert as_seen_by(school, other).height == 0
    assert as_seen_by(school, person_with(school, "director")).height == 1


def test_the_earlier_of_two_reports_begins_the_void_period(school):
    teacher = plain_teacher(school)
    breach = register(
        school, teacher, reported_to_head_at=None, reported_to_support_at=MONDAY
    )
    director = person_with(school, "director")
    breaches.report(
        school.database, breach, to="head", reported_at=MONDAY - timedelta(hours=1),
        by=director, at=MONDAY,
    )  # fmt: skip

    seen = as_seen_by(school, director).row(0, named=True)
    assert seen["void_from"] == utc_naive(MONDAY - timedelta(hours=1))
    with pytest.raises(VedomostError, match="already"):
        breaches.report(
            school.database, breach, to="head", reported_at=MONDAY, by=director,
            at=MONDAY,
        )  # fmt: skip


def test_a_report_known_only_after_new_credentials_makes_void_what_lay_between(school):
    teacher = plain_teacher(school)
    breach = register(school, teacher, reported_to_head_at=None)
    issue(school, teacher)
    director = person_with(school, "director")
    assert one(school, "select count(*) from journal.void_events") == (0,)

    breaches.report(
        school.database, breach, to="support", reported_at=MONDAY - timedelta(hours=1),
        by=director, at=MONDAY,
    )  # fmt: skip

    seen = as_seen_by(school, director).row(0, named=True)
    assert seen["void_from"] == utc_naive(MONDAY - timedelta(hours=1))
    assert seen["void_until"] == utc_naive(MONDAY)


def test_a_still_earlier_report_after_new_credentials_leaves_no_period_open(school):
    teacher, director = plain_teacher(school), person_with(school, "director")
    breach = register(school, teacher, reported_to_head_at=None)
    issue(school, teacher)
    later = MONDAY + timedelta(hours=2)
    for to, moment in (
        ("head", MONDAY + timedelta(hours=1)),  # nothing was open to a stranger then
        ("support", MONDAY - timedelta(hours=1)),
    ):
        breaches.report(
            school.database, breach, to=to, reported_at=moment, by=director, at=later
        )

    periods = "select starts_at, ends_at from journal.void_periods"
    assert one(school, periods) == (
        utc_naive(MONDAY - timedelta(hours=1)),
        utc_naive(MONDAY),
    )


def test_a_code_issued_before_the_registration_ended_the_void_period(school):
    teacher = plain_teacher(school)
    account, issued = account_of(school, teacher), MONDAY - timedelta(minutes=30)
    activation.issue_code(school.database, account, at=issued, issued_by="d")

    breach = register(school, teacher)

    periods = "select starts_at, ends_at from journal.void_periods"
    assert one(school, periods) == (
        utc_naive(MONDAY - timedelta(hours=1)),
        utc_naive(issued),
    )
    state = "select state from access.accounts where account_id = ?"
    assert one(school, state, account) == ("frozen",)
    issue(school, teacher)  # another code ends nothing a second time
    breaches.close(
        school.database, breach, by=person_with(school, "director"), at=MONDAY,
        is_rest_left=True,
    )  # fmt: skip


def test_void_marks_are_listed_with_what_was_before_and_what_stands(school):
    teacher = plain_teacher(school)
    director = person_with(school, "director")
    page, lesson, student, text = one(
        school,
        "select page_id, lesson_id, student_id, value_text from journal.current "
        "where recorded_by = ? and field = 'mark' and mark_1 is not null "
        "order by all limit 1",
        teacher,
    )
    _enter(school, teacher, page, lesson, student, "2", MONDAY)

    breach = register(school, teacher, reported_to_head_at=MONDAY)

    cells = asked.void_cells(school.database, Viewer(director, frozenset()), breach)
    (cell,) = cells.iter_rows(named=True)
    assert (cell["text_before"], cell["void_text"], cell["text_now"]) == (
        text,
        "2",
        text,
    )
    assert cell["is_waiting"]
    own = asked.own_cells_to_enter(school.database, Viewer(teacher, frozenset()))
    assert own.height == 1
    stranger = Viewer("nobody", frozenset())
    assert asked.void_cells(school.database, stranger, breach).is_empty()


def test_a_breach_is_closed_when_all_is_entered_again_or_left_on_purpose(school):
    teacher = plain_teacher(school)
    director = person_with(school, "director")
    page, lesson, student = one(
        school,
        "select page_id, lesson_id, student_id from journal.current "
        "where recorded_by = ? and field = 'mark' and mark_1 > 2 "
        "order by all limit 1",
        teacher,
    )
    _enter(school, teacher, page, lesson, student, "2", MONDAY)
    breach = register(school, teacher, reported_to_head_at=MONDAY)

    def close(by=director, **how):
        breaches.close(school.database, breach, by=by, at=school.clock.now(), **how)

    with pytest.raises(VedomostError, match="Issue new credentials"):
        close()
    school.clock.set(MONDAY + timedelta(minutes=30))
    issue(school, teacher)
    with pytest.raises(VedomostError, match="Only the director"):
        close(by=teacher)
    with pytest.raises(VedomostError, match="still to be entered again: 1"):
        close()
    later = MONDAY + timedelta(hours=1)
    _enter(school, teacher, page, lesson, student, "2", later)
    assert as_seen_by(school, director)["count_waiting"].to_list() == [0]
    close()
    with pytest.raises(VedomostError, match="closed already"):
        close(is_rest_left=True)
    own = asked.own_cells_to_enter(school.database, Viewer(teacher, frozenset()))
    assert own.is_empty()


def test_new_credentials_end_the_accounts_breach_and_no_other(school):
    teacher = plain_teacher(school)
    other = person_with(school, "deputy")
    register(school, teacher)
    register(school, other)

    issue(school, teacher)
    issue(school, teacher)  # a second code changes nothing

    with school.database.reading() as cursor:
        assert not ledger.is_void(cursor, teacher, school.clock.now())
        assert ledger.is_void(cursor, other, school.clock.now())
        assert ledger.replay(cursor) == []


def _enter(school, person, page, lesson, student, mark, moment):
    """Enter one mark past the workbooks."""
    row = dict.fromkeys(ledger.NEW_ENTRIES, "")
    row |= {
        "page_id": page, "lesson_id": lesson, "student_id": student, "field": "mark",
        "value_text": mark, "value": mark, "mark_1": int(mark), "mark_2": None,
        "attendance": None,
    }  # fmt: skip
    frame = pl.DataFrame([row], schema=ledger.NEW_ENTRIES)
    author = ledger.Author(school.school_id, "2026", person, moment, "")
    with school.database.writing() as cursor:
        ledger.append(cursor, frame, author)
