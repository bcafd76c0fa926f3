"""Plan a teacher's workbooks: what the warehouse knows, as the writer needs it."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from ingest.base import store_prefilled
from ingest.workbook import (
    CONTRACT_VERSION,
    CellKey,
    PlannedAttestation,
    PlannedLesson,
    PlannedPage,
    PlannedStudent,
    VoidEntry,
    WorkbookPlan,
)
from warehouse import teaching
from warehouse.blocks import last_block
from warehouse.calendar import to_local
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError
from warehouse.taught_pages import lessons_of, taught_pages
from warehouse.void_cells import waiting_cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import duckdb
    import polars as pl

    from warehouse.school_folder import School


_TYPED = frozenset({"work_type", "work_type_2"})


def plan_workbooks(
    school: School, person_id: str, *, language: str | None = None
) -> list[WorkbookPlan]:
    """Return the teacher's workbooks of the year, one per term, in order.

    Terms without a lesson of the teacher are left out.
    """
    with school.database.reading() as cursor:
        year_terms = teaching.terms(cursor, teaching.setting(cursor, "year_id"))
        plans = [
            _plan(
                cursor, school, person_id, year_terms, term, language or school.language
            )
            for term in year_terms
        ]
    return [plan for plan in plans if plan.pages]


def plan_workbook(
    school: School, person_id: str, on: date, *, language: str | None = None
) -> WorkbookPlan:
    """Return the teacher's workbook of the term with `on` in it, else of the next."""
    with school.database.reading() as cursor:
        year_terms = teaching.terms(cursor, teaching.setting(cursor, "year_id"))
        later = [term for term in year_terms if term.ends_on >= on]
        for term in later or year_terms[-1:]:
            plan = _plan(
                cursor, school, person_id, year_terms, term, language or school.language
            )
            if plan.pages:
                return plan
    raise VedomostError(
        "No lessons of {person} are in the timetable. Add them to the load and the "
        "timetable of the set-up workbook.",
        person=person_id,
    )


def register_workbook(school: School, plan: WorkbookPlan) -> None:
    """Remember that this workbook was handed out: the base of its first merge.

    The base is what the plan holds, not what the journal has by now: a mark entered
    meanwhile must not count as seen by this workbook.
    """
    with school.database.writing(announced=False) as cursor:
        known = cursor.execute(
            "select 1 from journal.workbooks where workbook_id = ?", [plan.workbook_id]
        ).fetchone()
        if not known:
            cursor.execute(
                "insert into journal.workbooks values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    plan.workbook_id,
                    plan.person_id,
                    plan.period_name,
                    plan.starts_on,
                    plan.ends_on,
                    utc_naive(plan.generated_at),
                    plan.last_entry_id,
                    CONTRACT_VERSION,
                    plan.last_block_id,
                ],
            )
            store_prefilled(cursor, plan.workbook_id, _planned_topics(plan))


def _planned_topics(plan: WorkbookPlan) -> dict[str, dict[CellKey, str]]:
    topics: dict[str, dict[CellKey, str]] = defaultdict(dict)
    for page in plan.pages:
        for lesson in page.lessons:
            if lesson.planned_topic:
                key = CellKey(page.page_id, lesson.lesson_id, "", "", "topic")
                topics[page.page_id][key] = lesson.planned_topic
    return topics


def _plan(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    year_terms: list[teaching.Term],
    term: teaching.Term,
    language: str,
) -> WorkbookPlan:
    now = school.clock.now()
    # Before the values: whatever comes in between is then at worst a conflict.
    last_block_id = last_block(cursor).block_id
    last_entry_id = teaching.last_entry_id(cursor)
    taught = taught_pages(cursor, person_id, term)
    work_types = teaching.work_types(cursor)
    names = dict(work_types)
    values = {
        # A work type is shown by today's name, which the drop-down offers.
        CellKey(*key): names.get(value, text) if key[4] in _TYPED else text
        for *key, text, value in teaching.values_of(cursor, taught).iter_rows()
    }
    attestations = teaching.attestations_of(cursor, taught, year_terms, term)
    today = school_day(now, school.timezone)
    pages = _pages(cursor, taught, attestations, school.timezone, today)
    return WorkbookPlan(
        workbook_id=uuid.uuid4().hex,  # every generation has a base of its own
        school_id=school.school_id,
        school_name=school.name,
        person_id=person_id,
        teacher_name=teaching.person_name(cursor, person_id),
        period_name=term.name,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        today=today,
        generated_at=now,
        language=language,
        pages=pages,
        work_types=tuple(work_types),
        values=values,
        last_entry_id=last_entry_id,
        last_block_id=last_block_id,
        to_enter=_to_enter(cursor, person_id, pages, school.timezone),
    )


def _to_enter(
    cursor: duckdb.DuckDBPyConnection,
    person_id: str,
    pages: tuple[PlannedPage, ...],
    zone: ZoneInfo,
) -> dict[CellKey, VoidEntry]:
    """Return the cells of these pages that wait to be entered again (§4.4)."""
    lessons = {lesson.lesson_id for page in pages for lesson in page.lessons}
    finals = {(page.page_id, period) for page in pages for period in page.finals}
    return {
        CellKey(*key): VoidEntry(entry.text, to_local(entry.recorded_at, zone))
        for key, entry in waiting_cells(cursor, person_id).items()
        if key[1] in lessons or (key[4] == "final" and (key[0], key[2]) in finals)
    }


def _pages(
    cursor: duckdb.DuckDBPyConnection,
    taught: pl.DataFrame,
    attestations: pl.DataFrame,
    zone: ZoneInfo,
    today: date,
) -> tuple[PlannedPage, ...]:
    """Return the pages with something to enter: lessons, or a final of the year."""
    others = _by_page(attestations)
    lessons = _by_page(lessons_of(cursor, taught, today))
    students = _by_page(teaching.students_of(cursor, taught))
    earlier = _by_page(teaching.earlier_marks(cursor, taught))
    return tuple(
        PlannedPage(
            page_id=row["page_id"],
            unit=row["unit"],
            subject=row["subject"],
            grading=row["grading"],
            period_id=row["period_id"],
            period_name=row["period_name"],
            has_final=row["has_final"],
            students=_students(students[row["page_id"], row["period_id"]]),
            lessons=tuple(
                _lesson(lesson, zone)
                for lesson in lessons[row["page_id"], row["period_id"]]
            ),
            earlier={
                mark["student_id"]: (mark["sum_marks"], mark["count_marks"])
                for mark in earlier[row["page_id"], row["period_id"]]
            },
            attestations=tuple(
                PlannedAttestation(one["attestation_id"], one["kind"], one["title"])
                for one in others[row["page_id"], row["period_id"]]
            ),
            is_own=row["is_own"],
        )
        for row in taught.iter_rows(named=True)
        if lessons[row["page_id"], row["period_id"]]
        or others[row["page_id"], row["period_id"]]
    )


def _by_page(frame: pl.DataFrame) -> Mapping[tuple[str, str], list[dict[str, Any]]]:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row["page_id"], row["period_id"]].append(row)
    return rows


def _students(rows: list[dict[str, Any]]) -> tuple[PlannedStudent, ...]:
    """Join the stays of each student; add the patronymic to namesakes."""
    stays: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        stays[row["student_id"]].append(row)
    short = {
        student_id: f"{stay[0]['surname']} {stay[0]['given_name']}"
        for student_id, stay in stays.items()
    }
    times = Counter(short.values())
    return tuple(
        PlannedStudent(
            student_id=student_id,
            name=(
                name
                if times[name] == 1
                else f"{name} {stays[student_id][0]['patronymic'] or student_id}"
            ),
            starts_on=min(stay["starts_on"] for stay in stays[student_id]),
            ends_on=(
                None
                if any(stay["ends_on"] is None for stay in stays[student_id])
                else max(stay["ends_on"] for stay in stays[student_id])
            ),
        )
        for student_id, name in short.items()
    )


def _lesson(row: dict[str, Any], zone: ZoneInfo) -> PlannedLesson:
    return PlannedLesson(
        lesson_id=row["lesson_id"],
        lesson_on=row["lesson_on"],
        slot=row["slot"],
        starts=row["starts_at"].replace(tzinfo=UTC).astimezone(zone).time(),
        ends=row["ends_at"].replace(tzinfo=UTC).astimezone(zone).time(),
        planned_topic=row["planned_topic"] or "",
        given_by=row["given_by"],
    )
