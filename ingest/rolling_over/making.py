"""The next year's school made in one reviewed step, and who finishes leaves this one.

The folder is built aside and moved into place together with the write that closes the
stay of those who finish: both happen or neither.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.reading.child import read_workbook
from ingest.rolling_over.proposing import propose
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.cells import as_text
from ingest.setup.check import check_setup
from ingest.setup.contract import settings
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.reader import read_setup
from ingest.setup.rules import CRITICAL
from ingest.setup.school import built_aside, founded, occasion_now
from ingest.setup.who_forms import last_change, note, refuse_a_stranger
from ingest.setup.writer import write_setup_workbook
from warehouse.access.carrying import carry_accounts
from warehouse.clock import school_day
from warehouse.encryption.school_key import SECTION
from warehouse.encryption.whole_school import encrypt
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, one_line
from warehouse.school_folder import SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

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
_FAULTY = N_("The workbook has mistakes that must be mended first: {count}.")
_CHANGED_MEANWHILE = N_(
    "The students of this year were changed meanwhile. Look once more at who leaves."
)
_LAST_DAY = N_("The last day of those who finish must lie before {first}.")
_REASON = N_("Finished school, or leaves after the ninth grade.")
_NO_PLACE = N_(
    "The program may not write into {folder}. The administrator makes the next year at "
    "the server: vedomost roll-over."
)
# Known only when lessons are: the timetable of the next year is made afterwards.
_WAITS_FOR_TIMETABLE = "setup_load_in_timetable"
# What the next year's school takes over; copies, keys of the ledger and places of
# backups and watched folders are each school's own.
_CARRIED_SETTINGS = ("mail",)
_CARRIED_PREFIX = "oidc_"
_OWN_KEYS = "ledger."
_CARRIED_FILES = ("class-lists.json",)


class Farewell(NamedTuple):
    """The last day of those who finish, and the order."""

    last_day: date
    order_number: str = ""
    order_on: date | None = None


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
    return _review(here, content)


def make_next_year(
    school: School,
    viewer: Viewer | None,
    folder: Path,
    content: bytes,
    farewell: Farewell,
    *,
    leaving: int,
) -> int:
    """Make the next year's school in `folder`; return how many accounts it took over.

    `leaving` is how many students the review named. All or nothing: on any failure
    there is no new folder and nobody has left.
    """
    now = school.clock.now()
    by = viewer.person_id if viewer is not None else "administration"
    is_there = (folder / SETTINGS_FILE).exists()
    _refuse_place(folder)
    digest = school.keep(content)
    with school.database.reading() as cursor:
        if viewer is not None:
            refuse_a_stranger(cursor, viewer, now)
        here = whole_setup(cursor, school_day(now, school.timezone))
        seen = last_change(cursor)
    looked = _review(here, content)
    _refuse(looked, farewell, leaving)
    try:
        with contextlib.ExitStack() as building:
            aside = building.enter_context(built_aside(folder))
            with school.database.reading() as cursor:
                count = _build(school, cursor, aside, looked.tables, content, by)
            with school.database.writing() as cursor:
                _refuse_changed(cursor, seen)
                _let_go(cursor, school, looked.leaving, farewell, by, digest)
                if viewer is not None:
                    refuse_a_stranger(cursor, viewer, now)
                    note(cursor, now, viewer, "next_year_made")
                building.close()  # the folder is in place before the write is final
    except BaseException:
        if not is_there and folder.exists():
            shutil.rmtree(folder, ignore_errors=True)  # it was moved, then not written
        raise
    return count


def _review(here: SetupTables, content: bytes) -> Review:
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
            first=_written(there["year_starts_on"]),
            last=_written(here["year_ends_on"]),
        )


def _written(day: str) -> str:
    return as_text(date.fromisoformat(day))


def _refuse(looked: Review, farewell: Farewell, leaving: int) -> None:
    if looked.is_faulty:
        critical = [one for one in looked.problems if one.severity == CRITICAL]
        raise VedomostError(_FAULTY, count=len(critical))
    if len(looked.leaving) != leaving:
        raise VedomostError(_CHANGED_MEANWHILE)
    first = settings(looked.tables)["year_starts_on"]
    if farewell.last_day.isoformat() >= first:
        raise VedomostError(_LAST_DAY, first=_written(first))


def _refuse_place(folder: Path) -> None:
    """Refuse a place that nobody may write into before anything is built."""
    place = next(one for one in folder.resolve().parents if one.exists())
    if not os.access(place, os.W_OK):
        raise VedomostError(_NO_PLACE, folder=place)


def _refuse_changed(cursor: duckdb.DuckDBPyConnection, seen: int) -> None:
    if last_change(cursor) != seen:
        raise VedomostError(_CHANGED_MEANWHILE)


def _build(
    school: School,
    cursor: duckdb.DuckDBPyConnection,
    aside: Path,
    tables: SetupTables,
    content: bytes,
    by: str,
) -> int:
    """Make the new school in a folder of its own, with accounts and secrets."""
    here = read_settings(school.folder)
    more = {key: one for key, one in here.items() if _is_carried(key)}
    if school.is_demo:
        more["demo_now"] = school.clock.now().isoformat()
    cause = Cause("roll_over", by)
    with founded(aside, tables, content, cause, more, school.clock) as made:
        count = carry_accounts(cursor, made.school.database)
    for path in sorted((school.folder / "keys").glob("*")):
        if path.is_file() and not path.name.startswith(_OWN_KEYS):
            shutil.copy2(path, aside / "keys" / path.name)
    for name in _CARRIED_FILES:
        if (school.folder / name).exists():
            shutil.copy2(school.folder / name, aside / name)
    if SECTION in here:
        named = here[SECTION].get("key_file")
        encrypt(aside, Path(named) if named else None)
    return count


def _is_carried(key: str) -> bool:
    return key in _CARRIED_SETTINGS or key.startswith(_CARRIED_PREFIX)


def _let_go(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    leaving: list[Row],
    farewell: Farewell,
    by: str,
    digest: str,
) -> None:
    """Give those who are not in the next year their last day in this one."""
    number = one_line(farewell.order_number, LONGEST_NAME)
    edits = [
        added(
            "students",
            row
            | {
                "left_on": farewell.last_day,
                "order_number": number or row["order_number"],
            },
        )
        for row in leaving
    ]
    planned = plan_edits(cursor, edits, farewell.last_day)
    if planned.is_faulty:
        raise VedomostError(_FAULTY, count=len(planned.problems))
    if planned.changes:
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause(
                "roll_over",
                by,
                say(_REASON, school.language),
                number,
                farewell.order_on,
            ),
            from_date=farewell.last_day,
            file_sha256=digest,
        )
