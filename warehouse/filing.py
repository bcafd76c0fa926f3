"""Files that the program itself makes and keeps in the school's folder, registered.

The register `journal.filed` is sealed, with each file's SHA-256: `vedomost verify`
tells of a file that is missing, other than filed, or lies in `exports/` or `archive/`
unregistered.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal, NamedTuple

from warehouse import sealed_records
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb

    from warehouse.folder_files import FolderFiles
    from warehouse.school_folder import School

    Kind = Literal["export", "act", "archive", "receipt"]

TABLE = "journal.filed"
FOLDERS = ("exports", "archive")  # nothing lies here but what is registered
_HALF = ".part"  # what is being made, or was cut off before its rename


class Filed(NamedTuple):
    """A row of the register; `path` is relative to the folder, with slashes."""

    path: str
    sha256: str
    size_bytes: int
    kind: str
    about: str  # what it is of, in ids: `2026-11`, `5А`
    filed_at: datetime
    filed_by: str


def file_away(
    school: School,
    relative_path: str,
    content: bytes,
    kind: Kind,
    by: str,
    about: str = "",
) -> Filed:
    """Write a file durably and register it; a registered file is never replaced.

    A file in its place that is not registered was left by a crash before anybody was
    told of it, and is replaced.
    """
    with school.database.writing(announced=False) as cursor:
        _refuse_replacing(cursor, relative_path)
        _inside(school, relative_path)
        school.files.write(relative_path, content)
        return note_filed(cursor, school, relative_path, kind, by, about)


def note_filed(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    relative_path: str,
    kind: Kind,
    by: str,
    about: str = "",
) -> Filed:
    """Register a file that lies in its place, inside the caller's transaction."""
    _refuse_replacing(cursor, relative_path)
    path = _inside(school, relative_path)
    now = school.clock.now()
    filed = Filed(
        path=relative_path,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        kind=kind,
        about=about,
        filed_at=utc_naive(now),
        filed_by=by,
    )
    sealed_records.write(cursor, school.school_id, now, TABLE, [filed._asdict()])
    return filed


def is_filed(cursor: duckdb.DuckDBPyConnection, relative_path: str) -> bool:
    """Tell whether the register has a file of this path."""
    found = cursor.execute(
        f"select 1 from {TABLE} where path = ?", [relative_path]
    ).fetchone()
    return found is not None


def lying_in(files: FolderFiles) -> list[str]:
    """Return what lies in the folders of filed files, as the register names it.

    Files and folders that are still being made have other names and are left out. Ask
    while nobody writes: a package lies in its place before it is registered.
    """
    return [
        name
        for top in FOLDERS
        for name in files.names(top)
        if not any(part.endswith(_HALF) for part in name.split("/"))
    ]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inside(school: School, relative_path: str) -> Path:
    """Return where a file lies; `ValueError` outside of the folders of filed files."""
    parts = relative_path.split("/")
    if parts[0] not in FOLDERS or len(parts) < 2 or {"", ".", ".."} & set(parts):
        raise ValueError(relative_path)
    return school.folder.joinpath(*parts)


def _refuse_replacing(cursor: duckdb.DuckDBPyConnection, relative_path: str) -> None:
    if is_filed(cursor, relative_path):
        raise VedomostError(
            "{path} is filed already. What is filed is never replaced.",
            path=relative_path,
        )
