"""The set-up that the rows of deadline_cases.txt need: each has a class of its own."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from ingest.setup.seeds import default_rows, production_calendar
from tests.warehouse.deadline_table import PERIODS, Case, day_of

if TYPE_CHECKING:
    import duckdb

_DAY = timedelta(days=1)
# (shift, day, first lesson begins, minutes of a lesson, minutes from one to the next)
_BELLS = (
    (1, "*", time(8, 30), 45, 55),
    (1, "6", time(8, 0), 40, 50),
    (1, "shortened", time(8, 30), 30, 40),
    (2, "*", time(14, 0), 45, 55),
)
ZONES = {
    "Калининград": "Europe/Kaliningrad",
    "Камчатка": "Asia/Kamchatka",
    "Берлин": "Europe/Berlin",
}
# Deadlines of other schools: (kind, counted from, amount, unit).
OWN_TERMS = {
    "задание: 60 мин": ("homework", "class_day_end", 60, "minutes"),
    "задание: конец урока": ("homework", "lesson_end", 0, "minutes"),
    "задание: день урока": ("homework", "lesson_day", 0, "working_days"),
    "работа: 7 дней": ("written_mark", "lesson_day", 7, "days"),
    "работа: 5 раб. дней": ("written_mark", "lesson_day", 5, "working_days"),
    "посещаемость: конец урока": ("attendance", "lesson_end", 0, "minutes"),
    "тема: раб. день": ("topic", "lesson_day", 1, "working_days"),
    "отметка: раб. день": ("lesson_mark", "lesson_day", 1, "working_days"),
    "итоговая: 5 дней": ("final", "period_end", 5, "days"),
}
Tables = defaultdict[str, list[dict[str, Any]]]


def school_of(case: Case) -> tuple[str, int, tuple[str, ...]]:
    """Return what a case shares with others: time zone, week, own deadlines."""
    zone = next((ZONES[term] for term in case.terms if term in ZONES), "Europe/Moscow")
    own = tuple(term for term in case.terms if term.split(" с ")[0] in OWN_TERMS)
    return zone, 6 if case.has("6 дней") else 5, own


def ids_of(case: Case) -> tuple[str, str]:
    """Return the unit and the journal page of a case."""
    class_id = f"к{case.number}"
    if case.has("группа"):
        class_id = f"{class_id}-гр"
    if case.has("инд. план"):
        class_id = f"{class_id}-инд"
    return class_id, f"2026:{class_id}:МАТ"


def set_up(week_days: int, own: tuple[str, ...]) -> Tables:
    """Return the rows that all cases of a school share."""
    tables: Tables = defaultdict(list)
    tables["about"] = [
        {"setting": "year_id", "value": "2026"},
        {"setting": "year_starts_on", "value": "2026-09-01"},
        {"setting": "year_ends_on", "value": "2027-05-26"},
        {"setting": "week_days", "value": str(week_days)},
    ]
    tables["periods"] = [
        {
            "period_id": period_id,
            "year_id": "2026",
            "name": name,
            "kind": "quarter",
            "grades": grades,
            "starts_on": starts_on,
            "ends_on": ends_on,
        }
        for name, (period_id, grades, starts_on, ends_on) in PERIODS.items()
    ]
    tables["calendar"] = production_calendar("2026", week_days)
    for starts_on, ends_on in (("26.10", "03.11"), ("31.12", "10.01")):
        tables["calendar"].append(_free(starts_on, ends_on, "vacation", ""))
    tables["bells"] = [_bell(slot, bells) for bells in _BELLS for slot in range(1, 10)]
    tables["subjects"] = [_subject("МАТ"), _subject("РУС")]
    tables["work_types"] = [
        {"work_type_id": "test", "name": "К/р", "weight": 1, "is_written": True},
        {"work_type_id": "answer", "name": "Ответ", "weight": 1, "is_written": False},
    ]
    tables["deadlines"] = _deadlines(own)
    return tables


def _deadlines(own: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = default_rows("deadlines")
    for term in own:
        name, _, since = term.partition(" с ")
        kind, counted_from, amount, unit = OWN_TERMS[name]
        new = {"counted_from": counted_from, "amount": amount, "unit": unit}
        old = next(row for row in rows if row["kind"] == kind)
        if since:
            rows.append({**old, **new, "valid_from": day_of(since)})
            old["valid_to"] = day_of(since)
        else:
            old.update(new)
    return rows


def add_case(tables: Tables, case: Case) -> None:
    """Add the class of a case with its lessons, students and teachers."""
    unit_id, _ = ids_of(case)
    class_id = f"к{case.number}"
    grade = 10 if "полугодие" in case.period else 1 if case.has("1 класс") else 5
    shift = 2 if case.has("2-я смена") else 1
    shared = {"grade": grade, "shift": shift}
    week = 6 if case.has("6 дней") else 5
    for one in (class_id, f"{class_id}-сосед"):
        tables["classes"].append({"class_id": one, "week_days": week, **shared})
    _add_students(tables, case, class_id, shared)
    _add_teachers(tables, case, unit_id)
    _add_lessons(tables, case, class_id, unit_id)
    if case.lesson_on is None:
        return
    on = case.lesson_on.strftime("%d.%m")
    for term, kind in (("сокращённый день", "shortened"), ("день отдыха", "day_off")):
        if case.has(term):
            tables["calendar"].append(_free(on, on, kind, class_id))
    if case.has("свои звонки"):
        late = (shift, "*", time(9, 0), 45, 55)
        tables["bells"] += [
            {**_bell(slot, late), "classes": class_id} for slot in range(1, 10)
        ]


def _add_students(
    tables: Tables, case: Case, class_id: str, shared: dict[str, int]
) -> None:
    since, until = case.value("учится с"), case.value("учится по")
    student = {
        "student_id": f"У-{case.number}",
        "class_id": class_id,
        "enrolled_on": day_of(since) if since else date(2026, 9, 1),
        "left_on": day_of(until) if until else None,
    }
    neighbour = {
        "student_id": f"С-{case.number}",
        "class_id": f"{class_id}-сосед",
        "enrolled_on": date(2026, 9, 1),
        "left_on": None,
    }
    home = {**neighbour, "student_id": f"Д-{case.number}", "class_id": class_id}
    tables["students"] += [student, neighbour, home]
    groups = [
        (f"{class_id}-гр", "group", (student, neighbour)),
        (f"{class_id}-инд", "individual", (student,)),
        (f"{class_id}-гр2", "group", (student,)),
        (f"{class_id}-инд2", "individual", (home,)),
    ]
    for group_id, kind, members in groups:
        tables["groups"].append(
            {"group_id": group_id, "name": group_id, "kind": kind, **shared}
        )
        tables["group_members"] += [
            {
                "group_id": group_id,
                "student_id": member["student_id"],
                "joined_on": date(2026, 9, 1),
            }
            for member in members
        ]


def _add_teachers(tables: Tables, case: Case, unit_id: str) -> None:
    first, second = f"П-{case.number}", f"П-{case.number}-2"
    spans: list[tuple[str, date, date | None]] = [(first, date(2026, 9, 1), None)]
    if case.has("два учителя"):
        spans.append((second, date(2026, 9, 1), None))
    if since := case.value("второй учитель с"):
        spans = [
            (first, date(2026, 9, 1), day_of(since) - _DAY),
            (second, day_of(since), None),
        ]
    if on := case.value("замещение"):
        spans = [
            (first, date(2026, 9, 1), day_of(on) - _DAY),
            (second, day_of(on), day_of(on)),
            (first, day_of(on) + _DAY, None),
        ]
    tables["load"] += [
        {
            "unit_id": unit_id,
            "subject_id": "МАТ",
            "person_id": person_id,
            "hours_per_week": 1,
            "starts_on": starts_on,
            "ends_on": ends_on,
        }
        for person_id, starts_on, ends_on in spans
    ]


def _add_lessons(tables: Tables, case: Case, class_id: str, unit_id: str) -> None:
    if case.lesson_on is None:
        starts_on = PERIODS[case.period][2]
        if not case.has("уроков не было"):
            for weekday in range(1, 6):
                tables["timetable"].append(
                    _lesson(unit_id, "МАТ", starts_on, 1, weekday, starts_on + 6 * _DAY)
                )
        return
    on = case.lesson_on
    weekday = 1 if case.has("рабочая суббота") else on.isoweekday()
    day: dict[str, Any] = {"on": on, "weekday": weekday, "until": on}
    tables["timetable"].append(_lesson(unit_id, "МАТ", slot=case.slot, **day))
    others = {
        "последний урок": (class_id, "РУС"),
        "группа до": (f"{class_id}-гр2", "РУС"),
        "инд. план до": (f"{class_id}-инд2", "РУС"),
        "сосед до": (f"{class_id}-сосед", "РУС"),
    }
    for term, (unit, subject_id) in others.items():
        if last := case.value(term):
            slot = int(last.removesuffix("-й").removesuffix("-го"))
            tables["timetable"].append(_lesson(unit, subject_id, slot=slot, **day))
    if replaced := case.value("замена расписания до"):
        slot = int(replaced.removesuffix("-го"))
        tables["timetable"] += [
            {**_lesson(unit_id, "МАТ", slot=case.slot, **day), "is_instead": True},
            {**_lesson(class_id, "РУС", slot=slot, **day), "is_instead": True},
        ]


def _lesson(
    unit_id: str, subject_id: str, on: date, slot: int, weekday: int, until: date
) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "subject_id": subject_id,
        "weekday": weekday,
        "slot": slot,
        "starts_on": on,
        "ends_on": until,
        "is_instead": False,
    }


def _subject(subject_id: str) -> dict[str, Any]:
    return {
        "subject_id": subject_id,
        "name": subject_id,
        "grading": "marks",
        "grades_without_marks": "1",
    }


def _free(starts_on: str, ends_on: str, kind: str, classes: str) -> dict[str, Any]:
    return {
        "starts_on": day_of(starts_on),
        "ends_on": day_of(ends_on),
        "kind": kind,
        "classes": classes,
    }


def _bell(slot: int, bells: tuple[int, str, time, int, int]) -> dict[str, Any]:
    shift, day, first, length, step = bells
    starts = datetime.combine(date(2026, 9, 1), first)
    starts += timedelta(minutes=step * (slot - 1))
    return {
        "shift": shift,
        "day": day,
        "slot": slot,
        "starts_time": starts.time(),
        "ends_time": (starts + timedelta(minutes=length)).time(),
        "classes": "",
    }


def write(cursor: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Write the rows into setup.*, valid since the summer unless they say so."""
    for table, rows in tables.items():
        dated = [
            {"valid_from": date(2026, 8, 20), "valid_to": None, **row} for row in rows
        ]
        frame = pl.DataFrame(dated, infer_schema_length=None)
        cursor.register("rows_to_write", frame.to_arrow())
        cursor.execute(f"insert into setup.{table} by name from rows_to_write")
        cursor.unregister("rows_to_write")
