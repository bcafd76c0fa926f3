"""A school of two classes and a group of both, where lessons and entries are typed in.

Bells: lesson n of a day ends at 09:15 plus 55 minutes for each one before it. Moments
are the school's local times: «2026-11-23T12:35».
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from warehouse import ledger, obligations
from warehouse.build import build_models
from warehouse.calendar import to_local, to_utc

if TYPE_CHECKING:
    from warehouse.school_folder import School

MATHS, RUSSIAN, ENGLISH = "2026:5А:МАТ", "2026:5Б:РУС", "2026:5-англ1:АНГ"
HOME, MUSIC = "2026:5-дом:МАТ", "2026:1А:МУЗ"
SCHEMA = """
insert into setup.about values
    ('timezone', '{zone}', '2026-08-20', null),
    ('week_days', '{week}', '2026-08-20', null);
insert into setup.deadlines values
    ('attendance', 'lesson_day', 0, 'working_days', '§2.5', '', '2026-08-20', null),
    ('lesson_mark', 'lesson_day', 0, 'working_days', '§2.5', '', '2026-08-20', null),
    ('written_mark', 'lesson_day', 3, 'working_days', '§2.5', '', '2026-08-20', null),
    ('topic', 'lesson_day', 0, 'working_days', '§2.6', '', '2026-08-20', null),
    ('homework', 'class_day_end', 90, 'minutes', '§2.7', '', '2026-08-20', null),
    ('final', 'period_end', 7, 'days', '§2.8', '', '2026-08-20', null);
insert into setup.work_types values
    ('test', 'Контрольная', 1, true, '2026-08-20', null),
    ('answer', 'Ответ', 1, false, '2026-08-20', null);
insert into journal.pages values
    ('2026:5А:МАТ', '2026', '5А', 'class', 'МАТ', 5, 'ooo', '', 'marks'),
    ('2026:5Б:РУС', '2026', '5Б', 'class', 'РУС', 5, 'ooo', '', 'marks'),
    ('2026:5-англ1:АНГ', '2026', '5-англ1', 'group', 'АНГ', 5, 'ooo', '', 'marks'),
    ('2026:5-дом:МАТ', '2026', '5-дом', 'individual', 'МАТ', 5, 'ooo', '', 'marks'),
    ('2026:1А:МУЗ', '2026', '1А', 'class', 'МУЗ', 1, 'noo', '', 'none');
insert into journal.page_teachers
    select page_id, 'p-mat', '2026-09-01', null from journal.pages;
insert into journal.roster values
    ('2026:5А:МАТ', 'К-1', '5А', '2026-09-01', null),
    ('2026:5А:МАТ', 'К-2', '5А', '2026-09-01', null),
    ('2026:5Б:РУС', 'К-3', '5Б', '2026-09-01', null),
    ('2026:5-англ1:АНГ', 'К-1', '5А', '2026-09-01', null),
    ('2026:5-англ1:АНГ', 'К-3', '5Б', '2026-09-01', null),
    ('2026:5-дом:МАТ', 'К-4', '5А', '2026-09-01', null),
    ('2026:1А:МУЗ', 'К-5', '1А', '2026-09-01', null);
insert into journal.page_periods
    select page_id, '2026-Q2', '2 четверть', '2026-11-02', '2026-12-27'
    from journal.pages;
"""


def entry_of(*, field: str, value: str | None, **key: str) -> dict[str, object]:
    """Return a row of `ledger.NEW_ENTRIES`; a mark «4о» is taken apart as read."""
    digits = [int(sign) for sign in value or "" if sign.isdigit()]
    codes = [sign for sign in value or "" if sign in "нбуо"]
    is_mark = field == "mark" and value not in {"зачёт", "незачёт"}
    return {
        **key,
        "field": field,
        "value_text": value or "",
        "value": value,
        "mark_1": digits[0] if is_mark and digits else None,
        "mark_2": digits[1] if is_mark and len(digits) > 1 else None,
        "attendance": codes[0] if is_mark and codes else None,
        "sheet": "",
        "cell": "",
        "reason": "",
    }


class OwingSchool:
    """Types lessons and entries in and reads what the models make of them."""

    def __init__(
        self, school: School, zone: str = "Europe/Moscow", week: int = 5
    ) -> None:
        self.database = school.database
        self.zone = ZoneInfo(zone)
        self.count_uploads = 0
        self.do(SCHEMA.format(zone=zone, week=week))
        build_models(self.database)

    def do(self, statements: str) -> None:
        """Change the school past its programs, as a new set-up would."""
        with self.database.writing() as cursor:
            cursor.execute(statements)
            obligations.forget(cursor)

    def lesson(self, page_id: str, on: str, slot: int = 1) -> str:
        """Put a lesson into the timetable and return its id."""
        day = date.fromisoformat(on)
        ends = datetime.combine(day, time(9, 15)) + timedelta(minutes=55 * (slot - 1))
        lesson_id = f"{page_id}:{on.replace('-', '')}:{slot}"
        with self.database.writing() as cursor:
            obligations.forget(cursor)
            cursor.execute(
                "insert into journal.lessons values "
                "(?, ?, '2026-Q2', ?, ?, ?, ?, '', 1, '')",
                [
                    lesson_id,
                    page_id,
                    day,
                    slot,
                    to_utc(day, (ends - timedelta(minutes=45)).time(), self.zone),
                    to_utc(day, ends.time(), self.zone),
                ],
            )
        return lesson_id

    def enter(
        self,
        at: str,
        place: str,
        field: str,
        value: str | None,
        student_id: str = "",
        by: str = "p-mat",
        period_id: str = "2026-Q2",
    ) -> None:
        """Hand in one cell at a local moment; a final's `place` is its page."""
        page_id, lesson_id = ":".join(place.split(":")[:3]), ""
        if place != page_id:
            lesson_id = place
        entry = entry_of(
            page_id=page_id,
            lesson_id=lesson_id,
            period_id="" if lesson_id else period_id,
            student_id=student_id,
            field=field,
            value=value,
        )
        self.count_uploads += 1
        author = ledger.Author(
            "s", "2026", by, self.moment(at), f"u-{self.count_uploads}"
        )
        with self.database.writing() as cursor:
            frame = pl.DataFrame([entry], schema=ledger.NEW_ENTRIES)
            ledger.append(cursor, frame, author)

    def moment(self, at: str) -> datetime:
        """Return a local moment, aware."""
        local = datetime.fromisoformat(at).replace(tzinfo=self.zone)
        return local.astimezone(UTC)

    def owed(self, place: str, kind: str) -> dict[str, tuple[str, str, str]]:
        """Return what `all_owed` tells of one lesson, or of one page's finals."""
        return self.all_owed(kind).get(place, {})

    def all_owed(self, kind: str) -> dict[str, dict[str, tuple[str, str, str]]]:
        """Return (due, first recorded, entered) by place and student ('' for all).

        A final before its window is `early`. Moments are local and end with the
        minute: a day ends at «2026-11-23T23:59».
        """
        obligations.bring_up_to_date(self.database)
        with self.database.reading() as cursor:
            rows = cursor.execute(
                "select coalesce(nullif(lesson_id, ''), page_id), student_id, due_at, "
                "first_recorded_at, if(is_early, 'early', entered) "
                "from marts.obligations where is_counted and kind = ? "
                "order by all",
                [kind],
            ).fetchall()
        found: dict[str, dict[str, tuple[str, str, str]]] = {}
        for place, student_id, due_at, first_at, entered in rows:
            of_place = found.setdefault(place, {})
            assert student_id not in of_place
            told = (self.local(due_at), self.local(first_at), entered)
            of_place[student_id] = told
        return found

    def local(self, stored: datetime | None) -> str:
        """Return the local minute of a stored moment, «-» for none."""
        if stored is None:
            return "-"
        return f"{to_local(stored, self.zone):%Y-%m-%dT%H:%M}"
