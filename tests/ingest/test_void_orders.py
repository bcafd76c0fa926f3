"""Whatever the order of hand-ins around a void period, no honest entry vanishes (§4.4).

The merge, the ledger and the bases are the real ones; only reading and judging of the
workbook are left out, so that hundreds of hand-ins take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.check import FINDINGS
from expectations.frame import READ_CELLS
from ingest.asked import asked_by
from ingest.pending import Upload
from ingest.plan import plan_workbook, register_workbook
from ingest.record import record
from ingest.workbook import PageScope, Reading
from tests.ingest.breached import Breached, breached
from tests.ingest.desk import BLOCKS_AFTER_SET_UP

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

STUDENTS = 2


@pytest.fixture
def school(desk: Desk) -> Breached:
    return breached(desk)


@dataclass
class Copy:
    """One downloaded workbook: what stands in it, and what its owner typed."""

    person: str
    workbook_id: str
    held: dict[int, str]
    typed: dict[int, list[str]] = field(default_factory=dict)

    def type_in(self, place: int, mark: str) -> None:
        self.held[place] = mark
        self.typed.setdefault(place, []).append(mark)


def download(school: Breached, person: str) -> Copy:
    desk = school.desk
    plan = plan_workbook(desk.school, person, desk.lesson_on)
    register_workbook(desk.school, plan)
    held = {
        desk.students.index(key.student_id): text
        for key, text in plan.values.items()
        if key.lesson_id == desk.lesson and key.field == "mark"
    }
    return Copy(person, plan.workbook_id, held)


def hand_in(school: Breached, copy: Copy) -> Receipt:
    desk = school.desk
    number = str(school.pass_time(minutes=1).timestamp())
    reading = Reading(
        workbook_id=copy.workbook_id,
        contract_version=1,
        blocks=[
            (
                desk.page,
                pl.DataFrame(
                    [
                        dict.fromkeys(READ_CELLS, "")
                        | {
                            "page_id": desk.page,
                            "lesson_id": desk.lesson,
                            "student_id": desk.students[place],
                            "field": "mark",
                            "value_text": mark,
                            "value": mark,
                            "mark_1": int(mark),
                            "mark_2": None,
                            "attendance": None,
                        }
                        for place, mark in copy.held.items()
                    ],
                    schema=READ_CELLS,
                ).rows(),
            )
        ],
        scopes={
            desk.page: PageScope(
                sheet="5А",
                students=frozenset(desk.students),
                lessons=frozenset({desk.lesson}),
                listed=frozenset(),
                listed_fields=frozenset(),
                finals=frozenset(),
                digest=str(sorted(copy.held.items())),
            )
        },
        count_cells=len(copy.held),
    )
    upload = Upload(
        upload_id=number,
        received_at=desk.school.clock.now(),
        received_by=copy.person,
        via="page",
        file_name="j.xlsx",
        file_sha256=number,
        size_bytes=1,
    )
    with desk.school.database.writing() as cursor:
        facts, last = desk.school.known.facts_and_last(cursor)
        asked = asked_by(cursor, reading, upload, facts)
        findings = pl.DataFrame(schema=FINDINGS)
        return record(
            cursor, desk.school, upload, reading, asked, findings, facts, last
        )


STEP = st.one_of(
    st.tuples(
        st.sampled_from(["teacher", "colleague", "stranger"]),
        st.integers(0, STUDENTS - 1),
        st.sampled_from(["2", "4", "5"]),
    ),
    st.sampled_from(["fresh teacher", "fresh colleague", "fresh stranger"]),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    before=st.lists(STEP, max_size=3),
    during=st.lists(STEP, min_size=1, max_size=6),
)
def test_honest_entries_survive_and_void_ones_do_not_return(
    school: Breached, before: list[object], during: list[object]
):
    _empty_journal(school)
    desk = school.desk
    people = {
        "teacher": desk.person,
        "colleague": school.colleague,
        "stranger": desk.person,
    }
    open_copies = {name: download(school, person) for name, person in people.items()}
    copies = list(open_copies.values())
    strangers = [open_copies["stranger"]]

    def take(steps: list[object]) -> None:
        for step in steps:
            if isinstance(step, tuple):
                name, place, mark = step
                open_copies[name].type_in(place, mark)
                hand_in(school, open_copies[name])
            else:
                name = str(step).split()[1]
                open_copies[name] = download(school, people[name])
                copies.append(open_copies[name])
                if name == "stranger":
                    strangers.append(open_copies[name])

    take([step for step in before if step[0] != "stranger"])
    reported_at = school.pass_time(minutes=1)
    take(during)
    school.pass_time(minutes=1)
    school.register(reported_at)
    assert school.replayed() == []
    assert _entries(school) >= set(school.marks().items())
    school.pass_time(minutes=1)
    school.issue_credentials()

    for copy in copies:
        if copy in strangers:
            continue
        receipt = hand_in(school, copy)
        assert not receipt.is_void
        asked = {one.student for one in receipt.proposals}
        for place, marks in copy.typed.items():
            is_told = any(_name(school, place) in student for student in asked)
            assert (place, marks[-1]) in _entries(school) or is_told
    typed = {
        (place, mark)
        for copy in copies
        if copy not in strangers
        for place, marks in copy.typed.items()
        for mark in marks
    }
    assert _entries(school) <= typed, "a void value came back under an honest name"
    assert school.replayed() == []


def _empty_journal(school: Breached) -> None:
    """Empty the journal of the example school for the next order."""
    tables = (
        "entries", "void_events", "current", "summary", "uploads",
        "workbooks", "workbook_pages", "proposals", "findings",
    )  # fmt: skip
    with school.desk.school.database.writing() as cursor:
        for table in tables:
            cursor.execute(f"delete from journal.{table}")
        cursor.execute(BLOCKS_AFTER_SET_UP)
        cursor.execute("delete from access.breaches")


def _entries(school: Breached) -> set[tuple[int, str]]:
    """Every (place, mark) that counts, or once counted."""
    with school.desk.school.database.reading() as cursor:
        rows = cursor.execute(
            "select student_id, value from journal.valid_entries"
        ).fetchall()
    return {(school.desk.students.index(student), mark) for student, mark in rows}


def _name(school: Breached, place: int) -> str:
    with school.desk.school.database.reading() as cursor:
        return cursor.execute(
            "select surname from setup.students where student_id = ? "
            "and valid_to is null",
            [school.desk.students[place]],
        ).fetchall()[0][0]
