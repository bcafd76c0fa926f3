"""Password hashes: argon2id, at most two at a time (§4.1)."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()  # argon2id, RFC 9106 low-memory: 64 MiB and about 0.1 s
_UNKNOWN = _HASHER.hash(secrets.token_hex(16))
_AT_ONCE = threading.BoundedSemaphore(2)  # never more than 128 MiB of hashing


def hash_password(password: str) -> str:
    """Return the argon2id hash to store; takes about a tenth of a second on purpose."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def check_password(stored: str | None, password: str) -> bool:
    """Compare with the stored hash; no password yet (None) costs the same time."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _UNKNOWN, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
