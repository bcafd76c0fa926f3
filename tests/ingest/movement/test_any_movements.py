"""Whatever movements come, the rolls are what the plain list of them says."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.movement.departing import Departure
from ingest.movement.entering import enter, take_back
from ingest.movement.individual_plans import IndividualPlan, PlanSubject
from ingest.movement.regrouping import Regrouping
from ingest.movement.request import Order
from ingest.movement.returning import Return
from ingest.movement.transferring import Transfer
from tests.ingest.movement.conftest import SECRETARY
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from ingest.movement.request import Request
    from warehouse.school_folder import School

DAYS = [date(2026, 11, 2) + timedelta(days=number) for number in range(40)]
CLASSES = ("5А", "5Б", "5А")
GROUPED = "5А"  # 5Б has lessons of its own at that time
GROUPS = ("5А-англ1", "5А-англ2")
STUDENTS = ("К-0203", "К-0205")
SUBJECT = "ГЕО"
ORDER = Order("7", date(2026, 11, 1))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(STUDENTS),
        st.integers(1, 6),  # days since the student's last movement
        st.sampled_from(["transfer", "leave", "return", "regroup", "plan"]),
        st.integers(0, 2),
        st.booleans(),  # it is a mistake and taken back at once
    ),
    min_size=5,
    max_size=9,
)


@dataclass
class Plainly:
    """One student, day by day: the class, the study groups, the plan in geography."""

    classes: list[str]
    groups: list[set[str]]
    plans: list[str]
    at: int = 0  # the day of the last movement

    def units(self, day: int) -> set[str]:
        """Return the units on whose pages the student is."""
        home, plan = self.classes[day], self.plans[day]
        if not home:
            return set()
        pages = {f"{group}:АНГ" for group in self.groups[day]}
        return pages | {f"{plan or home}:{SUBJECT}"}


def request_of(student: Plainly, step, number: int) -> Request | None:
    """Return the request of a step that can be, and tell it to the plain list."""
    student_id, _, kind, pick, is_mistake = step
    at, home = student.at, student.classes[student.at]
    known = {"student_id": student_id, "on": DAYS[at], "order": ORDER}
    classes, groups, plans = student.classes[:], student.groups[:], student.plans[:]
    later = range(at, len(DAYS))
    request: Request | None = None
    if kind == "transfer" and home and CLASSES[pick] != home:
        request = Transfer(**known, class_id=CLASSES[pick], groups=())
        classes[at:] = [CLASSES[pick] for _ in later]
        groups[at:] = [set() for _ in later]
    elif kind == "leave" and home:
        request = Departure(**known)
        classes[at + 1 :] = ["" for _ in later[1:]]
        groups[at + 1 :] = [set() for _ in later[1:]]
        plans[at + 1 :] = ["" for _ in later[1:]]
    elif kind == "return" and not home:
        joined = GROUPS[:1] if CLASSES[pick] == GROUPED else ()
        request = Return(**known, class_id=CLASSES[pick], groups=joined)
        classes[at:] = [CLASSES[pick] for _ in later]
        groups[at:] = [set(joined) for _ in later]
    elif kind == "regroup" and home == GROUPED:
        left = tuple(sorted(groups[at]))
        joined = tuple(one for one in GROUPS if one not in groups[at])[:1]
        request = Regrouping(**known, leaves=left, joins=joined)
        groups[at:] = [set(joined) for _ in later]
    elif kind == "plan" and home and not any(plans[at:]):
        code, until = f"инд-{number}", min(at + 4 * pick, len(DAYS) - 1)
        subjects = (PlanSubject(SUBJECT, 1, "С-07"),)
        named = {"group_id": code, "name": code, "subjects": subjects}
        request = IndividualPlan(**known, **named, until_on=DAYS[until])
        plans[at : until + 1] = [code] * (until + 1 - at)
    if request is not None and not is_mistake:
        student.classes, student.groups, student.plans = classes, groups, plans
    return request


def rolls(school: School) -> dict[tuple[str, date], set[str]]:
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select student_id, page_id[6:], starts_on, "
            "coalesce(ends_on, date '9999-12-31') from journal.roster "
            "where page_id like '%:ГЕО' or page_id like '%:АНГ'"
        ).fetchall()
    return {
        (student_id, day): {
            page
            for who, page, first, last in found
            if who == student_id and first <= day <= last
        }
        for student_id in STUDENTS
        for day in DAYS
    }


# Each example is a school: to shrink one would take minutes.
@settings(max_examples=3, phases=[Phase.generate])
@given(steps=STEPS)
def test_rolls_are_what_the_list_of_movements_says(folder_with_5b, steps):
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "school"
        shutil.copytree(folder_with_5b, folder)
        clock = SetClock(datetime(2026, 12, 20, 9, 0, tzinfo=UTC))
        with open_school(folder, clock) as school:
            check(school, steps)


def check(school: School, steps) -> None:
    size = len(DAYS)
    at_first = {"К-0203": {"5А-англ1"}, "К-0205": {"5А-англ2"}}
    plainly = {
        student_id: Plainly(["5А"] * size, [groups] * size, [""] * size)
        for student_id, groups in at_first.items()
    }
    for number, step in enumerate(steps):
        student_id, since, *_, is_mistake = step
        student = plainly[student_id]
        if student.at + since >= size:
            continue
        student.at += since
        request = request_of(student, step, number)
        if request is None:
            continue
        enter(school, SECRETARY, request)
        if is_mistake:
            with school.database.reading() as cursor:
                ((set_id,),) = cursor.execute(
                    "select max(set_id) from journal.movements"
                ).fetchall()
            take_back(school, SECRETARY, set_id, "ошибка")

    assert rolls(school) == {
        (student_id, day): student.units(index)
        for student_id, student in plainly.items()
        for index, day in enumerate(DAYS)
    }
