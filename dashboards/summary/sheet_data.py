"""A summary sheet as plain data: what the page draws and what a form prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.outside_marks.stated import by_cell
from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from dashboards.outside_marks.stated import OutsideMark


# Categories of students in the order of the regulation: column of
# `marts.class_students`, name on the sheet (a message id).
CATEGORIES = (
    ("is_all_5", N_("All “5”")),
    ("is_all_4_and_5", N_("“4” and “5” only")),
    ("is_one_4", N_("Exactly one “4”, else “5”")),
    ("is_one_3", N_("Exactly one “3”, else “4” and “5”")),
    ("is_all_3_and_above", N_("All “3” and above")),
    ("is_any_2", N_("At least one “2”")),
    ("is_any_not_attested", N_("At least one Н/А")),
    ("is_any_failed", N_("At least one незачёт")),
)
# Those that hold whatever the missing final marks will be.
HOLDS_AT_ONCE = frozenset({"is_any_2", "is_any_not_attested", "is_any_failed"})


class Teaching(NamedTuple):
    """Who taught: the class or study group and the names of its teachers."""

    unit_name: str
    names: tuple[str, ...]


class Column(NamedTuple):
    """One column of finals: a subject and a period, or a final mark of the year."""

    subject_id: str
    period_id: str
    period_name: str
    period_kind: str  # period, year, exam, overall


class Subject(NamedTuple):
    """A subject of the sheet, its study groups merged into it."""

    subject_id: str
    name: str
    short_name: str
    grading: str  # marks, pass, none
    columns: tuple[Column, ...]
    teachers: tuple[Teaching, ...]


class Cell(NamedTuple):
    """One student in one column; sums and counts are 0 on the sheet of the year."""

    final: str | None  # 5 … 1, зачёт, незачёт, exempt, mastered, not_attested
    sum_marks: int
    count_marks: int
    sum_weighted: float
    sum_weights: float
    rounded_average: int | None
    objectivity: int | None
    rounding_threshold: float | None
    transferred_from: str | None  # former class or group that marks are from
    count_transferred: int
    is_final_transferred: bool
    page_id: str
    unit_name: str


class Attendance(NamedTuple):
    """Lessons and days, of a student or of the class (then summed)."""

    count_days: int
    count_full_days: int
    count_lessons: int
    count_not_taken: int
    count_missed: int
    count_ill: int
    count_excused: int
    count_without_reason: int
    count_late: int


class Student(NamedTuple):
    """A row: who, since and until when if not the whole period, and the results."""

    student_id: str
    name: str
    joined_on: date | None
    left_on: date | None
    is_enrolled_at_end: bool
    cells: Mapping[tuple[str, str], Cell]  # by (subject_id, period_id)
    attendance: Attendance | None
    sum_finals: int  # over all subjects, of the period or the year's marks
    count_marked: int


class Category(NamedTuple):
    """Students of a category; `provisional` ones still lack a final mark."""

    kind: str
    title: str  # a message id
    names: tuple[str, ...]
    provisional: tuple[str, ...]


@dataclass(frozen=True)
class SheetData:
    """Everything one summary sheet shows; plain data, safe to pass to a process.

    `totals` holds the rows of `marts.class_totals` by (subject_id, period_id): counts,
    numerators, denominators and weights; `overall` the row of `marts.class_overall`.
    It is read by `sheet_reading.read_sheet`; a figure is shown by `sheet_figures`,
    rounded by `rule`. For who reads a class in part, `overall` and `class_attendance`
    are None, categories empty. `outside` is what other schools state (no total counts
    it), also about subjects that have no column, and students who came later.
    `day` is the school day at whose end it stood so, None: now. `block_id`, `digest`
    are the last block of the ledger of that moment, what a printed sheet is tied to.
    """

    class_id: str
    period_id: str
    period_name: str
    starts_on: date
    ends_on: date
    is_year: bool
    homeroom_name: str
    rule: str
    day: date | None
    as_of: datetime  # UTC, as stored
    block_id: int
    digest: str
    subjects: tuple[Subject, ...]
    students: tuple[Student, ...]
    totals: Mapping[tuple[str, str], Mapping[str, Any]]
    overall: Mapping[str, Any] | None
    categories: tuple[Category, ...]
    class_attendance: Attendance | None
    outside: tuple[OutsideMark, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, subject by subject."""
        return tuple(column for one in self.subjects for column in one.columns)

    @cached_property
    def outside_cells(self) -> Mapping[tuple[str, str, str], tuple[OutsideMark, ...]]:
        """What is stated, by (student_id, subject_id, period_id)."""
        return by_cell(self.outside)
