"""A school that lives through its year, by the real deeds of its real people.

Sixty movements, three hundred replacements, three changes of the timetable and five of
the staff are spread over the weeks; every month's lessons are written into workbooks
and handed in, and every month is exported on the 15th (§2.12).
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards.monthly_export import making, months
from dashboards.monthly_export.registered import Order as ExportOrder
from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.movement.departing import Departure
from ingest.movement.enrolling import Enrolment
from ingest.movement.entering import enter
from ingest.movement.request import Order
from ingest.movement.returning import Return
from ingest.movement.transferring import Transfer
from ingest.replacing import Choice
from ingest.replacing import Order as ReplacementOrder
from ingest.replacing import replace as replace_lessons
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import Edit, added, plan_edits, whole_setup
from ingest.setup.school import occasion_now
from ingest.staff_changes.entering import enter as change_staff
from ingest.staff_changes.joining import Joining
from ingest.staff_changes.leaving import Leaving
from ingest.staff_changes.passing_on import HomeroomPassing, PagePassing
from ingest.workbook import GRID_FIRST_ROW, GRID_KEY_COLUMN, GRID_KEY_ROW
from tests.ingest.typing_teacher import Teacher, bare_key
from tests.year.paper_book import DAY, FOREVER, Lesson, PaperBook, Replaced, Slot
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.staff_changes.request import Request as StaffRequest
    from warehouse.clock import SetClock
    from warehouse.school_folder import School

DIRECTOR = Viewer("С-01", frozenset({"director"}))
SECRETARY = Viewer("С-03", frozenset({"secretary"}))
MARKED = ("5А", "5Б", "10А")
SURNAMES = ("Белов", "Гусев", "Дятлов", "Зимин", "Котов", "Лосев", "Орлов", "Сомов")
WEEK = 7 * DAY
COUNT_MOVEMENTS, COUNT_REPLACEMENTS = 60, 300


class Rescheduled(NamedTuple):
    """A lesson of the week that goes to another place."""

    on: date
    unit: str
    subject: str
    weekday: int
    to_weekday: int
    to_slot: int


RESCHEDULED = (
    Rescheduled(date(2026, 10, 5), "5А", "ГЕО", 2, 2, 5),
    Rescheduled(date(2026, 12, 7), "10А", "ГЕО", 2, 5, 2),
    Rescheduled(date(2027, 2, 8), "5Б", "ГЕО", 5, 4, 6),
)
NEWCOMER, LEAVER, ILL, STANDS_IN = "С-09", "С-07", "С-05", "С-08"
JOINED = date(2026, 10, 12)  # and takes 5А's Russian over
LEFT = date(2027, 1, 18)  # all pages pass on, and the homeroom of 5Б
ILL_FROM, ILL_UNTIL = date(2027, 3, 1), date(2027, 3, 12)  # 10А's mathematics
NEW_HOMEROOM = date(2027, 4, 12)  # of 5А
COUNT_STAFF_CHANGES = 5


class LivingYear:
    """The school, its clock, and the paper book that is kept beside it."""

    def __init__(self, school: School, clock: SetClock, book: PaperBook) -> None:
        self.school, self.clock, self.book = school, clock, book
        self.chance = random.Random(5)
        self.count_movements = self.count_replacements = 0
        self.count_people = self.count_staff_changes = 0
        self.count_replacement_sets = 0
        self.teachers = ["С-02", "С-04", "С-05", "С-06", LEAVER, "С-08"]

    def at(self, day: date, hour: int) -> None:
        """Set the clock to an hour of a day in the school's zone."""
        local = datetime.combine(day, time(hour), self.school.timezone)
        self.clock.set(local.astimezone(UTC))

    def weeks(self) -> Iterator[date]:
        """Yield the Mondays of the year."""
        monday = self.book.first - self.book.first.weekday() * DAY
        while monday <= self.book.last:
            yield monday
            monday += WEEK

    def live_week(self, monday: date, filed: date | None) -> None:
        """Enter what the office orders for a week, day by day; export on `filed`."""
        if monday == LEFT:  # writes the last lessons down before the day
            self.write_journals(monday.replace(day=1), monday - 2 * DAY, [LEAVER])
        self.at(max(monday, self.book.first), 7)
        if monday in (JOINED, LEFT, ILL_FROM, NEW_HOMEROOM):
            self._change_staff(monday)
        for moved in RESCHEDULED:
            if moved.on == monday:
                self._reschedule(moved)
        self._replace_some(monday)
        events: list[tuple[date, int, Callable[[date], None], date]] = []
        for offset in (1, 3):
            on = monday + offset * DAY
            if self.book.first < on <= self.book.last - WEEK:
                # The order may come a day before its day, or a day late.
                entered = on + self.chance.choice((-1, 0, 1)) * DAY
                events.append((entered, 8, self._move_somebody, on))
        if filed is not None:
            events.append((filed, 18, self._export, filed))
        for day, hour, happen, about in sorted(events, key=lambda one: one[:2]):
            self.at(day, hour)
            happen(about)

    # --- movement -----------------------------------------------------------------

    def _move_somebody(self, on: date) -> None:
        if self.count_movements == COUNT_MOVEMENTS:
            return
        deeds: list[Callable[[Order, date], bool]] = [
            self._enrol, self._transfer, self._leave, self._transfer, self._return,
        ]  # fmt: skip
        first = self.count_movements % len(deeds)
        issued_on = min(on, self.clock.now().date())
        order = Order(f"{self.count_movements + 1}-у", issued_on)
        for deed in deeds[first:] + deeds[:first]:
            if deed(order, on):
                self.count_movements += 1
                return

    def _enrol(self, order: Order, on: date) -> bool:
        self.count_people += 1
        student = f"К-09{self.count_people:02}"
        class_id = self.chance.choice(("1А", "5А", "5Б", "10А"))
        enter(
            self.school,
            SECRETARY,
            Enrolment(
                student_id=student,
                on=on,
                order=order,
                surname=self.chance.choice(SURNAMES),
                given_name="Иван",
                class_id=class_id,
            ),
        )
        self.book.enrol(student, class_id, on)
        return True

    def _settled(self, class_ids: tuple[str, ...], on: date) -> list[str]:
        """Return who may be moved: in one of the classes, and not for a week only."""
        return [
            student
            for student, spells in sorted(self.book.classes.items())
            if student != "К-0206"  # has an individual plan
            and spells[-1].who in class_ids
            and spells[-1].last == FOREVER
            and spells[-1].first < on - WEEK
        ]

    def _transfer(self, order: Order, on: date) -> bool:
        found = self._settled(("5А", "5Б"), on)
        if not found:
            return False
        student = self.chance.choice(found)
        other = "5Б" if self.book.class_of(student, on) == "5А" else "5А"
        request = Transfer(
            student_id=student, on=on, class_id=other, groups=(), order=order
        )
        enter(self.school, SECRETARY, request)
        self.book.transfer(student, other, on)
        return True

    def _leave(self, order: Order, on: date) -> bool:
        classes = [
            class_id
            for class_id in ("1А", "5А", "5Б", "10А")
            if len(self.book.in_class(class_id, on)) > 3
        ]
        found = self._settled(tuple(classes), on)
        if not found:
            return False
        student = self.chance.choice(found)
        enter(
            self.school,
            SECRETARY,
            Departure(student_id=student, on=on, order=order),
        )
        self.book.leave(student, on)
        return True

    def _return(self, order: Order, on: date) -> bool:
        away = [
            student
            for student, spells in sorted(self.book.classes.items())
            if spells[-1].last < on - DAY
        ]
        if not away:
            return False
        student = self.chance.choice(away)
        class_id = self.book.classes[student][-1].who
        enter(
            self.school,
            SECRETARY,
            Return(student_id=student, on=on, class_id=class_id, order=order),
        )
        self.book.enrol(student, class_id, on)
        return True

    # --- replacements -------------------------------------------------------------

    def _replace_some(self, monday: date) -> None:
        due = [
            lesson
            for _, lesson in sorted(self.book.timetable().items())
            if monday <= lesson.on < monday + WEEK
        ]
        wanted = min(10, COUNT_REPLACEMENTS - self.count_replacements, len(due))
        if not wanted:
            return
        choices = []
        for lesson in self.chance.sample(due, wanted):
            told = self._replacement(lesson)
            self.book.replaced[lesson.lesson_id] = told
            choices.append(
                Choice(lesson.lesson_id, told.kind, told.person, told.on, told.slot)
            )
        order = ReplacementOrder("Болезнь", f"{monday:%d%m}-з", monday)
        replace_lessons(self.school, DIRECTOR, choices, order)
        self.count_replacements += wanted
        self.count_replacement_sets += 1

    def _replacement(self, lesson: Lesson) -> Replaced:
        regular = self.book.giver(lesson)
        others = [person for person in self.teachers if person != regular]
        kind = self.chance.choice(
            ["substitute"] * 5 + ["cancelled"] * 2 + ["distance", "moved"]
        )
        if kind == "substitute":
            return Replaced(kind, self.chance.choice(others))
        taken = {
            slot
            for code, (on, slot) in self.book.places().items()
            if on == lesson.on and code.split(":")[1][:2] == lesson.unit[:2]
        }
        free = [slot for slot in (5, 6, 7) if slot not in taken]
        if kind == "moved" and free:
            return Replaced("moved", slot=free[0])
        return Replaced("distance" if kind == "moved" else kind)

    # --- timetable and staff ------------------------------------------------------

    def _apply(self, edits: list[Edit], on: date, cause: Cause) -> None:
        with self.school.database.writing() as cursor:
            planned = plan_edits(cursor, edits, on)
            assert not planned.is_faulty, planned.problems
            apply_changes(
                cursor, planned.changes, occasion_now(self.school), cause, from_date=on
            )

    def _row(self, table: str, on: date, **known: object) -> dict[str, object]:
        with self.school.database.reading() as cursor:
            rows = whole_setup(cursor, on)[table]
        return next(
            dict(row)
            for row in rows
            if all(row[key] == value for key, value in known.items())
        )

    def _reschedule(self, moved: Rescheduled) -> None:
        where = {"unit_id": moved.unit, "subject_id": moved.subject}
        row = self._row("timetable", moved.on, **where, weekday=moved.weekday)
        there = row | {"weekday": moved.to_weekday, "slot": moved.to_slot}
        edits = [
            Edit("timetable", added("timetable", row).key, None),
            added("timetable", there),
        ]
        self._apply(edits, moved.on, Cause("page", "С-01", "Новое расписание"))
        slot: Slot = next(
            one
            for one in self.book.slots
            if (one.unit, one.subject, one.weekday)
            == (moved.unit, moved.subject, moved.weekday)
            and one.last == self.book.last
        )
        self.book.move_slot(slot, moved.to_weekday, moved.to_slot, moved.on)

    def _change_staff(self, on: date) -> None:
        order = Order(f"{self.count_staff_changes + 60}-к", on)
        requests: dict[date, list[StaffRequest]] = {
            JOINED: [
                Joining(
                    person_id=NEWCOMER,
                    surname="Юрьева",
                    given_name="Вера",
                    on=on,
                    order=order,
                ),
                PagePassing(
                    unit_id="5А",
                    subject_id="РУС",
                    person_from="С-06",
                    person_to=NEWCOMER,
                    on=on,
                    order=order,
                ),
            ],
            LEFT: [
                Leaving(person_id=LEAVER, takes=(("", NEWCOMER),), on=on, order=order)
            ],
            ILL_FROM: [
                PagePassing(
                    unit_id="10А",
                    subject_id="МАТ",
                    person_from=ILL,
                    person_to=STANDS_IN,
                    until=ILL_UNTIL,
                    on=on,
                    order=order,
                )
            ],
            NEW_HOMEROOM: [
                HomeroomPassing(class_id="5А", person_to=STANDS_IN, on=on, order=order)
            ],
        }
        for request in requests[on]:
            change_staff(self.school, DIRECTOR, request)
            self.count_staff_changes += 1
        if on == JOINED:
            self.teachers.append(NEWCOMER)
            self.book.pass_on("5А", "РУС", NEWCOMER, on)
        elif on == LEFT:
            self.teachers.remove(LEAVER)
            for unit, subject in list(self.book.teachers):
                if self.book.teachers[unit, subject][-1].who == LEAVER:
                    self.book.pass_on(unit, subject, NEWCOMER, on)
        elif on == ILL_FROM:
            self.book.pass_on("10А", "МАТ", STANDS_IN, on)
            self.book.pass_on("10А", "МАТ", ILL, ILL_UNTIL + DAY)

    # --- journals and exports -----------------------------------------------------

    def write_journals(
        self, first: date, last: date, people: Sequence[str] = ()
    ) -> None:
        """Let every teacher write down the lessons they gave, and hand in."""
        self.at(last, 17)
        given: dict[str, dict[str, date]] = {
            person: {} for person in people or self.teachers
        }
        places = self.book.places()
        for code, lesson in self.book.timetable().items():
            on, _ = places[code]
            person = self.book.giver(lesson)
            if person in given and first <= on <= last:
                given[person][code] = on
        for person, lessons in given.items():
            self._write(person, last, lessons)

    def _write(self, person: str, on: date, lessons: dict[str, date]) -> None:
        work = Teacher(hand_out(self.school, person, on).content)
        typed: dict[tuple[str, str, str], str] = {}
        for sheet in work.book.worksheets:
            keys = [bare_key(cell.value) for cell in sheet[GRID_KEY_ROW + 1]]
            columns = {key: at for at, key in enumerate(keys, 1) if key in lessons}
            for row in range(GRID_FIRST_ROW + 1, sheet.max_row + 1):
                student = bare_key(sheet.cell(row, GRID_KEY_COLUMN + 1).value)
                for code, column in columns.items():
                    _, unit, subject, *_ = code.split(":")
                    if unit not in MARKED or subject == "РОВ":
                        continue
                    if (student, subject) == ("К-0206", "МАТ"):
                        continue
                    if self.chance.random() > 0.3:
                        continue
                    if self.book.class_of(student, lessons[code]) == unit:
                        mark = self.chance.choice("5443332")
                        sheet.cell(row, column).value = int(mark)
                        typed[student, subject, code] = mark
        receipt = hand_in(self.school, work.save(), "журнал.xlsx", person, "page")
        faults = {one.rule for one in receipt.findings if one.severity == "critical"}
        assert faults == set(), person
        self.book.marks.update(typed)

    def _export(self, day: date) -> None:
        month = months.month_of(self.school, f"{day:%Y-%m}")
        levels = months.levels_in(months.sheets_of(self.school, month))
        made = making.export(self.school, ExportOrder(month, tuple(levels), "С-01"))
        assert made.failed == ()


def month_ends(book: PaperBook) -> list[tuple[date, date]]:
    """Return the first and last day of lessons of each month of the year."""
    days = sorted({on for on, _ in book.school_days("5")})
    found: dict[str, list[date]] = {}
    for on in days:
        found.setdefault(f"{on:%Y-%m}", []).append(on)
    return [(some[0], some[-1]) for some in found.values()]


def fifteenth(first: date) -> date:
    """Return the day by which the month's sheets are filed (§2.12)."""
    return first.replace(day=1) + timedelta(days=14)
