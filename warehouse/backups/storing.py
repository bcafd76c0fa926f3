"""One file into a backup: linked to the backup before, or copied and encrypted.

A file that has not changed is shared with the backup before it by a hard link, so it
costs nothing; every backup is whole all the same. Where the disk knows no links, it is
copied. A seventh of the shared files is read again each day: what has gone bad on the
backup's disk is copied anew.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from warehouse.backups.manifest import BackedUpFile, stored_path
from warehouse.encryption.sealed_file import seal
from warehouse.filing import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.backups.manifest import Manifest
    from warehouse.encryption.secret import Key

FILES = "files"  # what the part of the key that encrypts files is for
_PIECE = 2**20
_DAYS = 7


@dataclass(frozen=True)
class Before:
    """The backup before, as far as files can be shared with it."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True)
class Stored:
    """A file that is in the backup now; shared ones cost nothing."""

    file: BackedUpFile
    is_shared: bool


class Store:
    """The folder of a backup that is being made."""

    def __init__(
        self, folder: Path, key: Key | None, before: Before | None, day: int
    ) -> None:
        self._folder = folder
        self._key = key.apart(FILES) if key is not None else None
        self._before = before
        self._known = before.manifest.by_path if before else {}
        self._day = day

    def put(self, source: Path, path: str) -> Stored:
        """Take one file in under its path in the school's folder."""
        stat = source.stat()
        known = self._known.get(path)
        if (
            known is not None
            and (known.size, known.modified_ns) == (stat.st_size, stat.st_mtime_ns)
            and self._share(known)
        ):
            return Stored(known, is_shared=True)
        return Stored(self._copy(source, path, stat.st_mtime_ns), is_shared=False)

    def _share(self, file: BackedUpFile) -> bool:
        assert self._before is not None  # noqa: S101 - a known file is of one
        is_sealed = self._key is not None
        there = stored_path(self._before.folder, file, is_sealed=is_sealed)
        here = stored_path(self._folder, file, is_sealed=is_sealed)
        here.parent.mkdir(parents=True, exist_ok=True)
        try:
            is_due = int(file.sha256[:8], 16) % _DAYS == self._day % _DAYS
            if is_due and sha256_of(there) != file.stored_sha256:
                return False
            os.link(there, here)
        except OSError:  # gone, or a disk without links: it is copied
            return False
        return True

    def _copy(self, source: Path, path: str, modified_ns: int) -> BackedUpFile:
        file = BackedUpFile(path, 0, "", modified_ns, "")
        place = stored_path(self._folder, file, is_sealed=self._key is not None)
        place.parent.mkdir(parents=True, exist_ok=True)
        plain, stored = hashlib.sha256(), hashlib.sha256()
        with source.open("rb") as read, place.open("wb") as written:
            reader = _Hashing(read, plain)
            pieces = (
                reader.pieces() if self._key is None else seal(self._key, path, reader)  # type: ignore[arg-type] # reads only
            )
            for piece in pieces:
                stored.update(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        return BackedUpFile(
            path, reader.size, plain.hexdigest(), modified_ns, stored.hexdigest()
        )


class _Hashing:
    """A file that is hashed while it is read, so what was read is what is named."""

    def __init__(self, file: BinaryIO, sha256: hashlib._Hash) -> None:
        self._file = file
        self._sha256 = sha256
        self.size = 0

    def read(self, count: int = _PIECE) -> bytes:
        piece = self._file.read(count)
        self._sha256.update(piece)
        self.size += len(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        while piece := self.read():
            yield piece
