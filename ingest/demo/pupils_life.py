"""What a student brings to school: hidden ability by subject, illness and lateness."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.demo.dice import dice

if TYPE_CHECKING:
    import random

ABSENT, ILL, EXCUSED, LATE = "н", "б", "у", "о"
_YEAR_STARTS_ON = date(2026, 9, 1)
_DAYS = 120  # from the first of September to the end of the half-year
_LONG_ILLNESS = 0.006  # share of students who miss most of a quarter
_KIND_SUBJECTS = frozenset(("ИЗО", "МУЗ", "ТРУД", "ФК", "ОБЗР", "ОКР"))
_HARD_SUBJECTS = frozenset(("АЛГ", "ГЕОМ", "ФИЗ", "ХИМ", "АНМ", "РУС"))


class PupilLife:
    """One student's year: the same in every teacher's journal."""

    def __init__(self, seed: int, student_id: str) -> None:
        self._seed = seed
        self._student_id = student_id
        chance = dice(seed, "life", student_id)
        self.ability = min(4.9, max(2.75, chance.gauss(4.05, 0.55)))
        self.truancy = 0.03 if chance.random() < 0.04 else 0.002
        self.lateness = 0.06 if chance.random() < 0.05 else 0.004
        self._away = _days_away(chance)
        self._in_subjects: dict[str, float] = {}

    def ability_in(self, subject_id: str) -> float:
        """Return the mark that the student's work in a subject is worth, on average."""
        if subject_id not in self._in_subjects:
            chance = dice(self._seed, "ability", self._student_id, subject_id)
            own = self.ability + chance.gauss(0, 0.28)
            own += 0.45 * (subject_id in _KIND_SUBJECTS)
            own -= 0.15 * (subject_id in _HARD_SUBJECTS)
            self._in_subjects[subject_id] = own
        return self._in_subjects[subject_id]

    def absence(self, day: date, slot: int) -> str:
        """Return the attendance code of a lesson, '' when present."""
        if code := self._away.get(day):
            return code
        chance = dice(self._seed, "lesson", self._student_id, day, slot).random()
        if chance < self.truancy:
            return ABSENT
        if slot == 1 and chance < self.truancy + self.lateness * 4:
            return LATE
        return ""

    def was_ill_yesterday(self, day: date) -> bool:
        """Tell whether `day` continues an illness, so the reason is known by now."""
        return self._away.get(day - timedelta(days=1)) == ILL


def _days_away(chance: random.Random) -> dict[date, str]:
    """Draw stretches of illness and single days excused by the parents."""
    away: dict[date, str] = {}
    for _ in range(chance.choices((0, 1, 2, 3), (35, 40, 20, 5))[0]):
        first = _YEAR_STARTS_ON + timedelta(days=chance.randrange(_DAYS))
        for day in range(chance.randint(3, 9)):
            away[first + timedelta(days=day)] = ILL
    if chance.random() < _LONG_ILLNESS:
        first = _YEAR_STARTS_ON + timedelta(days=chance.randrange(10))
        away |= {first + timedelta(days=day): ILL for day in range(48)}
    if chance.random() < 0.25:
        first = _YEAR_STARTS_ON + timedelta(days=chance.randrange(_DAYS))
        away[first] = EXCUSED
    return away


def mark_for(ability: float, chance: random.Random) -> int:
    """Return one mark, 2 to 5, around an ability."""
    return min(5, max(2, round(ability + chance.gauss(0, 0.5))))
