"""The same year kept by hand: who was where, what was taught when and by whom.

Nothing here asks the program; the simulated year compares both after every month.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.columns import SetupTables

FOREVER = date(9999, 12, 31)
DAY = timedelta(days=1)
_OFF = {"vacation", "holiday"}


class Spell(NamedTuple):
    """A student in a class, or a person responsible, both days included."""

    who: str
    first: date
    last: date = FOREVER

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Slot:
    """A row of the timetable while it is in force."""

    unit: str
    subject: str
    weekday: int
    slot: int
    first: date
    last: date
    is_instead: bool = False


class Lesson(NamedTuple):
    """A lesson by the timetable, known by its code."""

    lesson_id: str
    unit: str
    subject: str
    on: date
    slot: int


class Replaced(NamedTuple):
    kind: str
    person: str = ""
    on: date | None = None
    slot: int | None = None


@dataclass
class PaperBook:
    """What the office would know from its own orders."""

    tables: SetupTables
    classes: dict[str, list[Spell]] = field(default_factory=lambda: defaultdict(list))
    slots: list[Slot] = field(default_factory=list)
    teachers: dict[tuple[str, str], list[Spell]] = field(
        default_factory=lambda: defaultdict(list)
    )
    replaced: dict[str, Replaced] = field(default_factory=dict)
    marks: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        about = {row["setting"]: row["value"] for row in self.tables["about"]}
        self.first = date.fromisoformat(about["year_starts_on"])
        self.last = date.fromisoformat(about["year_ends_on"])
        for row in self.tables["students"]:
            first = max(row["enrolled_on"] or self.first, self.first)
            self.enrol(row["student_id"], row["class_id"], first)
        for row in self.tables["timetable"]:
            self.slots.append(
                Slot(
                    row["unit_id"],
                    row["subject_id"],
                    row["weekday"],
                    row["slot"],
                    row["starts_on"] or self.first,
                    row["ends_on"] or self.last,
                    bool(row["is_instead"]),
                )
            )
        for row in self.tables["load"]:
            unit = (row["unit_id"], row["subject_id"])
            self.teachers[unit].append(Spell(row["person_id"], self.first))

    # --- orders -------------------------------------------------------------------

    def enrol(self, student: str, class_id: str, on: date) -> None:
        self.classes[student].append(Spell(class_id, on))

    def leave(self, student: str, on: date) -> None:
        """The day of the order is the last one."""
        self.classes[student][-1] = self.classes[student][-1]._replace(last=on)

    def transfer(self, student: str, class_id: str, on: date) -> None:
        self.leave(student, on - DAY)
        self.enrol(student, class_id, on)

    def pass_on(self, unit: str, subject: str, person: str, on: date) -> None:
        spells = self.teachers[unit, subject]
        spells[-1] = spells[-1]._replace(last=on - DAY)
        spells.append(Spell(person, on))

    def move_slot(self, old: Slot, weekday: int, slot: int, on: date) -> None:
        self.slots.remove(old)
        self.slots += [
            replace(old, last=on - DAY),
            replace(old, weekday=weekday, slot=slot, first=on),
        ]

    # --- what follows from them ---------------------------------------------------

    def class_of(self, student: str, on: date) -> str | None:
        found = (spell.who for spell in self.classes[student] if spell.holds(on))
        return next(found, None)

    def in_class(self, class_id: str, on: date) -> set[str]:
        return {one for one in self.classes if self.class_of(one, on) == class_id}

    def school_days(self, grade: str) -> Iterator[tuple[date, int]]:
        """Yield the days with lessons of a grade, and by which weekday they go."""
        on = self.first
        periods = [
            row
            for row in self.tables["periods"]
            if (int(grade) >= 10) == (row["kind"] == "half_year")
        ]
        while on <= self.last:
            rows = [
                row
                for row in self.tables["calendar"]
                if row["starts_on"] <= on <= row["ends_on"]
                and row["classes"] in {"", grade}
            ]
            kinds = {row["kind"] for row in rows}
            instead = [row["as_weekday"] for row in rows if row["as_weekday"]]
            is_on = on.isoweekday() <= 5 or "working_day" in kinds
            is_in = any(row["starts_on"] <= on <= row["ends_on"] for row in periods)
            if is_on and is_in and not kinds & _OFF:
                yield on, (instead or [on.isoweekday()])[0]
            on += DAY

    def timetable(self) -> dict[str, Lesson]:
        """Return all lessons of the year as the timetable has them."""
        grade_of = {
            row["class_id"]: str(row["grade"]) for row in self.tables["classes"]
        } | {row["group_id"]: str(row["grade"]) for row in self.tables["groups"]}
        found = {}
        for unit in {slot.unit for slot in self.slots}:
            mine = [slot for slot in self.slots if slot.unit == unit]
            for on, weekday in self.school_days(grade_of[unit]):
                rows = [slot for slot in mine if slot.first <= on <= slot.last]
                special = [slot for slot in rows if slot.is_instead]
                for slot in special or rows:
                    if slot.weekday == weekday:
                        code = f"2026:{unit}:{slot.subject}:{on:%Y%m%d}:{slot.slot}"
                        found[code] = Lesson(code, unit, slot.subject, on, slot.slot)
        return found

    def places(self) -> dict[str, tuple[date, int]]:
        """Return when each lesson is, after moves."""
        places = {}
        for code, lesson in self.timetable().items():
            moved = self.replaced.get(code, Replaced(""))
            places[code] = (moved.on or lesson.on, moved.slot or lesson.slot)
        return places

    def giver(self, lesson: Lesson) -> str | None:
        """Return who gives and so owes a lesson; None if nobody does."""
        told = self.replaced.get(lesson.lesson_id, Replaced(""))
        if told.kind == "cancelled":
            return None
        on = told.on or lesson.on
        spells = self.teachers[lesson.unit, lesson.subject]
        regular = next(spell.who for spell in spells if spell.holds(on))
        return told.person or regular
