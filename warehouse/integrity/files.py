"""Received and filed files: each in its place, with its SHA-256."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from warehouse.errors import VedomostError
from warehouse.filing import TABLE, sha256_of
from warehouse.integrity import packages
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from warehouse.integrity.examined import Examined
    from warehouse.school_folder import School

_RECEIVED = """
    select distinct file_sha256 from journal.uploads
    union
    select file_sha256 from journal.previews
    union
    select file_sha256 from journal.imports
    union
    select file_sha256 from setup.setup_changes where file_sha256 <> ''
"""
# The registers of files: filed by themselves, and in a monthly export.
_FILED = f"""
    select path, sha256 from {TABLE}
    union
    select path, sha256 from journal.exported_files
    union
    select act_path, act_sha256 from journal.exports where act_path <> ''
    order by 1
"""
_UNFINISHED = "unfinished"  # notes of uploads on their way, not files of anybody
_HALF = ".part"  # what a crash cut off before its rename


def received_paths(folder: Path) -> list[Path]:
    """Return the received files that lie in a school's folder, in order."""
    received = folder / "received"
    return [
        path
        for path in sorted(received.rglob("*"))
        if path.is_file()
        and path.relative_to(received).parts[0] != _UNFINISHED
        and path.suffix != _HALF
    ]


def check_stored(examined: Examined) -> Iterator[Difference]:
    """Yield files of a school in a lake whose stored content cannot be read."""
    for name in examined.missing:
        yield Difference(name, "Its content is missing in the installation’s storage.")
    for name in examined.damaged:
        yield Difference(name, "Its content in the installation’s storage is damaged.")


def check_received(examined: Examined) -> Iterator[Difference]:
    """Yield received files that are missing, altered or lie there under another name.

    A file that no row names is as it should be while its name is its SHA-256: a form of
    the school's own, a set-up that changed nothing.
    """
    folder = examined.school.folder
    there = set()
    for path in received_paths(folder):
        there.add(path)
        if not _is_as_named(examined.school, path):
            yield Difference(_name(folder, path), "The file was altered or put there.")
    for digest in _known(examined.cursor):
        path = examined.school.kept_path(digest)
        if path not in there:
            yield Difference(_name(folder, path), "The received file is missing.")


def _is_as_named(school: School, path: Path) -> bool:
    """Tell whether a received file is what its name says, opened if it is encrypted."""
    digest = path.stem
    try:
        is_its_place = path == school.kept_path(digest)
        return is_its_place and sha256(school.kept(digest)).hexdigest() == digest
    except VedomostError:
        return False


def _known(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    # A preview's and an undone upload's digests are those of received files too.
    rows = cursor.execute(
        f"select file_sha256 from ({_RECEIVED}) where file_sha256 <> '' order by 1"
    ).fetchall()
    return [digest for (digest,) in rows]


def check_filed(examined: Examined) -> Iterator[Difference]:
    """Yield filed files that are missing or altered, and such as nobody filed."""
    folder = examined.school.folder
    filed = dict(examined.cursor.execute(_FILED).fetchall())
    for name, digest in filed.items():
        path = folder / name
        if not path.is_file():
            yield Difference(name, "The filed file is missing.")
        elif sha256_of(path) != digest:
            yield Difference(name, "The filed file was altered.")
    for name in packages.outside(examined):
        if name not in filed:
            yield Difference(name, "Nobody filed this file: it is not registered.")


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
