"""The scratch area: files that programs keep beside a workbook, never read by us.

Excel saves into a temporary file and renames it, LibreOffice and macOS leave lock and
attribute files. They lie below `network_folder/scratch/<account>/` in the school's
folder, up to a quota, and are swept away after some days.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

QUOTA_BYTES = 64 * 1024 * 1024
QUOTA_FILES = 300
KEPT_FOR = timedelta(days=3)
COPIES_KEPT_FOR = timedelta(days=60)


class Scratch:
    """The scratch area of one account."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def place(self, path: str) -> Path:
        """Return where an address's file lies; the address is plain already."""
        place = self.folder.joinpath(*[part for part in path.split("/") if part])
        if not place.is_relative_to(self.folder) or ".." in place.parts:
            raise ValueError(path)
        return place

    def free_bytes(self) -> int:
        """Return how much may still be put here; 0 too if there are too many files."""
        sizes = [one.lstat().st_size for one in _all_below(self.folder)]
        if len(sizes) >= QUOTA_FILES:
            return 0
        return max(0, QUOTA_BYTES - sum(sizes))

    def touch(self, path: Path, now: datetime) -> None:
        """Mark a file as written now, by the school's clock."""
        os.utime(path, (now.timestamp(), now.timestamp()))


def sweep(folder: Path, now: datetime) -> None:
    """Forget what programs left, and copies of workbooks that nobody opened for long.

    `folder` is the network folder's place in the school's folder.
    """
    for area, kept_for in (("scratch", KEPT_FOR), ("current", COPIES_KEPT_FOR)):
        before = (now - kept_for).timestamp()
        for path in sorted(_all_below(folder / area), reverse=True):
            # A program may be about to fill a folder that is empty and new.
            if path.lstat().st_mtime >= before:
                continue
            if not path.is_dir():
                path.unlink(missing_ok=True)
            elif not any(path.iterdir()):
                shutil.rmtree(path, ignore_errors=True)


def _all_below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(root) / name
