"""Some of the late explain themselves, and the director answers a part of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice
from ingest.demo.discipline import LATE
from warehouse import explanations
from warehouse.clock import utc_naive
from warehouse.explanations import Matter
from warehouse.obligations import bring_up_to_date
from warehouse.queries.outcomes import OUTCOME_UNEXCUSED
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.demo.discipline import Discipline
    from warehouse.clock import SetClock
    from warehouse.school_folder import School

_SINCE = date(2026, 11, 9)
_EXPLAINS = 0.7  # share of the late
_REFUSED = 0.3  # share of what is answered
_THOUGHT_OVER = timedelta(minutes=15)
_REASONS = (
    ("no_connection", "В кабинете до вечера не было интернета."),
    ("illness", "Больничный лист сдан секретарю."),
    ("replaced_lesson", "Урок по замене, класс передали в тот же день."),
    ("school_event", "Сопровождение команды на олимпиаде."),
)
_WHY_NOT = "Срок был известен заранее, журнал можно было заполнить на уроке."
# What was late or is missing on one day of lessons, day by day.
_LATE_MATTERS = f"""
select distinct owed_on, page_id, lesson_id, period_id, kind
from marts.obligations
where person_id = $person_id
    and lesson_id <> ''
    and owed_on >= $since
    and opens_at <= $now
    and {OUTCOME_UNEXCUSED} in ('late', 'missing')
order by all
"""
_IDS = """
select explanation_id, page_id, lesson_id, period_id, kind
from intermediate.int_explanations
where person_id = $person_id
order by explanation_id
"""


class PlantedExplanation(NamedTuple):
    """What a teacher explained at once; `is_accepted` None waits for an answer."""

    person_id: str
    matters: tuple[Matter, ...]
    is_accepted: bool | None


def plant_explanations(
    school: School,
    clock: SetClock,
    teachers: Mapping[str, Discipline],
    seed: int,
    director: str,
) -> list[PlantedExplanation]:
    """Let late teachers explain two days each, within minutes from the clock's moment.

    Of the earlier day the director then says yes or no, the later one waits. The models
    are to be built.
    """
    bring_up_to_date(school.database)
    begins_at = clock.now()
    planted: list[PlantedExplanation] = []
    for person_id in sorted(teachers):
        chance = dice(seed, "explains", person_id)
        if teachers[person_id] != LATE or chance.random() >= _EXPLAINS:
            continue
        is_accepted = chance.random() >= _REFUSED
        days = _late_days(school, person_id)[-2:]
        for matters, answer in zip(days, (is_accepted, None), strict=False):
            clock.set(clock.now() + timedelta(seconds=10))
            viewer = Viewer(person_id, frozenset({"teacher"}))
            reason, note = chance.choice(_REASONS)
            explanations.explain(school, viewer, matters, reason, note)
            planted.append(PlantedExplanation(person_id, tuple(matters), answer))
    clock.set(begins_at + _THOUGHT_OVER)
    for explained in planted:
        if explained.is_accepted is not None:
            _answer(school, explained, director, is_accepted=explained.is_accepted)
    return planted


def _late_days(school: School, person_id: str) -> list[list[Matter]]:
    """Return what is to be explained, by day."""
    with school.database.reading() as cursor:
        rows = cursor.execute(
            _LATE_MATTERS,
            {
                "person_id": person_id,
                "since": _SINCE,
                "now": utc_naive(school.clock.now()),
            },
        ).fetchall()
    return [
        [Matter(*row[1:]) for row in of_day]
        for _, of_day in groupby(rows, key=lambda row: row[0])
    ]


def _answer(
    school: School,
    explained: PlantedExplanation,
    director: str,
    *,
    is_accepted: bool,
) -> None:
    with school.database.reading() as cursor:
        ids = [
            explanation_id
            for explanation_id, *matter in cursor.execute(
                _IDS, {"person_id": explained.person_id}
            ).fetchall()
            if Matter(*matter) in explained.matters
        ]
    explanations.answer(
        school,
        Viewer(director, frozenset({"director"})),
        ids,
        is_accepted=is_accepted,
        note="" if is_accepted else _WHY_NOT,
    )
