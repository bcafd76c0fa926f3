"""Two who came from other schools bring a statement of their marks there (§2.13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice
from ingest.outside_marks import Written, state
from warehouse.outside_statements import Document
from warehouse.queries import outside_marks
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from warehouse.school_folder import School


class _Arrival(NamedTuple):
    class_id: str
    document: Document
    finals_of: tuple[str, ...]  # period_ids
    averages_of: tuple[str, ...]
    untaught: tuple[str, str]  # a subject that is not ours, and its mark


_ARRIVALS = (
    _Arrival(
        "8А",
        Document("МБОУ «Гимназия № 3» г. Верхнеозёрска", "118", date(2026, 11, 6)),
        ("2026-Q1",),
        (),
        ("Краеведение", "5"),
    ),
    _Arrival(
        "10Б",
        Document("МАОУ «Лицей № 2» г. Ключевска", "57/у", date(2026, 11, 13)),
        (),
        ("2026-H1",),
        ("Второй иностранный язык (немецкий)", "4,2"),
    ),
)
_FINALS = ("5", "4", "4", "4", "3")
_AVERAGES = ("4,67", "4,2", "3,8", "4,5", "3,4")
_PASSED = "зачёт"


def plant_statements(school: School, secretary: str, seed: int) -> list[str]:
    """Enter the statements at the clock's moment; return their ids.

    The models are to be built. Who of the class came during the year has brought it.
    """
    viewer = Viewer(secretary, frozenset())
    students = outside_marks.students(school.database, viewer)
    came = students.filter("is_during_year")
    return [
        state(
            school,
            viewer,
            student_id,
            arrival.document,
            _written(school, viewer, student_id, arrival, seed),
        )
        for arrival in _ARRIVALS
        for student_id in came.filter(class_id=arrival.class_id)["student_id"]
    ]


def _written(
    school: School, viewer: Viewer, student_id: str, arrival: _Arrival, seed: int
) -> list[Written]:
    chance = dice(seed, "outside", student_id)
    subjects = outside_marks.subjects(school.database, viewer, student_id)
    written = []
    for one in subjects.filter("is_learned").iter_rows(named=True):
        is_pass = one["grading"] == "pass"
        for period_id in arrival.finals_of:
            text = _PASSED if is_pass else chance.choice(_FINALS)
            written.append(Written(one["subject_id"], "", period_id, text))
        for period_id in arrival.averages_of:
            text = "" if is_pass else chance.choice(_AVERAGES)
            written.append(Written(one["subject_id"], "", period_id, text))
    name, text = arrival.untaught
    period_id = (arrival.finals_of + arrival.averages_of)[0]
    return [*written, Written("", name, period_id, text)]
