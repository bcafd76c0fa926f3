"""Make a school from set-up tables, or bring one up to date with them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from expectations.language import N_
from ingest.setup.applying import Cause, Occasion, apply_changes
from ingest.setup.changes import Change, plan_changes
from ingest.setup.check import check_setup
from ingest.setup.contract import settings
from ingest.setup.reader import SetupReading
from ingest.setup.rules import CRITICAL
from ingest.setup.seeds import default_rows
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.school_folder import (
    SETTINGS_FILE,
    create_folder,
    open_school,
    write_settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import duckdb

    from ingest.setup.columns import SetupTables
    from warehouse.clock import Clock
    from warehouse.school_folder import School

    Allow = Callable[[duckdb.DuckDBPyConnection], None]

_PROBLEMS = N_(
    "Problems of the set-up that must be mended first: {count}. "
    "“vedomost init” names each with its cell."
)
_HOLDS_ONE = N_("{folder} already holds a school.")
_NOT_EMPTY = N_("{folder} already holds {name}. Choose an empty or a new folder.")
_OTHER_SCHOOL = N_(
    "The workbook is of the school “{other}”, this folder holds “{here}”. "
    "Make another school in a folder of its own."
)
_FOLDER_SETTINGS = ("school_id", "name", "timezone", "language")


def _allow_all(_cursor: duckdb.DuckDBPyConnection) -> None:
    """Allow: who starts the command on the machine has the school in hand."""


def create_school(
    folder: Path,
    tables: SetupTables,
    content: bytes,
    *,
    applied_by: str,
    clock: Clock | None = None,
    demo_now: str = "",
) -> list[Change]:
    """Make the school of a set-up workbook whose bytes are `content`.

    All or nothing: the folder is built aside and moved into place at the end. Refuses
    while a critical problem stands. Deadlines that the workbook does not set are the
    regulation's. `demo_now` starts the clock of a demo school.
    """
    refuse_problems(tables)
    settings_more = {"demo_now": demo_now} if demo_now else {}
    with built_aside(folder) as aside:
        cause = Cause("workbook", applied_by)
        with founded(aside, tables, content, cause, settings_more, clock) as made:
            return made.changes


class Founded(NamedTuple):
    """A school that was just made of its first set-up, still open."""

    school: School
    changes: list[Change]


@contextlib.contextmanager
def founded(
    folder: Path,
    tables: SetupTables,
    content: bytes,
    cause: Cause,
    more_settings: Mapping[str, Any],
    clock: Clock | None = None,
) -> Iterator[Founded]:
    """Make a school in an empty folder and yield it open, so that more is put in."""
    about = settings(tables)
    kept = {key: about[key] for key in _FOLDER_SETTINGS}
    create_folder(folder, {**kept, **more_settings})
    with open_school(folder, clock) as school:
        first_day = date.fromisoformat(about["year_starts_on"])
        complete = _with_every_deadline(tables)
        changes = _apply(school, complete, content, first_day, cause)
        yield Founded(school, changes)
        school.database.checkpoint()


def update_school(
    school: School,
    tables: SetupTables,
    content: bytes,
    *,
    from_date: date,
    applied_by: str,
    reason: str = "",
    allow: Allow = _allow_all,
) -> list[Change]:
    """Apply a changed set-up workbook to an open school from a day on.

    `allow` is asked inside the write, and raises for whoever may not. Returns what
    changed; nothing at all is written when nothing did, but the bytes are kept.
    """
    refuse_problems(tables, from_date)
    about = settings(tables)
    if about["school_id"] != school.school_id:
        raise VedomostError(
            _OTHER_SCHOOL, other=about["school_id"], here=school.school_id
        )
    cause = Cause("workbook", applied_by, reason)
    changes = _apply(school, tables, content, from_date, cause, allow)
    if any(change.table == "about" for change in changes):
        _write_settings(school.folder, about)
    return changes


def occasion_now(school: School) -> Occasion:
    """Return the occasion of what is applied in an open school at this moment."""
    return Occasion(school.school_id, school.timezone, utc_naive(school.clock.now()))


def _with_every_deadline(tables: SetupTables) -> SetupTables:
    given = tables.get("deadlines", [])
    kinds = {row["kind"] for row in given}
    shipped = [row for row in default_rows("deadlines") if row["kind"] not in kinds]
    return tables | {"deadlines": [*given, *shipped]}


def refuse_problems(tables: SetupTables, since: date | None = None) -> None:
    """Refuse a set-up while a critical problem stands."""
    problems = check_setup(SetupReading(tables), since)
    critical = [problem for problem in problems if problem.severity == CRITICAL]
    if critical:
        raise VedomostError(_PROBLEMS, count=len(critical))


def _apply(
    school: School,
    tables: SetupTables,
    content: bytes,
    from_date: date,
    cause: Cause,
    allow: Allow = _allow_all,
) -> list[Change]:
    digest = school.keep(content)
    if not plan_changes(school.database, tables, from_date):
        return []
    with school.database.writing() as cursor:
        allow(cursor)
        changes = plan_changes(school.database, tables, from_date)  # nobody writes now
        if changes:
            apply_changes(
                cursor,
                changes,
                occasion_now(school),
                cause,
                from_date=from_date,
                file_sha256=digest,
            )
    return changes


@contextlib.contextmanager
def built_aside(folder: Path) -> Iterator[Path]:
    """Yield a folder to build in; its content moves into `folder` if all went well."""
    if (folder / SETTINGS_FILE).exists():
        raise VedomostError(_HOLDS_ONE, folder=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        yield aside
        _move(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move(aside: Path, folder: Path) -> None:
    if not folder.exists():
        aside.rename(folder)
        return
    # The settings file makes a folder a school, so it comes last.
    parts = sorted(aside.iterdir(), key=lambda path: path.name == SETTINGS_FILE)
    for part in parts:
        if (folder / part.name).exists():
            raise VedomostError(_NOT_EMPTY, folder=folder, name=part.name)
    for part in parts:
        part.rename(folder / part.name)


def _write_settings(folder: Path, about: dict[str, str]) -> None:
    kept = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    write_settings(folder, kept | {key: about[key] for key in _FOLDER_SETTINGS})
