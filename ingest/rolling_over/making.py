"""The next year's school made in one reviewed step, and who finishes leaves this one.

The folder is built aside and moved into place together with the write that closes the
stay of those who finish: both happen or neither.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.rolling_over.reviewing import review_of, written
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.contract import settings
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.rules import CRITICAL
from ingest.setup.school import built_aside, founded, occasion_now
from ingest.setup.who_forms import last_change, note, refuse_a_stranger
from warehouse.access.carrying import carry_accounts
from warehouse.clock import school_day
from warehouse.encryption.school_key import SECTION
from warehouse.encryption.whole_school import encrypt
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, one_line
from warehouse.school_folder import SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.rolling_over.reviewing import Review
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

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
    looked = review_of(here, content)
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


def _refuse(looked: Review, farewell: Farewell, leaving: int) -> None:
    if looked.is_faulty:
        critical = [one for one in looked.problems if one.severity == CRITICAL]
        raise VedomostError(_FAULTY, count=len(critical))
    if len(looked.leaving) != leaving:
        raise VedomostError(_CHANGED_MEANWHILE)
    first = settings(looked.tables)["year_starts_on"]
    if farewell.last_day.isoformat() >= first:
        raise VedomostError(_LAST_DAY, first=written(first))


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
