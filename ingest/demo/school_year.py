"""The demo school's year 2026/27: about, periods, calendar, bells."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from ingest.setup.seeds import production_calendar

SCHOOL_ID = "zarechinsk-14"
SCHOOL_NAME = "МБОУ «Средняя общеобразовательная школа № 14» г. Заречинска"
TIMEZONE = ZoneInfo("Europe/Moscow")
YEAR_ID = "2026"
YEAR_STARTS_ON = date(2026, 9, 1)
YEAR_ENDS_ON = date(2027, 5, 26)
_WEEK_DAYS = 6

_PERIODS = (
    ("2026-Q1", "I четверть", "quarter", "1-9", date(2026, 9, 1), date(2026, 10, 25)),
    ("2026-Q2", "II четверть", "quarter", "1-9", date(2026, 11, 5), date(2026, 12, 30)),
    ("2026-Q3", "III четверть", "quarter", "1-9", date(2027, 1, 11), date(2027, 3, 26)),
    ("2026-Q4", "IV четверть", "quarter", "1-9", date(2027, 4, 5), date(2027, 5, 26)),
    (
        "2026-H1",
        "I полугодие",
        "half_year",
        "10-11",
        date(2026, 9, 1),
        date(2026, 12, 30),
    ),
    (
        "2026-H2",
        "II полугодие",
        "half_year",
        "10-11",
        date(2027, 1, 11),
        date(2027, 5, 26),
    ),
)
_ATTESTATIONS = (
    (
        "exam",
        "9,11",
        "РУС,АЛГ,АНМ",
        "Экзамен",
        date(2027, 5, 27),
        date(2027, 6, 22),
    ),
    ("overall", "9,11", "", "Итоговая", date(2027, 5, 27), date(2027, 6, 25)),
)
_CALENDAR = (
    (date(2026, 10, 5), date(2026, 10, 5), "shortened", "", "День учителя"),
    (date(2026, 10, 26), date(2026, 11, 3), "vacation", "", "Осенние каникулы"),
    (date(2026, 12, 31), date(2027, 1, 10), "vacation", "", "Зимние каникулы"),
    (date(2027, 2, 13), date(2027, 2, 21), "vacation", "1", "Дополнительные каникулы"),
    (date(2027, 3, 27), date(2027, 4, 4), "vacation", "", "Весенние каникулы"),
)
_BELLS = {
    "*": "8:30-9:10 9:20-10:00 10:15-10:55 11:15-11:55 12:05-12:45 12:55-13:35 "
    "13:45-14:25 14:35-15:15",
    "shortened": "8:30-9:00 9:10-9:40 9:50-10:20 10:35-11:05 11:15-11:45 11:55-12:25 "
    "12:35-13:05 13:15-13:45",
}
LAST_SLOT = 8


def about_table() -> list[dict[str, object]]:
    """Return what the school says about itself."""
    settings = {
        "school_id": SCHOOL_ID,
        "name": SCHOOL_NAME,
        "short_name": "Школа № 14",
        "timezone": TIMEZONE.key,
        "language": "ru",
        "week_days": str(_WEEK_DAYS),
        "year_id": YEAR_ID,
        "year_name": "2026/27",
        "year_starts_on": YEAR_STARTS_ON.isoformat(),
        "year_ends_on": YEAR_ENDS_ON.isoformat(),
        "rounding": "half_up",
    }
    return [{"setting": key, "value": value} for key, value in settings.items()]


def periods_table() -> list[dict[str, object]]:
    """Return quarters for grades 1 to 9 and half-years for 10 and 11."""
    columns = ("period_id", "name", "kind", "grades", "starts_on", "ends_on")
    return [
        {"year_id": YEAR_ID, **dict(zip(columns, row, strict=True))} for row in _PERIODS
    ]


def attestations_table() -> list[dict[str, object]]:
    """Return the exams of grades 9 and 11 and what goes into their certificates."""
    columns = ("kind", "grades", "subjects", "name", "starts_on", "ends_on")
    return [dict(zip(columns, row, strict=True)) for row in _ATTESTATIONS]


def calendar_table() -> list[dict[str, object]]:
    """Return public holidays, vacations and the shortened day."""
    columns = ("starts_on", "ends_on", "kind", "classes", "note")
    own = [
        {"as_weekday": None, **dict(zip(columns, row, strict=True))}
        for row in _CALENDAR
    ]
    rows = [*production_calendar(YEAR_ID, _WEEK_DAYS), *own]
    return sorted(rows, key=lambda row: str(row["starts_on"]))


def bells_table() -> list[dict[str, object]]:
    """Return the bells of the one shift, usual and shortened."""
    return [
        {
            "shift": 1,
            "day": day,
            "slot": slot,
            "starts_time": _clock_time(span.split("-")[0]),
            "ends_time": _clock_time(span.split("-")[1]),
        }
        for day, spans in _BELLS.items()
        for slot, span in enumerate(spans.split(), start=1)
    ]


def _clock_time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
