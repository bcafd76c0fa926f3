"""Secrets that must be read again, encrypted with a key beside the warehouse.

A copy of `school.duckdb` alone (a backup, an export) gives nobody a second factor. The
key lies in the school's folder, `keys/access.key`, and is made when first needed.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

from warehouse.errors import VedomostError
from warehouse.folder_files import files_at

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "keys/access.key"
_MAKING = threading.Lock()


def seal(folder: Path, account_id: str, secret: str) -> str:
    """Encrypt a secret of an account for storing."""
    return _key(folder).encrypt(f"{account_id} {secret}".encode()).decode()


def unseal(folder: Path, account_id: str, sealed: str) -> str:
    """Return the secret; one copied over from another account does not open."""
    try:
        owner, _, secret = _key(folder).decrypt(sealed).decode().partition(" ")
    except InvalidToken:
        owner, secret = "", ""
    if owner != account_id:
        raise VedomostError(
            "The second factor cannot be checked: {file} in the school’s folder is not "
            "the key it was stored with. The administrator puts the key back from a "
            "backup, or takes the second factor off.",
            file=_FILE,
        )
    return secret


def signature(folder: Path, purpose: str, text: str) -> bytes:
    """Sign a text so that only this school's server can have done it.

    `purpose` keeps signatures of different kinds apart.
    """
    own = hmac.digest(_key_text(folder), purpose.encode(), hashlib.sha256)
    return hmac.digest(own, text.encode(), hashlib.sha256)


def _key(folder: Path) -> Fernet:
    return Fernet(_key_text(folder))


def _key_text(folder: Path) -> bytes:
    """Read the key; made once, readable by the server's user only."""
    path = _path(folder)
    with _MAKING:
        files_at(folder).made_once(_FILE, Fernet.generate_key)
    return path.read_bytes()


def _path(folder: Path) -> Path:
    return folder / _FILE
