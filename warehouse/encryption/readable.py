"""What whoever can read the folder of an encrypted school still reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.backups.manifest import CONTENT
from warehouse.backups.settings import OWN_FOLDER, backup_settings
from warehouse.backups.shelf import backups_in
from warehouse.encryption.school_key import SECTION
from warehouse.school_folder import DATABASE_FILE, SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.backups.shelf import Backup

_NOT_READABLE = frozenset({DATABASE_FILE, SETTINGS_FILE, OWN_FOLDER, "received"})


def readable_in(folder: Path) -> list[str]:
    """Return the names in the folder, and the backups from before it was encrypted.

    Among them is what somebody laid there by hand, such as the set-up workbook.
    """
    names = [
        path.name
        for path in sorted(folder.iterdir())
        if path.name not in _NOT_READABLE
        and (path.is_file() or any(one.is_file() for one in path.rglob("*")))
    ]
    backups = backups_in(backup_settings(folder).folder)
    return [*names, *(str(one.folder) for one in backups if _is_readable(one))]


def _is_readable(backup: Backup) -> bool:
    """Tell whether a backup is neither encrypted itself nor of an encrypted school."""
    if backup.manifest.lock is not None:
        return False
    return SECTION not in read_settings(backup.folder / CONTENT)
