"""What one weekly mail tells of one child: asked as the parent's diary answers.

Why a child was away is not told: «б» is about health, and mails lie in other people's
mailboxes. Of a message about the child only who wrote and when; what was written to the
whole class stands in full.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from warehouse.queries import diary, weekly_mail
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

LATE = "о"
_WEEK = timedelta(days=7)
_USUAL = timedelta(days=14)  # most marks are of lessons as late as this


class About(NamedTuple):
    """What a mail is about as a whole."""

    since: date  # the day from which on entries are news
    today: date
    rounding: str

    @classmethod
    def of(cls, database: Database, since: date, today: date) -> About:
        """Return it for a mail that is written today."""
        return cls(since, today, rule_of(database))


class Homework(NamedTuple):
    """What is set for a lesson to come."""

    due_on: date
    subject_name: str
    text: str


class Mark(NamedTuple):
    """What one lesson brought; `marks` is '' where a mark was taken back."""

    lesson_on: date
    subject_name: str
    work_types: str
    marks: str
    former: str  # '' if it was never another one


class Absence(NamedTuple):
    """A lesson that was missed or begun late, or is no longer said to be."""

    lesson_on: date
    slot: int
    subject_name: str
    kind: str  # missed, late, '' if it was taken back


class Child(NamedTuple):
    """All that one mail tells of one child."""

    student_id: str  # for the log of access, never for the mail
    given_name: str
    has_lessons: bool  # in the last seven days
    homework: list[Homework]
    marks: list[Mark]
    absences: list[Absence]
    finals: list[dict[str, Any]]  # subject_name, period_name, final
    messages: list[dict[str, Any]]  # message_on, value_text, is_to_class, person_name
    averages: list[dict[str, Any]]  # subject_name, sum_marks, count_marks
    period_name: str

    @property
    def has_news(self) -> bool:
        """Tell whether anything happened; averages alone are no news."""
        return any(
            (self.homework, self.marks, self.absences, self.finals, self.messages)
        )

    @property
    def is_worth_a_mail(self) -> bool:
        """Tell whether a mail goes for this child: in the holidays none does."""
        return self.has_news or self.has_lessons


def child_facts(
    database: Database,
    viewer: Viewer,
    student_id: str,
    given_name: str,
    since: datetime,
    today: date,
) -> Child:
    """Ask for everything about one child; `since` is naive UTC."""
    cells = weekly_mail.changed_cells(database, viewer, student_id, since)
    known = _lessons(database, viewer, student_id, cells, today)
    rows = [
        {**cell, **lesson}
        for cell in cells.to_dicts()
        if (lesson := known.get(cell["lesson_id"])) is not None
    ]
    rows.sort(key=lambda row: (row["lesson_on"], row["slot"], row["subject_name"]))
    week_ago = today - _WEEK
    period_name, averages = _averages(database, viewer, student_id, today)
    return Child(
        student_id=student_id,
        given_name=given_name,
        has_lessons=any(
            week_ago < lesson["lesson_on"] <= today for lesson in known.values()
        ),
        homework=_homework(database, viewer, student_id, today),
        marks=[mark for row in rows if (mark := _mark(row)) is not None],
        absences=[one for row in rows if (one := _absence(row)) is not None],
        finals=weekly_mail.finals(database, viewer, student_id, since).to_dicts(),
        messages=weekly_mail.messages(database, viewer, student_id, since).to_dicts(),
        averages=averages,
        period_name=period_name,
    )


def _homework(
    database: Database, viewer: Viewer, student_id: str, today: date
) -> list[Homework]:
    """Return what is due in the seven days after today."""
    tomorrow, last = today + timedelta(days=1), today + _WEEK
    due = diary.homework(database, viewer, student_id, tomorrow, last)
    return [
        Homework(row["due_on"], row["subject_name"], row["homework"])
        for row in due.to_dicts()
    ]


def _lessons(
    database: Database,
    viewer: Viewer,
    student_id: str,
    cells: pl.DataFrame,
    today: date,
) -> dict[str, dict[str, Any]]:
    """Return the lessons of late and those that the cells belong to, in order."""
    first, last = today - _USUAL, today
    around = weekly_mail.lessons(database, viewer, student_id, first, last)
    known = {row["lesson_id"]: row for row in around.to_dicts()}
    if set(cells["lesson_id"]) - set(known):  # a mark for a lesson of long ago
        periods = diary.periods(database, viewer, student_id).to_dicts()
        begun = min((one["starts_on"] for one in periods), default=first)
        older = weekly_mail.lessons(database, viewer, student_id, begun, first)
        known = {row["lesson_id"]: row for row in older.to_dicts()} | known
    return known


def _mark(row: dict[str, Any]) -> Mark | None:
    """Return what is new about a cell's marks; None if nothing is."""
    if row["marks"] == row["marks_before"]:
        return None
    former = row["former_marks"] or ""
    if not row["marks"]:  # taken back: told only if it had been told
        former = row["marks_before"]
    types = [row["work_type_name"]]
    if "/" in (row["marks"] or former):
        types.append(row["work_type_2_name"])
    return Mark(
        row["lesson_on"],
        row["subject_name"],
        ", ".join(dict.fromkeys(filter(None, types))),
        row["marks"],
        former,
    )


def _absence(row: dict[str, Any]) -> Absence | None:
    kind, before = _kind(row["attendance"]), _kind(row["attendance_before"])
    if kind == before:
        return None
    return Absence(row["lesson_on"], row["slot"], row["subject_name"], kind)


def _kind(attendance: str) -> str:
    if not attendance:
        return ""
    return "late" if attendance == LATE else "missed"


def _averages(
    database: Database, viewer: Viewer, student_id: str, today: date
) -> tuple[str, list[dict[str, Any]]]:
    """Return the running period's name and its subjects that have marks."""
    periods = diary.periods(database, viewer, student_id)
    running = [
        row for row in periods.to_dicts() if row["starts_on"] <= today <= row["ends_on"]
    ]
    if not running:
        return "", []
    sheet = diary.subjects(database, viewer, student_id, running[-1]["period_id"])
    return running[-1]["period_name"], [
        row for row in sheet.to_dicts() if row["count_marks"]
    ]
