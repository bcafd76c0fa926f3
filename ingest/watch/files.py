"""The files of a watched folder: which are workbooks, read and written with care.

Others write there at any moment, from any system, so links are not followed and only
plain files are opened.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.formats import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Excel's and LibreOffice's lock files, hidden files, half-copied ones of many programs.
_NOT_OURS = ("~", ".")
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BYTES = getattr(os, "O_BINARY", 0)
_READABLE = 0o644  # the teacher may be another user of the share


class Stamp(NamedTuple):
    """By what a change of a file shows from outside."""

    size: int
    changed_ns: int


def workbooks_in(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """Yield the workbooks of a folder by name; empty files are still being made."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(_NOT_OURS):
            continue
        if entry.name.rpartition(".")[2].lower() not in ENDINGS:
            continue
        try:
            known = entry.stat(follow_symlinks=False)
        except OSError:  # it was taken away meanwhile
            continue
        if stat.S_ISREG(known.st_mode) and known.st_size:
            yield entry.name, Stamp(known.st_size, known.st_mtime_ns)


def read_whole(path: Path, stamp: Stamp, largest: int) -> bytes | None:
    """Return a file's bytes, None if it cannot be opened or is not as it was seen."""
    try:
        handle = os.open(path, os.O_RDONLY | _BYTES | _NO_LINKS)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        try:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                return None
            content = file.read(largest + 1)
            after = os.fstat(handle)
        except OSError:  # the share went away, or somebody locked the file
            return None
    seen = Stamp(after.st_size, after.st_mtime_ns)
    return content if seen == stamp and len(content) == stamp.size else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old one or the new one, never half."""
    handle, name = tempfile.mkstemp(
        prefix=".vedomost-", suffix=".part", dir=path.parent
    )
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(_READABLE)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
