"""What stands on a weekly sheet, in words: the template only draws it."""

from __future__ import annotations

from typing import NamedTuple


class SheetLesson(NamedTuple):
    """One lesson: what was done, what is to do, the mark and what it is for."""

    slot: str
    subject: str
    room: str
    topic: str
    homework: str
    comment: str  # to the families of all students of the lesson
    about: str
    mark: str
    is_bad: bool = False
    is_off: bool = False


class SheetDay(NamedTuple):
    """A day with its lessons; `note` stands where there are none."""

    name: str
    lessons: tuple[SheetLesson, ...]
    note: str = ""


class WeekSheet(NamedTuple):
    """One student's week; every text as it is to be read."""

    student: str
    under: str  # class and week
    days: tuple[SheetDay, ...]
    messages: tuple[tuple[str, str], ...]  # from whom, what
    homework: tuple[tuple[str, str, str], ...]  # for which day, subject, what
    subjects: tuple[tuple[str, str, str], ...]  # subject, average, how many marks
    period: str
    absences: str


class Sheets(NamedTuple):
    """Sheets that are printed together, and what is the same on each."""

    title: str
    school_name: str
    printed: str
    how: str  # how to get the diary otherwise
    signature: tuple[str, str] | None  # whose, and the word for the day
    language: str
    sheets: tuple[WeekSheet, ...]
    on_own_leaf: bool = False  # printed on both sides, nobody's sheet backs another's
