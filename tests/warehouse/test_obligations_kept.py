"""The kept copy of all obligations is what the views define, whatever happens.

A school lives through random weeks: hand-ins, removals, imports, void periods, changes
of the set-up. After each of them the copy is asked, and in the end a plain telling in
Python (`plain_telling.py`) must agree about every obligation.
"""

from __future__ import annotations

import random
import re
import threading
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import hypothesis
import pytest
from hypothesis import strategies as st

import warehouse
from ingest.setup.school import update_school
from ingest.setup.seeds import example_tables
from ingest.undo import undo
from tests.warehouse.living_year import Year
from tests.warehouse.owing_school import ENGLISH, MATHS, OwingSchool
from tests.warehouse.plain_telling import Said, Told, outcome, tell
from warehouse import obligations
from warehouse.build import build_models
from warehouse.clock import SetClock, utc_naive
from warehouse.queries.outcomes import OUTCOME_UNEXCUSED
from warehouse.school_folder import create_folder, open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest.desk import Desk
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

SETTINGS = {"school_id": "s", "name": "Школа", "timezone": "Europe/Moscow"}
SEPTEMBER = date(2026, 9, 1)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def rows(
    school: School | OwingSchool, question: str, **values: object
) -> list[dict[str, Any]]:
    with school.database.reading() as cursor:
        return cursor.execute(question, values or None).pl().to_dicts()


def is_kept(school: School | OwingSchool) -> bool:
    """Tell whether the copy, brought up to date, is what the views define."""
    obligations.bring_up_to_date(school.database)
    columns = (
        "person_id, page_id, lesson_id, period_id, student_id, owed_on, kind, clause, "
        "opens_at, due_at, entered, first_recorded_at, first_entry_id, is_early, "
        "corrected_at, void_recorded_at, is_counted"
    )
    kept = rows(school, f"select {columns} from marts.obligations order by all")
    definition = "intermediate.int_obligation_entries"
    return kept == rows(school, f"select {columns} from {definition} order by all")


def ledger_of(school: OwingSchool) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return the bare ledger by page, lesson and period."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for entry in rows(
        school,
        "select *, entry_id not in (select entry_id from journal.valid_entries) "
        "as is_void from journal.entries order by entry_id",
    ):
        found[entry["page_id"], entry["lesson_id"], entry["period_id"]].append(entry)
    return found


def plainly(
    entries: dict[tuple[str, ...], list[dict[str, Any]]], row: dict[str, Any]
) -> Told:
    """Tell a row of marts.obligations from the bare ledger."""
    said = [
        Said(
            f"{entry['student_id']} {entry['field']}",
            value,
            entry["recorded_at"],
            entry["is_undetermined"],
            entry["is_void"],
        )
        for entry in entries[row["page_id"], row["lesson_id"], row["period_id"]]
        for value in _said_of(entry, row)
    ]
    return tell(said, row["due_at"])


def _said_of(entry: dict[str, Any], row: dict[str, Any]) -> list[str | None]:
    """Return what an entry says of an obligation; nothing where it is of another."""
    field, value, kind = entry["field"], entry["value"], row["kind"]
    if kind == "attendance" and field == "mark":
        return [entry["attendance"]]
    if kind == "attendance":
        return [value] if field == "attendance_taken" else []
    if entry["student_id"] != row["student_id"]:
        return []
    if kind.endswith("_mark"):
        if field != "mark":
            return []
        mark = "".join(sign for sign in value or "" if sign not in "нбуо.")
        return ["зачёт" if value == "зачёт" else mark or None]
    is_word = kind == "final" or re.search(r"\w", value or "")
    return [value if is_word else None] if field == kind else []


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A school that begins its year anew for each example."""
    folder = tmp_path_factory.mktemp("lived") / "school"
    create_folder(folder, SETTINGS)
    with open_school(folder, SetClock(NOW)) as school:
        yield Year(school)


@hypothesis.settings(max_examples=5)
@hypothesis.given(seed=st.integers(0, 10**6))
def test_the_copy_is_the_definition_and_the_definition_is_plain(
    year: Year, seed: int
) -> None:
    year.begin()
    chance = random.Random(seed)
    for _ in range(60):
        year.live(chance)
    assert is_kept(year)
    _agree(year)


def _agree(year: Year) -> None:
    entries = ledger_of(year)
    for at in ("2026-11-18T12:00", year.now.isoformat(), "2027-01-20T08:00"):
        now = utc_naive(year.moment(at))
        found = rows(
            year,
            f"select *, {OUTCOME_UNEXCUSED} as outcome from marts.obligations "
            "where opens_at <= $now",
            now=now,
        )
        for row in found:
            told = plainly(entries, row)
            assert told == Told(
                row["entered"],
                row["first_recorded_at"],
                row["corrected_at"],
                row["void_recorded_at"],
            ), row
            assert row["outcome"] == outcome(told, row["due_at"], now), row


def test_a_hand_in_its_undoing_and_a_new_set_up_are_followed(
    desk: Desk, clock: SetClock
) -> None:
    build_models(desk.school.database)
    topic = ("topic", desk.lesson)
    assert is_kept(desk.school)
    before = entered(desk.school, *topic)
    teacher = desk.open_workbook()
    teacher.lesson(desk.lesson, "topic").value = "Материки и океаны"
    receipt = desk.hand_in(teacher)

    assert is_kept(desk.school)
    assert (before, entered(desk.school, *topic)) == (["none"], ["late"])
    clock.set(clock.now() + timedelta(minutes=1))
    undo(desk.school, desk.person, receipt.upload_id)
    assert is_kept(desk.school)
    assert entered(desk.school, *topic) == ["none"]
    tables = example_tables()
    row = next(row for row in tables["deadlines"] if row["kind"] == "topic")
    row.update(unit="days", amount=30)
    update_school(
        desk.school, tables, b"set-up", from_date=SEPTEMBER, applied_by="p-dir"
    )
    assert is_kept(desk.school)
    assert desk.hand_in(teacher).status == "recorded"
    assert is_kept(desk.school)
    assert entered(desk.school, *topic) == ["on_time"]


def entered(school: School, kind: str, lesson_id: str) -> list[str]:
    """Return what the copy says of a lesson, as it lies there."""
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select entered from marts.obligations where kind = ? and lesson_id = ?",
            [kind, lesson_id],
        ).fetchall()
    return [one for (one,) in found]


def kept_at(school: School) -> object:
    """Return what the copy says it was made from, and when."""
    with school.database.reading() as cursor:
        return cursor.execute("select * from journal.obligations_kept").fetchall()


def test_nothing_is_written_or_announced_while_nothing_changed(
    filled_school: School,
) -> None:
    told: list[int] = []
    filled_school.database.listen(told.append)
    assert is_kept(filled_school)
    first = kept_at(filled_school)
    assert is_kept(filled_school)

    assert kept_at(filled_school) == first
    assert told == []


@pytest.mark.parametrize("few", [5, 0], ids=["one by one", "together"])
def test_only_pages_with_newer_entries_are_made_anew(
    empty_school: School, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(obligations, "_FEW_PAGES", few)
    owing = OwingSchool(empty_school)
    maths = owing.lesson(MATHS, "2026-11-16")
    owing.lesson(ENGLISH, "2026-11-16")
    obligations.bring_up_to_date(owing.database)
    owing.enter("2026-11-16T10:00", maths, "topic", "Дроби")
    with owing.database.writing() as cursor:
        cursor.execute("update journal.obligations set clause = 'untouched'")
    obligations.bring_up_to_date(owing.database)
    clauses = rows(owing, "select distinct page_id, clause from marts.obligations")

    touched = {row["page_id"] for row in clauses if row["clause"] != "untouched"}
    assert touched == {MATHS}
    assert owing.owed(maths, "topic")[""][2] == "on_time"
    assert ENGLISH in {row["page_id"] for row in clauses}


def test_a_ledger_that_went_back_makes_all_anew(empty_school: School) -> None:
    owing = OwingSchool(empty_school)
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T10:00", lesson, "topic", "Дроби")
    assert is_kept(owing)
    with owing.database.writing() as cursor:
        for table in ("entries", "blocks", "current"):
            cursor.execute(f"delete from journal.{table}")

    assert is_kept(owing)
    assert owing.owed(lesson, "topic")[""][2] == "none"


def test_two_who_ask_at_once_get_one_copy(empty_school: School) -> None:
    owing = OwingSchool(empty_school)
    lesson = owing.lesson(MATHS, "2026-11-16")
    owing.enter("2026-11-16T10:00", lesson, "topic", "Дроби")
    askers = [
        threading.Thread(target=obligations.bring_up_to_date, args=[owing.database])
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert is_kept(owing)
    assert len(rows(owing, "select * from journal.obligations_kept")) == 1


def test_a_failure_on_the_way_leaves_the_old_copy(empty_school: School) -> None:
    owing = OwingSchool(empty_school)
    lesson = owing.lesson(MATHS, "2026-11-16")
    obligations.bring_up_to_date(owing.database)
    owing.enter("2026-11-16T10:00", lesson, "topic", "Дроби")
    before = rows(owing, "select * from marts.obligations order by all")
    with owing.database.writing() as cursor:
        cursor.execute("drop view intermediate.int_obligation_entries")
    with pytest.raises(duckdb.CatalogException):
        obligations.bring_up_to_date(owing.database)

    assert rows(owing, "select * from marts.obligations order by all") == before
    build_models(owing.database)
    assert is_kept(owing)


def test_whoever_asks_the_copy_brings_it_up_to_date_first() -> None:
    root = Path(warehouse.__file__).parents[1]
    asking = [
        path
        for room in ("warehouse", "ingest", "dashboards")
        for path in (root / room).rglob("*.py")
        if re.search(r"\b(from|join) marts\.obligations\b", path.read_text("utf-8"))
    ]
    assert root / "warehouse" / "queries" / "obligations.py" in asking
    careless = [
        path.name
        for path in asking
        if "bring_up_to_date(" not in path.read_text("utf-8")
    ]

    assert careless == []
