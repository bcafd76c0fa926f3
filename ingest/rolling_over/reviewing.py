"""The next year looked at before it is made: the proposal, and a workbook of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.reading.child import read_workbook
from ingest.rolling_over.proposing import propose
from ingest.setup.cells import as_text
from ingest.setup.check import check_setup
from ingest.setup.contract import settings
from ingest.setup.edits import whole_setup
from ingest.setup.reader import read_setup
from ingest.setup.rules import CRITICAL
from ingest.setup.who_forms import refuse_a_stranger
from ingest.setup.writer import write_setup_workbook
from warehouse.clock import school_day
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ingest.rolling_over.proposing import Proposal
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables
    from ingest.setup.rules import SetupProblem
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_OTHER_SCHOOL = N_("The workbook is of another school: “{other}”.")
_SAME_YEAR = N_(
    "The workbook’s year begins on {first}, but this year lasts until {last}. The next "
    "year begins after it."
)
# Known only when lessons are: the timetable of the next year is made afterwards.
_WAITS_FOR_TIMETABLE = "setup_load_in_timetable"


class Review(NamedTuple):
    """A workbook of the next year looked at; `leaving` are students of this year."""

    tables: SetupTables
    problems: list[SetupProblem]
    count_without_lessons: int
    leaving: list[Row]
    newcomers: list[Row]

    @property
    def is_faulty(self) -> bool:
        """Tell whether a problem forbids to make the school."""
        return any(one.severity == CRITICAL for one in self.problems)


def proposed(
    school: School, viewer: Viewer | None, leaving: Iterable[str] = ()
) -> Proposal:
    """Return the next year as this one proposes it; `viewer` None is at the machine."""
    now = school.clock.now()
    with school.database.reading() as cursor:
        if viewer is not None:
            refuse_a_stranger(cursor, viewer, now)
        tables = whole_setup(cursor, school_day(now, school.timezone))
    return propose(tables, leaving)


def as_workbook(proposal: Proposal, language: str) -> bytes:
    """Return a proposal as a set-up workbook, to be looked through and changed."""
    return write_setup_workbook(proposal.tables, language)


def last_day_of(school: School) -> date:
    """Return the last day of this year's lessons and attestations."""
    with school.database.reading() as cursor:
        tables = whole_setup(cursor, school_day(school.clock.now(), school.timezone))
    days = [row["ends_on"] for row in [*tables["attestations"], *tables["periods"]]]
    return max(day for day in days if day is not None)  # type: ignore[type-var,return-value]


def folder_for(school: School, proposal: Proposal) -> Path:
    """Return where the next year's school lies: beside this one, with its year."""
    name = school.folder.resolve().name
    was = re.escape(proposal.was_year_id)
    renamed = re.sub(rf"(?<!\d){was}(?!\d)", proposal.year_id, name)
    return school.folder.resolve().with_name(
        renamed if renamed != name else f"{name}-{proposal.year_id}"
    )


def review(school: School, viewer: Viewer | None, content: bytes) -> Review:
    """Return what a workbook would make, and whom it leaves out; nothing is written."""
    now = school.clock.now()
    with school.database.reading() as cursor:
        if viewer is not None:
            refuse_a_stranger(cursor, viewer, now)
        here = whole_setup(cursor, school_day(now, school.timezone))
    return review_of(here, content)


def review_of(here: SetupTables, content: bytes) -> Review:
    """Return the review of a workbook against this year's set-up."""
    reading = read_setup(read_workbook(content))
    found = check_setup(reading)
    problems = [one for one in found if one.rule != _WAITS_FOR_TIMETABLE]
    tables = reading.tables
    if not any(one.severity == CRITICAL for one in problems):
        _refuse_another(settings(here), settings(tables))
    known = {row["student_id"] for row in here["students"]}
    stays = {row["student_id"] for row in tables.get("students", [])}
    leaving = [
        row
        for row in here["students"]
        if row["left_on"] is None and row["student_id"] not in stays
    ]
    newcomers = [
        row for row in tables.get("students", []) if row["student_id"] not in known
    ]
    return Review(tables, problems, len(found) - len(problems), leaving, newcomers)


def _refuse_another(here: dict[str, str], there: dict[str, str]) -> None:
    if here["school_id"] != there["school_id"]:
        raise VedomostError(_OTHER_SCHOOL, other=there["school_id"])
    is_later = there["year_starts_on"] > here["year_ends_on"]
    if not is_later or there["year_id"] == here["year_id"]:
        raise VedomostError(
            _SAME_YEAR,
            first=written(there["year_starts_on"]),
            last=written(here["year_ends_on"]),
        )


def written(day: str) -> str:
    """Return an ISO date as it is written here."""
    return as_text(date.fromisoformat(day))
