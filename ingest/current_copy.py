"""The copy of a workbook that lies where its teacher opens it: is it still current?

A fresh copy holds what the journal holds and, besides, what its teacher typed and no
rule let in: those cells stand nowhere else, and a fresh copy must not swallow them. A
copy that the teacher saved stays while the journal holds nothing that it lacks.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.base import load_bases
from ingest.plan import plan_workbook
from ingest.workbook import CellKey
from warehouse import teaching
from warehouse.blocks import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb

    from ingest.workbook import PlannedPage, WorkbookPlan
    from warehouse.school_folder import School

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = ", ".join(KEY)

_STAMP = f"""
with pages as (
    select page_id from journal.page_teachers where person_id = $person_id
    union
    select page_id from journal.replaced_lessons where person_id = $person_id
)

select
    (
        select [count(*), sum(hash({_KEY}, value_text, value)::hugeint)]
        from journal.current where page_id in (select pages.page_id from pages)
    ),
    (
        select [count(*), sum(hash(lesson_id, planned_topic, starts_at)::hugeint)]
        from journal.lessons where page_id in (select pages.page_id from pages)
    ),
    (
        select [
            count(*), sum(hash(page_id, student_id, starts_on, ends_on)::hugeint)
        ]
        from journal.roster where page_id in (select pages.page_id from pages)
    ),
    (
        select [count(*), sum(hash(upload_id, {_KEY}, value_text)::hugeint)]
        from journal.findings
        where is_open and page_id in (select pages.page_id from pages)
    ),
    (
        select [count(*), sum(hash(upload_id, {_KEY})::hugeint)]
        from journal.proposals
        where is_open and page_id in (select pages.page_id from pages)
    ),
    (select count(*) from journal.uploads where received_by = $person_id),
    (select count(*) from journal.void_events),
    (select count(*) from setup.setup_changes)
"""

_TYPED_ONLY = f"""
select {_KEY}, min(value_text) as text
from journal.findings
inner join journal.uploads using (upload_id)
where findings.is_open
    and findings.severity = 'critical'
    and uploads.received_by = $person_id
    and page_id in (select unnest($pages))
    and (lesson_id <> '' or period_id <> '')
group by {_KEY}
having count(distinct value_text) = 1 and min(value_text) <> ''
"""

_LATEST = """
select upload_id
from journal.uploads
where workbook_id = (
    select workbook_id from journal.uploads where upload_id = $upload_id
)
    and status <> 'refused'
order by received_at desc, finished_at desc
limit 1
"""

_WAITING = f"""
select {_KEY} from journal.findings
where is_open and severity = 'critical' and workbook_id = $workbook_id
union
select {_KEY} from journal.proposals
where is_open and workbook_id = $workbook_id
"""


def stamp_of(school: School, person_id: str, *more: str) -> str:
    """Return what changes whenever a teacher's workbooks may have changed.

    Cheap (a few milliseconds), and the same after a restart. `more` is what else the
    workbooks depend on: the day, the language.
    """
    with school.database.reading() as cursor:
        row = cursor.execute(_STAMP, {"person_id": person_id}).fetchone()
    return _digest((row, more))


def current_plan(
    school: School, person_id: str, on: date, language: str
) -> WorkbookPlan:
    """Plan a fresh copy, with what was typed before and waits to be mended."""
    plan = plan_workbook(school, person_id, on, language=language)
    pages = [page.page_id for page in plan.pages]
    with school.database.reading() as cursor:
        typed = _typed_only(cursor, person_id, pages)
    return replace(plan, values={**plan.values, **typed})


def content_digest(plan: WorkbookPlan) -> str:
    """Return the same for two plans whose workbooks would show the same."""
    shown = [_shown(page, plan.values.items(), set()) for page in plan.pages]
    return _digest(
        (
            layout_digest(plan),
            [sorted(values.items()) for values in shown],
            sorted(plan.to_enter.items()),
            [sorted(page.earlier.items()) for page in plan.pages],
            plan.today,
        )
    )


def layout_digest(plan: WorkbookPlan) -> str:
    """Return the same for two plans with the same sheets, rows and columns."""
    return _digest(
        replace(
            plan,
            workbook_id="",
            generated_at=_LONG_AGO,
            today=_LONG_AGO.date(),
            last_entry_id=0,
            last_block_id=0,
            values={},
            to_enter={},
            pages=tuple(replace(page, earlier={}) for page in plan.pages),
        )
    )


def workbook_of(school: School, upload_id: str) -> str:
    """Return which workbook an upload was; '' where the school never made it."""
    with school.database.reading() as cursor:
        row = cursor.execute(
            "select workbook_id from journal.uploads where upload_id = ?", [upload_id]
        ).fetchone()
    return str(row[0] or "") if row else ""


def holds_everything(school: School, upload_id: str, plan: WorkbookPlan) -> bool:
    """Tell whether an uploaded file still holds all that the journal holds.

    Cells that wait for its teacher, who alone has them in this file, do not count; what
    the teacher typed elsewhere and no rule let in does.
    """
    workbook_id = workbook_of(school, upload_id)
    with school.database.reading() as cursor:
        latest = cursor.execute(_LATEST, {"upload_id": upload_id}).fetchone()
        if not workbook_id or latest is None or latest[0] != upload_id:
            return False
        pages = [page.page_id for page in plan.pages]
        unknown = dict.fromkeys(pages, "")
        bases = load_bases(cursor, workbook_id, unknown, school.clock.now()).bases
        current = teaching.current_values(cursor, pages)
        waiting = _waiting(cursor, workbook_id)
        typed = _typed_only(cursor, plan.person_id, pages)
    return all(
        not _shown(page, typed.items(), waiting)
        and _shown(page, bases[page.page_id].values.items(), waiting)
        == _shown(
            page,
            ((CellKey(*key), text) for key, text in current[page.page_id].items()),
            waiting,
        )
        for page in plan.pages
    )


def _typed_only(
    cursor: duckdb.DuckDBPyConnection, person_id: str, pages: list[str]
) -> dict[CellKey, str]:
    rows = cursor.execute(
        _TYPED_ONLY, {"person_id": person_id, "pages": pages}
    ).fetchall()
    return {CellKey(*row[:5]): str(row[5]) for row in rows}


def _waiting(cursor: duckdb.DuckDBPyConnection, workbook_id: str) -> set[CellKey]:
    rows = cursor.execute(_WAITING, {"workbook_id": workbook_id}).fetchall()
    return {CellKey(*row) for row in rows}


def _shown(
    page: PlannedPage,
    values: Iterable[tuple[CellKey, str]],
    waiting: set[CellKey],
) -> dict[CellKey, str]:
    """Return the values that stand on a page's sheet and wait for nobody."""
    lessons = {lesson.lesson_id for lesson in page.lessons}
    students = {"", *(student.student_id for student in page.students)}
    return {
        key: value
        for key, value in values
        if key.page_id == page.page_id
        and key not in waiting
        and key.student_id in students
        and (
            key.lesson_id in lessons
            or (key.field == "final" and key.period_id in page.finals)
        )
    }


def _digest(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
