"""Closing a period of a class (§2.11): who may, what stays, what a permission opens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from warehouse import ledger
from warehouse.closing import Permitted, close, permit, withdraw
from warehouse.closings import Entering, closed_cells
from warehouse.errors import VedomostError
from warehouse.queries import final_marks
from warehouse.viewer import Viewer

TODAY = date(2026, 11, 23)
Q1, Q2 = "2026-Q1", "2026-Q2"
MATHS, RUSSIAN, ENGLISH = "2026:5А:МАТ", "2026:5А:РУС", "2026:5А-англ1:АНГ"
WHY = "Болел до конца четверти"


def viewer(person_id):
    return Viewer(person_id=person_id, roles=frozenset())


DIRECTOR, DEPUTY_OOO, DEPUTY_SOO = viewer("p-dir"), viewer("p-ooo"), viewer("p-soo")
HOMEROOM_5A, RUSSIAN_TEACHER = viewer("p-mat"), viewer("p-rus")


@pytest.fixture
def school(filled_school):
    """The filled school with a lesson of the first quarter on three pages."""
    with filled_school.database.writing() as cursor:
        cursor.execute(
            """
            insert into journal.lessons
            select
                page_id || ':20261005:1', page_id, '2026-Q1', date '2026-10-05', 1,
                timestamp '2026-10-05 05:30', timestamp '2026-10-05 06:15', '', 1, ''
            from journal.pages
            where page_id in ('2026:5А:МАТ', '2026:5А:РУС', '2026:5Б:МАТ')
            """
        )
    return filled_school


@pytest.fixture
def final(school):
    """Return a function that enters a final mark through the ledger itself."""

    def entered(value, page_id=MATHS, student_id="К-0001", by="p-mat", period_id=Q1):
        row = {
            "page_id": page_id,
            "lesson_id": "",
            "period_id": period_id,
            "student_id": student_id,
            "field": "final",
            "value_text": value or "",
            "value": value,
            "mark_1": int(value) if value and value.isdigit() else None,
            "mark_2": None,
            "attendance": None,
            "sheet": "5А",
            "cell": "X7",
            "reason": "",
        }
        entries = pl.DataFrame([row], schema=ledger.NEW_ENTRIES)
        author = ledger.Author(
            school.school_id, "2026", by, school.clock.now(), f"late {value} {page_id}"
        )
        with school.database.writing() as cursor:
            ledger.append(cursor, entries, author)

    return entered


def count(school, table):
    with school.database.reading() as cursor:
        return cursor.execute(f"select count(*) from {table}").fetchall()[0][0]


def state(school, period_id=Q1, class_id="5А", who=DEPUTY_OOO):
    found = final_marks.completeness(school.database, who)
    return found.filter(class_id=class_id, period_id=period_id).row(0, named=True)


def test_an_incomplete_period_is_closed_with_a_written_reason_only(school):
    owed = state(school)["count_owed"] - state(school)["count_given"]
    assert owed > 0

    with pytest.raises(VedomostError, match=f"lack: {owed}"):
        close(school, DEPUTY_OOO, "5А", Q1)
    assert state(school)["closed_at"] is None

    close(school, DEPUTY_OOO, "5А", Q1, "  Двое\nна лечении ")

    closed = state(school)
    assert closed["closing_reason"] == "Двое на лечении"
    assert closed["owed_at_closing"] == owed
    assert closed["closed_at"] == school.clock.now().replace(tzinfo=None)


def test_a_class_without_marks_has_a_journal_to_close_too(school):
    with school.database.writing() as cursor:
        cursor.execute("update journal.pages set grading = 'none'")
    assert state(school)["count_owed"] == 0

    close(school, DEPUTY_OOO, "5А", Q1)

    assert state(school)["closed_at"] is not None


@pytest.mark.parametrize(
    "who", [DEPUTY_SOO, HOMEROOM_5A, RUSSIAN_TEACHER, viewer("nobody")]
)
def test_only_who_leads_the_level_closes_permits_and_takes_back(school, who):
    with pytest.raises(VedomostError, match="Only the director or a deputy"):
        close(school, who, "5А", Q1, WHY)
    close(school, DIRECTOR, "5А", Q1, WHY)
    with pytest.raises(VedomostError, match="Only the director or a deputy"):
        permit(school, who, "5А", Q1, TODAY, WHY)
    permission = permit(school, DEPUTY_OOO, "5А", Q1, TODAY, WHY)
    with pytest.raises(VedomostError, match="Only the director or a deputy"):
        withdraw(school, who, permission)

    assert count(school, "journal.closings") == 2


def test_a_period_is_closed_on_its_last_day_at_the_earliest_and_once(school):
    with pytest.raises(VedomostError, match="lasts until"):
        close(school, DEPUTY_OOO, "5А", Q2, WHY)
    with pytest.raises(VedomostError, match="no such period"):
        close(school, DEPUTY_OOO, "5А", "2026-H1", WHY)
    close(school, DEPUTY_OOO, "5А", Q1, WHY)
    with pytest.raises(VedomostError, match="closed already"):
        close(school, DEPUTY_OOO, "5А", Q1, WHY)

    assert count(school, "journal.closings") == 1


def test_nothing_reaches_the_ledger_of_a_closed_period(school, final):
    before = count(school, "journal.entries")
    close(school, DEPUTY_OOO, "5А", Q1, WHY)

    with pytest.raises(VedomostError, match="closed"):
        final("5")
    assert count(school, "journal.entries") == before

    final("4", page_id="2026:5Б:МАТ", student_id="К-0021")
    final("4", period_id=Q2)
    assert count(school, "journal.entries") == before + 2


def test_a_permission_holds_for_its_page_its_teacher_and_its_days(school, clock, final):
    close(school, DEPUTY_OOO, "5А", Q1, WHY)
    clock.set(clock.now() + timedelta(minutes=1))
    permit(school, DEPUTY_OOO, "5А", Q1, TODAY, WHY, Permitted("p-mat", MATHS))
    clock.set(clock.now() + timedelta(minutes=1))

    final("5")
    for other in ({"page_id": RUSSIAN}, {"by": "p-rus"}):
        with pytest.raises(VedomostError, match="closed"):
            final("5", **other)

    clock.set(datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC))  # 23:59:59 in Moscow
    final("4")
    clock.set(datetime(2026, 11, 23, 21, 0, tzinfo=UTC))
    with pytest.raises(VedomostError, match="closed"):
        final("3")


def test_what_was_changed_after_closing_is_listed_with_its_permission(
    school, clock, final
):
    final("4")
    close(school, DEPUTY_OOO, "5А", Q1, WHY)
    clock.set(clock.now() + timedelta(minutes=1))
    permission = permit(school, DEPUTY_OOO, "5А", Q1, TODAY, "Пересдача 20 ноября")
    clock.set(clock.now() + timedelta(minutes=1))
    final("5")
    withdraw(school, DIRECTOR, permission)

    with pytest.raises(VedomostError, match="closed"):
        final("3")
    with pytest.raises(VedomostError, match="holds no more"):
        withdraw(school, DIRECTOR, permission)
    changed = final_marks.changed_after(school.database, HOMEROOM_5A, "5А", Q1)
    assert changed.select("previous_text", "value_text", "reason").rows() == [
        ("4", "5", "Пересдача 20 ноября")
    ]
    permissions = final_marks.permissions(school.database, DEPUTY_OOO, "5А", Q1)
    assert permissions["withdrawn_at"].is_not_null().all()


def test_a_lesson_of_several_classes_is_closed_when_all_of_them_are(school):
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.roster values (?, 'К-0021', '5Б', '2026-09-01', null)",
            [MATHS],
        )
    key = {"page_id": MATHS, "lesson_id": f"{MATHS}:20261005:1", "period_id": ""}
    cells = pl.DataFrame(
        [
            key | {"student_id": "", "field": "topic"},
            key | {"student_id": "К-0001", "field": "mark"},
            key | {"student_id": "К-0021", "field": "mark"},
            key | {"student_id": "", "field": "message"},
        ]
    )

    def closed():
        entering = Entering("p-mat", school.clock.now(), school.timezone)
        with school.database.reading() as cursor:
            return closed_cells(cursor, cells, entering)["row"].to_list()

    assert closed() == []
    close(school, DEPUTY_OOO, "5А", Q1, WHY)
    assert closed() == [1]
    close(school, DEPUTY_OOO, "5Б", Q1, WHY)
    assert closed() == [0, 1, 2]


def test_what_a_breached_account_closed_is_not_closed(school, final):
    close(school, DEPUTY_OOO, "5А", Q1, WHY)
    with school.database.writing() as cursor:
        decision = ledger.Decision(
            school.school_id, "b-1", "p-ooo", "p-dir", school.clock.now()
        )
        ledger.void_from(cursor, decision, school.clock.now() - timedelta(hours=1))

    final("5")
    with pytest.raises(VedomostError, match="breach"):
        close(school, DEPUTY_OOO, "5А", Q1, WHY)


def test_who_owes_a_final_is_named_with_the_students(school, final):
    before = state(school)
    final("5")

    after = state(school)
    assert after["count_given"] in (before["count_given"] + 1, before["count_given"])
    owing = final_marks.owing(school.database, DEPUTY_OOO, "5А", Q1)
    assert owing["count_owed"].sum() == after["count_owed"]
    assert owing["count_given"].sum() == after["count_given"]
    for page in owing.iter_rows(named=True):
        assert page["count_owed"] - page["count_given"] == len(page["lacking"])
    assert "" not in owing["teacher_names"].to_list()
