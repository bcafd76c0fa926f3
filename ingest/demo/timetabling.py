"""A timetable without clashes or gaps, by swapping lessons until nothing clashes.

Every class has exactly as many places in its week as it has lessons, so no class ever
has a gap. What remains are clashes of teachers and a subject twice a day; a lesson that
is part of one changes places within its class where that costs least. Rooms follow:
each teacher has one, so they clash no more than teachers do.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.curriculum import CLASSES, SchoolClass, day_sizes
from ingest.demo.dice import dice
from ingest.demo.school_year import LAST_SLOT, YEAR_ENDS_ON, YEAR_STARTS_ON

if TYPE_CHECKING:
    import random

    from ingest.demo.staffing import Staffing, Teaching

_CLASH, _TWICE_A_DAY, _TIRING = 100, 20, 1
_HEAVY = frozenset(("МАТ", "АЛГ", "АНМ", "ГЕОМ", "ФИЗ", "ХИМ", "РУС"))
_PATIENCE, _MAX_ROUNDS = 200, 3_000


class Placed(NamedTuple):
    """One lesson of one unit in the week; weekday 1 is Monday."""

    teaching: Teaching
    weekday: int
    slot: int


class _Lesson(NamedTuple):
    """What a class does in one place of its week: a page, or groups side by side."""

    subject_id: str
    layer: int  # 0 for the first lesson of a day, 1 for what exceeds one a day
    pages: tuple[Teaching, ...]
    people: tuple[str, ...]


class _Week:
    """All classes' weeks with the counts from which costs are taken."""

    def __init__(self) -> None:
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.lessons: dict[str, list[_Lesson]] = {}
        self.busy: Counter[tuple[str, int, int]] = Counter()
        self.daily: Counter[tuple[str, str, int, int]] = Counter()

    def put(self, class_id: str, index: int, step: int) -> None:
        """Count the lesson in (`step` 1) or out (-1) of the place where it stands."""
        lesson = self.lessons[class_id][index]
        day, slot = self.places[class_id][index]
        for person in lesson.people:
            self.busy[person, day, slot] += step
        self.daily[class_id, lesson.subject_id, lesson.layer, day] += step

    def cost(self, class_id: str, index: int) -> int:
        """Return what is wrong with the lesson where it stands."""
        lesson = self.lessons[class_id][index]
        day, slot = self.places[class_id][index]
        busy = self.busy
        cost = 0
        for person in lesson.people:
            cost += _CLASH * (busy[person, day, slot] - 1)
        daily = self.daily[class_id, lesson.subject_id, lesson.layer, day]
        cost += _TWICE_A_DAY * (daily - 1)
        if slot > 5 and lesson.subject_id in _HEAVY:
            cost += _TIRING
        return cost

    def swap(self, class_id: str, one: int, other: int) -> None:
        """Let two lessons of a class change places."""
        lessons = self.lessons[class_id]
        self.put(class_id, one, -1)
        self.put(class_id, other, -1)
        lessons[one], lessons[other] = lessons[other], lessons[one]
        self.put(class_id, one, 1)
        self.put(class_id, other, 1)


def make_timetable(staffing: Staffing, seed: int) -> list[Placed]:
    """Return the week's lessons of all units, without clashes."""
    chance = dice(seed, "timetable")
    week = _Week()
    for school_class in CLASSES:
        _first_guess(week, school_class, staffing, chance)
    _repair(week, chance)
    placed = [
        Placed(page, *week.places[class_id][index])
        for class_id, lessons in week.lessons.items()
        for index, lesson in enumerate(lessons)
        for page in lesson.pages
    ]
    return placed + _individual_lessons(week, staffing)


def _first_guess(
    week: _Week, school_class: SchoolClass, staffing: Staffing, chance: random.Random
) -> None:
    class_id, grade, _, week_days = school_class
    by_subject: dict[str, list[Teaching]] = {}
    for teaching in staffing.load:
        if teaching.class_id == class_id and "-инд" not in teaching.unit_id:
            by_subject.setdefault(teaching.subject_id, []).append(teaching)
    lessons: list[_Lesson] = []
    for subject_id, pages in by_subject.items():
        weekly = pages[0].hours
        people = tuple(dict.fromkeys(page.person_id for page in pages))
        lessons += [
            _Lesson(subject_id, number // week_days, tuple(pages), people)
            for number in range(weekly)
        ]
    chance.shuffle(lessons)
    week.lessons[class_id] = lessons
    week.places[class_id] = [
        (day, slot)
        for day, size in enumerate(day_sizes(grade, week_days), start=1)
        for slot in range(1, size + 1)
    ]
    for index in range(len(lessons)):
        week.put(class_id, index, 1)


def _repair(week: _Week, chance: random.Random) -> None:
    """Swap until nothing clashes and no subject comes too often on one day."""
    everywhere = [
        (class_id, index)
        for class_id, lessons in week.lessons.items()
        for index in range(len(lessons))
    ]
    tabu: dict[tuple[str, int, int], int] = {}
    for step in range(_MAX_ROUNDS):
        chance.shuffle(everywhere)
        # A few subjects twice a day are borne where nothing else helps for long.
        borne = _TIRING if step < _PATIENCE else _TWICE_A_DAY + _TIRING
        wrong = [place for place in everywhere if week.cost(*place) > borne]
        if not wrong:
            return
        for class_id, index in wrong:
            if week.cost(class_id, index) > borne:
                _best_swap(week, class_id, index, step, tabu, chance)
    raise AssertionError("the demo's curriculum does not fit into its week")


def _best_swap(
    week: _Week,
    class_id: str,
    index: int,
    step: int,
    tabu: dict[tuple[str, int, int], int],
    chance: random.Random,
) -> None:
    best, best_change = -1, 10**9
    for other in range(len(week.lessons[class_id])):
        if other == index or tabu.get((class_id, index, other), -1) > step:
            continue
        before = week.cost(class_id, index) + week.cost(class_id, other)
        week.swap(class_id, index, other)
        change = week.cost(class_id, index) + week.cost(class_id, other) - before
        week.swap(class_id, index, other)
        if change < best_change or (change == best_change and chance.random() < 0.5):
            best, best_change = other, change
    if best >= 0:
        week.swap(class_id, index, best)
        until = step + chance.randint(2, 8)
        tabu[class_id, index, best] = tabu[class_id, best, index] = until


def _individual_lessons(week: _Week, staffing: Staffing) -> list[Placed]:
    """Place individual plans after the class's lessons, their teachers being free."""
    placed: list[Placed] = []
    taken: set[tuple[str, int, int]] = set()
    for teaching in staffing.load:
        if "-инд" not in teaching.unit_id:
            continue
        last = Counter(day for day, _ in week.places[teaching.class_id])
        free = [
            (sum((teaching.unit_id, day, s) in taken for s in range(1, 9)), slot, day)
            for day in last
            for slot in range(last[day] + 1, LAST_SLOT + 1)
            if not week.busy[teaching.person_id, day, slot]
            and (teaching.unit_id, day, slot) not in taken
        ]
        for _, slot, day in sorted(free)[: teaching.hours]:
            taken.add((teaching.unit_id, day, slot))
            week.busy[teaching.person_id, day, slot] += 1
            placed.append(Placed(teaching, day, slot))
    return placed


def timetable_table(
    placed: list[Placed], staffing: Staffing
) -> list[dict[str, object]]:
    """Return the sheet of the timetable for the whole year."""
    rooms = {employee.person_id: employee.room for employee in staffing.staff}
    return [
        {
            "unit_id": lesson.teaching.unit_id,
            "subject_id": lesson.teaching.subject_id,
            "weekday": lesson.weekday,
            "slot": lesson.slot,
            "room": rooms[lesson.teaching.person_id],
            "starts_on": YEAR_STARTS_ON,
            "ends_on": YEAR_ENDS_ON,
        }
        for lesson in placed
    ]
