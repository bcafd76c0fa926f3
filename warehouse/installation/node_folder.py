"""The folder of a school at one node: a copy of what is stored, that may be lost."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import uuid
from typing import TYPE_CHECKING

from warehouse.durable_files import write_durably
from warehouse.installation import sealing
from warehouse.installation.contents import UnreadableContentError
from warehouse.installation.index import RECEIVED

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.installation.index import Entry
    from warehouse.installation.stored import Stored

log = logging.getLogger(__name__)

LAZY = (RECEIVED, "exports/", "archive/")  # many and large; they come when read


class NodeFolder:
    """What lies at this node."""

    def __init__(self, folder: Path, stored: Stored) -> None:
        self._folder = folder
        self._stored = stored

    def fetch(self, entry: Entry) -> bytes:
        """Bring a stored file here and return it."""
        content = self._stored.get(entry)
        self.write(entry.path, content, is_private=sealing.is_private(entry.path))
        return content

    def write(self, path: str, content: bytes, *, is_private: bool) -> None:
        """Write what is stored by now.

        A received file is not synced, being hashed whenever it is read, and a disk that
        is full keeps none.
        """
        if not path.startswith(RECEIVED):
            write_durably(self._folder / path, content, is_private=is_private)
            return
        with contextlib.suppress(OSError):
            write_unsynced(self._folder / path, content)

    def bring(self, entry: Entry) -> None:
        """Bring a stored file here for a copy of the school; a full disk is told."""
        content = self._stored.get(entry)
        is_private = sealing.is_private(entry.path)
        write_durably(self._folder / entry.path, content, is_private=is_private)

    def fetch_if_readable(self, entry: Entry) -> None:
        """Bring a file here, or say in the log that it cannot be read.

        One lost form must not keep a school closed; `vedomost verify` tells of it.
        """
        try:
            self.fetch(entry)
        except UnreadableContentError as error:
            log.error("%s was not brought here: %s", entry.path, error)  # noqa: TRY400

    def follow(self, entry: Entry) -> None:
        """Do here what was done at another node."""
        place = self._folder / entry.path
        if entry.is_removed:
            place.unlink(missing_ok=True)
        elif not self.has(entry):
            if entry.path.startswith(LAZY):
                place.unlink(missing_ok=True)
            else:
                self.fetch_if_readable(entry)

    def has(self, entry: Entry) -> bool:
        """Tell whether a file lies here as it is stored."""
        return sha256_at(self._folder / entry.path) == entry.sha256


def sha256_at(path: Path) -> str:
    """Return the SHA-256 of a file, '' if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def write_unsynced(path: Path, content: bytes) -> None:
    """Write a file in one step; after a power cut it may be none, or half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    aside.write_bytes(content)
    aside.replace(path)
