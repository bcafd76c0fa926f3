"""Hashes of random one-time codes: activation codes and recovery codes."""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# A code is random, so OWASP's minimum is enough: 20 ms, a class in a second. What
# people think of themselves needs `passwords.hash_password`.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_UNKNOWN = _HASHER.hash(secrets.token_hex(16))
_AT_ONCE = threading.BoundedSemaphore(2)


def hash_code(code: str) -> str:
    """Return the argon2id hash to store of a code."""
    with _AT_ONCE:
        return _HASHER.hash(code)


def check_code(stored: str | None, code: str) -> bool:
    """Compare with the stored hash; no code (None) costs the same time."""
    with _AT_ONCE:
        try:
            _HASHER.verify(stored or _UNKNOWN, code)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
