"""The backups in a folder: which are whole, which are kept, which go."""

from __future__ import annotations

import logging
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.backups.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from warehouse.backups.settings import Kept

log = logging.getLogger(__name__)

_ASIDE = ".part"


@dataclass(frozen=True)
class Backup:
    """A whole backup and where it lies."""

    folder: Path
    manifest: Manifest


def backups_in(folder: Path, school_id: str = "") -> list[Backup]:
    """Return the whole backups in a folder, of one school or of all; newest first."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or not path.is_dir():
            continue
        manifest = read_manifest(path)
        if manifest is not None and school_id in ("", manifest.school_id):
            found.append(Backup(path, manifest))
    return sorted(found, key=lambda one: (one.manifest.made_at, one.manifest.name))[
        ::-1
    ]


def stem(school_id: str) -> str:
    """Return how names of a school's backups begin: a file's name holds no more."""
    return re.sub(r"[^\w.-]", "_", school_id)


def aside(folder: Path, name: str) -> Path:
    """Return where a backup is made until it is whole."""
    return folder / f".{name}{_ASIDE}"


def clear_unfinished(folder: Path, school_id: str) -> None:
    """Remove what an earlier, interrupted backup of this school left.

    Only one process has the school open, so none is being made by another. What cannot
    be removed costs room, and no backup.
    """
    for path in folder.glob(f".{stem(school_id)}-*{_ASIDE}"):
        shutil.rmtree(path, ignore_errors=True)


def kept(
    backups: Sequence[Backup], terms: Kept, zone: ZoneInfo, now: datetime
) -> list[Backup]:
    """Return those that stay: the newest of each of so many days, weeks and months.

    Days without a backup do not count, so a school that stood still loses nothing. One
    that lies in the future, of a clock that was fast, stays and counts for no day: it
    would push out today's.
    """
    newest_first = sorted(backups, key=lambda one: one.manifest.made_at, reverse=True)
    staying = {one.manifest.name for one in backups if one.manifest.made_at > now}
    for count, bucket in (
        (terms.daily, "%Y-%m-%d"),
        (terms.weekly, "%G-W%V"),
        (terms.monthly, "%Y-%m"),
    ):
        first_of: dict[str, str] = {}
        for one in newest_first:
            if one.manifest.made_at > now:
                continue
            when = one.manifest.made_at.astimezone(zone).strftime(bucket)
            first_of.setdefault(when, one.manifest.name)
        staying |= set(list(first_of.values())[:count])
    return [one for one in newest_first if one.manifest.name in staying]


def prune(
    folder: Path, school_id: str, terms: Kept, zone: ZoneInfo, now: datetime
) -> list[str]:
    """Remove this school's backups past their term; return their names.

    Each is put aside first: a removal that is cut off leaves no half backup behind. One
    that cannot be put aside stays: a new backup is worth more than the room.
    """
    ours = backups_in(folder, school_id)
    staying = {one.manifest.name for one in kept(ours, terms, zone, now)}
    gone = [one for one in ours if one.manifest.name not in staying]
    removed = []
    for one in gone:
        leaving = aside(folder, one.manifest.name)
        try:
            one.folder.rename(leaving)
        except OSError as error:
            log.warning("%s was not removed: %s", one.folder, error.strerror)
            continue
        shutil.rmtree(leaving, ignore_errors=True)
        removed.append(one.manifest.name)
    return removed
