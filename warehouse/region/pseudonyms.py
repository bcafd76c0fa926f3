"""Pseudonyms of students and teachers: numbers that only the school can tell apart.

HMAC-SHA256 with a key of 32 bytes that lies in the school's `keys/` and leaves it only
sealed: who has the region's lake and all the school's codes still cannot find out whose
a number is. The same person keeps the number within one school and year.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.folder_files import FolderFiles

KEY_FILE = "keys/region.key"
_KEY_BYTES = 32
_NUMBER_BYTES = 8


class Pseudonyms:
    """Makes pseudonyms with one school's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @property
    def key_id(self) -> str:
        """Tell this key from another one without telling the key."""
        return self._digest("key", "").hex()[:16]

    def number(self, kind: str, code: str) -> int:
        """Return the number of a code; 0 for none. `kind` keeps equal codes apart."""
        if not code:
            return 0
        digest = self._digest(kind, code)
        return int.from_bytes(digest[:_NUMBER_BYTES], "big", signed=True)

    def _digest(self, kind: str, code: str) -> bytes:
        text = f"{kind}\0{code}".encode()
        return hmac.new(self._key, text, hashlib.sha256).digest()


def pseudonyms_of(files: FolderFiles) -> Pseudonyms:
    """Return the pseudonyms of a school; its key is made the first time.

    Losing the key loses nothing: the school publishes everything anew with another.
    """
    files.made_once(KEY_FILE, lambda: secrets.token_bytes(_KEY_BYTES))
    return Pseudonyms(files.read(KEY_FILE))
