"""A school's files as they are stored: plain, its private keys sealed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from warehouse.installation import sealing
from warehouse.installation.contents import contents_of
from warehouse.installation.index import Entry

if TYPE_CHECKING:
    from warehouse.installation.settings import Installation


class Stored:
    """The stored files of one school."""

    def __init__(self, installation: Installation, school_id: str) -> None:
        self._contents = contents_of(installation, school_id)
        self._school_id = school_id

    def put(self, path: str, content: bytes) -> Entry:
        """Store a file durably; return what the index is to say of it."""
        stored = content
        if sealing.is_private(path):
            stored = sealing.sealed(self._school_id, path, content)
        sha256 = hashlib.sha256(content).hexdigest()
        return Entry(path, sha256, self._contents.put(stored), len(content))

    def get(self, entry: Entry) -> bytes:
        """Return a file, or raise `UnreadableContentError`."""
        stored = self._contents.get(entry.stored_as)
        if sealing.is_private(entry.path):
            return sealing.unsealed(self._school_id, entry.path, stored)
        return stored
