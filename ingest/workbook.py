"""The workbook contract: what a teacher's workbook holds and how it is keyed.

The writer, the reader, the help texts and the tests import it from here. One workbook
per teacher and reporting period: a help sheet, *Уроки* (one row per lesson of the
teacher, all pages together, by date), one grid sheet per journal page, *Сообщения*,
and a very hidden `_meta`.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import polars as pl

from expectations.frame import READ_CELLS
from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, time

CONTRACT_VERSION = 1
META_SHEET = "_meta"
META_WORK_TYPE_ROW = 9  # the first row of the work types, 0-based

HELP_SHEET = N_("How to fill in")
LESSONS_SHEET = N_("Lessons")
MESSAGES_SHEET = N_("Messages")

# The first cell of the hidden key row says what a sheet is: `vedomost page <page_id>`.
MARKER = "vedomost"
HELP_MARK, LESSONS_MARK, PAGE_MARK, MESSAGES_MARK = (
    "help",
    "lessons",
    "page",
    "messages",
)
# The control sheet of a returned copy: to the reader it is help, nobody's entries.
CONTROL_MARK = f"{HELP_MARK} control"

# A grid sheet: hidden key row and column, month, day and lesson above the lessons.
GRID_TITLE_ROW, GRID_SUBTITLE_ROW, GRID_KEY_ROW = 0, 1, 2
GRID_MONTH_ROW, GRID_DAY_ROW, GRID_SLOT_ROW, GRID_FIRST_ROW = 3, 4, 5, 6
GRID_KEY_COLUMN, GRID_NUMBER_COLUMN, GRID_NAME_COLUMN, GRID_FIRST_COLUMN = 0, 1, 2, 3
# Keys of rows and columns that hold no marks; `<key> <period_id>` behind the lessons.
HEADER_KEYS = ("month", "day", "slot")
AVERAGE_KEY, MISSED_KEY, FINAL_KEY = "average", "missed", "final"
AVERAGE_TITLE, MISSED_TITLE, FINAL_TITLE = N_("Average"), N_("Missed"), N_("Final")

# The lessons and the messages sheet: title, hidden key row, header, then the rows.
LIST_TITLE_ROW, LIST_KEY_ROW, LIST_HEADER_ROW, LIST_FIRST_ROW = 0, 1, 2, 3


class ListColumn(NamedTuple):
    """A column of the lessons or messages sheet; `key` stands in the hidden key row."""

    key: str
    title: str  # message id; '' for a hidden column
    width: float


LESSON_COLUMNS = (
    ListColumn("lesson", "", 4),
    ListColumn("page", "", 4),
    ListColumn("lesson_on", N_("Date"), 9.5),
    ListColumn("weekday", N_("Day"), 4.5),
    ListColumn("slot", N_("No."), 4),
    ListColumn("time", N_("Time"), 11.5),
    ListColumn("unit", N_("Class"), 9),
    ListColumn("subject", N_("Subject"), 20),
    ListColumn("status", N_("Lesson"), 10.5),
    ListColumn("attendance_taken", N_("Attendance taken"), 10),
    ListColumn("topic", N_("Topic"), 42),
    ListColumn("work_type", N_("Work type"), 19),
    ListColumn("work_type_2", N_("Second work type"), 19),
    ListColumn("homework", N_("Homework"), 42),
    ListColumn("minutes", N_("Minutes"), 8),
    # Last, so that a workbook from before it has every other column where it was.
    ListColumn("comment", N_("Comment"), 36),
)
LESSON_FIELDS = (
    "status",
    "attendance_taken",
    "topic",
    "work_type",
    "work_type_2",
    "homework",
    "minutes",
    "comment",
)
MESSAGE_COLUMNS = (
    ListColumn("message", "", 4),
    ListColumn("message_on", N_("Date"), 11),
    ListColumn("whom", N_("To whom"), 34),
    ListColumn("text", N_("Message"), 90),
)

# What the drop-downs offer, in the workbook's language; more spellings are read.
STATUS_WORDS = {
    "held": N_("held"),
    "replaced": N_("replaced"),
    "cancelled": N_("cancelled"),
}
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
YES_WORD = N_("yes")
NOT_SET_WORD = N_("not set")


class CellKey(NamedTuple):
    """What a cell is about; parts that do not apply are ''."""

    page_id: str
    lesson_id: str
    period_id: str
    student_id: str
    field: str


def message_key(written_on: date | None, row_key: str) -> str:
    """Return the `period_id` of a message: its date and its row's lasting key.

    A message has field 'message', the page of its class (the first the teacher has),
    the student or '', `lesson_id` '' and this key, so a class may get several. A row
    that lost its hidden key gets one made of date and addressee.
    """
    return f"message:{written_on or ''}:{row_key}"


def message_date(period_id: str) -> str:
    """Return the ISO date in a message's `period_id`, '' where it has none."""
    return period_id.split(":", 2)[1]


def message_row(period_id: str) -> str:
    """Return the lasting key of a message's row from its `period_id`."""
    return period_id.split(":", 2)[2]


def sealed(key: str, *visible: object) -> str:
    """Join a hidden key with a checksum of what its row shows.

    Whoever sorts only the visible columns leaves the hidden keys behind; the checksums
    then tell which row each key belongs to.
    """
    return f"{key}#{seal(*visible)}"


def seal(*visible: object) -> str:
    """Return the checksum of a row's visible words, blind to case, ё and spacing."""
    words = " ".join(" ".join(map(str, visible)).casefold().replace("ё", "е").split())
    return f"{zlib.crc32(words.encode()):08x}"


def sheet_titles(pages: Sequence[PlannedPage]) -> list[str]:
    """Return a unique sheet name of at most 31 characters for each page, in order."""
    titles: list[str] = []
    for page in pages:
        whole = " ".join(
            _FORBIDDEN_IN_TITLES.sub(" ", f"{page.unit} {page.subject}").split()
        ).strip("' ")
        title, number = whole[:31].strip("' "), 1
        while title.casefold() in {known.casefold() for known in titles}:
            number += 1
            title = f"{whole[: 31 - len(str(number)) - 1].strip()} {number}"
        titles.append(title)
    return titles


@dataclass(frozen=True)
class PlannedStudent:
    """A student on a page's roster, with the days between which lessons are theirs."""

    student_id: str
    name: str  # «Фамилия Имя», unique on the page (a patronymic is added where not)
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class PlannedLesson:
    """One lesson of one page; times are the school's local times."""

    lesson_id: str
    lesson_on: date
    slot: int  # the lesson's number in the day
    starts: time
    ends: time
    planned_topic: str
    planned_homework: str = ""
    given_by: str = ""  # who gives it instead of this teacher: then it is locked


class PlannedAttestation(NamedTuple):
    """A final mark of a page that is not a period's: of the year, an exam, overall."""

    period_id: str  # «2026-year»
    kind: str
    title: str  # as the school calls it: «Год»


@dataclass(frozen=True)
class PlannedPage:
    """One grid sheet: a class or group, a subject, the lessons of its days."""

    page_id: str
    unit: str  # «5А», «5А англ. 1»
    subject: str
    grading: str  # marks, pass, none
    period_id: str  # the page's own reporting period that the lessons lie in
    period_name: str
    has_final: bool  # the period ends within this workbook
    students: tuple[PlannedStudent, ...]
    lessons: tuple[PlannedLesson, ...]
    # Marks of the same period before this workbook's first day: student → (sum, count).
    earlier: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    # Final marks beside the period's that are entered in this workbook, in order.
    attestations: tuple[PlannedAttestation, ...] = ()
    is_own: bool = True  # else only lessons given for another teacher are in it

    @property
    def finals(self) -> tuple[str, ...]:
        """The periods of the columns of final marks, in their order on the sheet."""
        if self.grading == "none":
            return ()
        own = (self.period_id,) if self.has_final else ()
        return (*own, *(one.period_id for one in self.attestations))


class VoidEntry(NamedTuple):
    """What a cell held that is void (§4.4); '' if it was emptied."""

    text: str
    entered_at: datetime  # the school's local time


@dataclass(frozen=True)
class WorkbookPlan:
    """Everything the writer needs; it reads no database and no clock."""

    workbook_id: str
    school_id: str
    school_name: str
    person_id: str
    teacher_name: str
    period_name: str
    starts_on: date
    ends_on: date
    today: date
    generated_at: datetime  # aware UTC
    language: str
    pages: tuple[PlannedPage, ...]
    work_types: tuple[tuple[str, str], ...]  # (work_type_id, name shown)
    values: Mapping[CellKey, str]  # current values as written
    last_entry_id: int = 0  # the ledger's last entry when the values were read
    last_block_id: int = 0  # and its last block, with the void periods known by then
    # Cells of this workbook that its teacher has to enter again after a breach.
    to_enter: Mapping[CellKey, VoidEntry] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetPlaces:
    """Where on a sheet what stands; rows and columns are counted from 0.

    A row is a student, a lesson or a message's lasting key, a column a lesson, a period
    (its final marks), a field of a lesson, or `message`.
    """

    sheet: str
    rows: Mapping[int, str]
    columns: Mapping[int, str]


@dataclass(frozen=True)
class PageScope:
    """Which cells of a page stand in the file, filled or empty.

    A mark cell stands in the file when its student and its lesson do; a final when its
    student does and its period is in `finals`; a lesson's fields when the lesson is in
    `listed`; a message, also one whose row was deleted, when `has_messages`.
    """

    sheet: str  # the grid sheet as named in the file, '' if only listed in lessons
    students: frozenset[str]
    lessons: frozenset[str]  # columns of the grid
    listed: frozenset[str]  # rows of the lessons sheet
    listed_fields: frozenset[str]  # columns of the lessons sheet that were found
    finals: frozenset[str]  # periods with a column of final marks
    digest: str  # SHA-256 of the normalised content of the page's cells
    has_messages: bool = False  # the sheet of messages is there, with its rows' keys
    places: tuple[SheetPlaces, ...] = ()
    only: frozenset[CellKey] | None = None  # speaks for no other cells; None: for all


# A cell as read: what READ_CELLS names, in that order, and where its key stands in it.
ReadRow: TypeAlias = tuple[Any, ...]
SHEET, CELL, PAGE, LESSON, FIELD = (
    READ_CELLS.names().index(name)
    for name in ("sheet", "cell", "page_id", "lesson_id", "field")
)
VALUE_TEXT, VALUE = (READ_CELLS.names().index(name) for name in ("value_text", "value"))
KEY_PARTS = slice(PAGE, FIELD + 1)


def key_of(row: ReadRow) -> CellKey:
    """Return what the cell of a row is about."""
    return CellKey._make(row[KEY_PARTS])


@dataclass(frozen=True)
class Reading:
    """A workbook as read: nothing judged, nothing lost, addresses kept."""

    workbook_id: str  # '' when the hidden keys are gone
    contract_version: int
    # Filled cells only, in the file's order; each block is of one page, '' for none.
    blocks: Sequence[tuple[str, Sequence[ReadRow]]]
    scopes: Mapping[str, PageScope]
    count_cells: int  # filled cells of grids, lessons and messages, placed or not
    # Of each page ('' for none), the cells for which a row of `cells` stands besides
    # its own: a row, column or sheet that fits nowhere is delivered as one.
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def rows(self) -> list[ReadRow]:
        """All cells."""
        return [row for _, cells in self.blocks for row in cells]

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The rows as a frame of READ_CELLS."""
        return frame_of(self.rows)


def frame_of(rows: Sequence[ReadRow]) -> pl.DataFrame:
    """Return rows as a frame of READ_CELLS."""
    if not rows:
        return pl.DataFrame(schema=READ_CELLS)
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        dict(zip(READ_CELLS.names(), columns, strict=True)), schema=READ_CELLS
    )


class Addressee(NamedTuple):
    """Whom a message may go to: a class, or a student of it."""

    whom: str  # «5А», «5А · Иванов Иван»
    page_id: str
    student_id: str


def addressees(plan: WorkbookPlan) -> list[Addressee]:
    """Return classes first, then students; a class stands for its first page.

    Who substitutes writes to nobody's parents: the class has teachers of its own.
    """
    classes: dict[str, Addressee] = {}
    students: dict[str, Addressee] = {}
    for page in plan.pages:
        if not page.is_own:
            continue
        classes.setdefault(page.unit, Addressee(page.unit, page.page_id, ""))
        for student in page.students:
            whom = f"{page.unit} · {student.name}"
            students.setdefault(whom, Addressee(whom, page.page_id, student.student_id))
    return [*classes.values(), *sorted(students.values())]
