"""The deed itself: a backup is made, written down, and old ones go.

The page, the command and the nightly job all do this.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from warehouse.backups import record
from warehouse.backups.making import Made, make
from warehouse.backups.settings import backup_settings
from warehouse.backups.shelf import prune
from warehouse.errors import DiskError, VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warehouse.backups.settings import BackupSettings
    from warehouse.school_folder import School

SCHEDULE, COMMAND = "schedule", "command"


@dataclass(frozen=True)
class Done:
    """A backup, whether its disk is the school's, and how many old ones went."""

    made: Made
    is_on_the_schools_disk: bool
    removed: tuple[str, ...]


def back_up(
    school: School,
    asked_by: str,
    to: Path | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Done:
    """Make a backup where the settings say, or in the folder `to`.

    A failure is written down too and raised. Only in the folder of the settings do
    backups past their term go.
    """
    asked = record.Asked(asked_by, school.clock.now(), str(to or ""))
    try:
        settings = backup_settings(school.folder)
        folder = to or settings.folder
        asked = record.Asked(asked_by, asked.at, str(folder))
        _see_that_it_is_there(folder, settings, is_given=to is not None)
        made = make(school, folder, settings.key.read(), is_stopping)
    except VedomostError as error:
        # A full disk takes no row either; what is told is why there is no backup.
        with contextlib.suppress(duckdb.Error, DiskError):
            record.note_failed(school.database, asked, error, school.clock.now())
        raise
    record.note_made(school.database, asked, made, school.clock.now())
    removed: list[str] = []
    if to is None:
        now = school.clock.now()
        removed = prune(folder, school.school_id, settings.kept, school.timezone, now)
    is_same_disk = folder.stat().st_dev == school.folder.stat().st_dev
    return Done(made, is_same_disk, tuple(removed))


def _see_that_it_is_there(
    folder: Path, settings: BackupSettings, *, is_given: bool
) -> None:
    """Make the folder only where that cannot hide a disk that is not mounted."""
    if not folder.is_dir() and not (is_given or settings.is_own_folder):
        raise VedomostError(
            "The folder for backups, {folder}, is not there. Is its disk or share "
            "connected?",
            folder=folder,
        )
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise VedomostError(
            "The folder for backups, {folder}, cannot be made: {reason}.",
            folder=folder,
            reason=error.strerror or type(error).__name__,
        ) from error
