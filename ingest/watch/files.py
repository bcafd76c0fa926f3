"""The files of a watched folder: which are workbooks, read and written with care.

Others write there at any moment, from any system, so links are not followed and only
plain files are opened.
"""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.formats import is_workbook_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BYTES = getattr(os, "O_BINARY", 0)
_READABLE = 0o644  # the teacher may be another user of the share
_LONGEST_NAME = 255  # bytes, of nearly every disk


class Stamp(NamedTuple):
    """By what a change of a file shows from outside."""

    size: int
    changed_ns: int


def workbooks_in(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """Yield the workbooks of a folder by name; empty files are still being made."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if not is_workbook_name(entry.name):
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


def as_told(name: str) -> str:
    """Return a file's name as text that can be sent and shown.

    An old archive leaves names that are not UTF-8; others hold line breaks.
    """
    readable = os.fsencode(name).decode("utf-8", "replace")
    return "".join(
        "\ufffd" if unicodedata.category(sign) == "Cc" else sign for sign in readable
    )


def beside(path: Path, ending: str) -> Path:
    """Return the file beside another, called like it with an ending.

    A name that leaves no room for the ending is cut.
    """
    room = _LONGEST_NAME - len(os.fsencode(ending))
    name = path.name
    while len(os.fsencode(name)) > room:
        name = name[:-1]
    return path.with_name(name + ending)


def as_text_file(text: str) -> bytes:
    """Return a text as Windows' Notepad shows it: UTF-8 with its mark, CR LF."""
    return text.replace("\n", "\r\n").encode("utf-8-sig", "replace")


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
