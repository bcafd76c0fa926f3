"""From a secret that people keep to the 256 bits that seal files.

The secret is any text, a passphrase or a line of random signs, in a variable of the
environment or in a file. scrypt makes guessing costly; its salt and costs lie beside
what is sealed, with a check that tells a wrong secret before anything is opened.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from hashlib import scrypt, sha256
from typing import TYPE_CHECKING, Any

from warehouse.durable_files import sync_folder, write_synced
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SHORTEST = 12
_COST, _BLOCK, _LANES = 2**16, 8, 1  # 64 MiB, about a fifth of a second
_MOST_MEMORY = 256 * 2**20
_CHECKED = b"vedomost: the right secret"


@dataclass(frozen=True)
class SecretPlace:
    """Where a secret is looked for: a file if one is named, else a variable."""

    variable: str
    file: Path | None = None

    def __str__(self) -> str:
        return str(self.file or self.variable)

    def read(self) -> str | None:
        """Return the secret; None where no file is named and the variable is not set.

        A named file must be there: falling back would seal with another secret.
        """
        if self.file is None:
            found = os.environ.get(self.variable, "")
        else:
            try:
                found = self.file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise VedomostError(
                    "The file with the key, {path}, cannot be read. Is the disk that "
                    "holds it there?",
                    path=self.file,
                ) from error
        found = found.strip()
        if not found and self.file is None:
            return None
        if len(found) < _SHORTEST:
            raise VedomostError(
                "The key in {place} is shorter than {count} signs. “vedomost new-key” "
                "makes a good one.",
                place=self,
                count=_SHORTEST,
            )
        return found


@dataclass(frozen=True)
class Lock:
    """What is written beside sealed things: how their key comes from the secret."""

    salt: bytes
    check: bytes
    cost: int = _COST

    def written(self) -> dict[str, Any]:
        """Return what JSON and TOML can hold."""
        return {
            "salt": base64.b64encode(self.salt).decode(),
            "check": base64.b64encode(self.check).decode(),
            "scrypt_n": self.cost,
        }


@dataclass(frozen=True)
class Key:
    """The 256 bits, with the lock they fit."""

    lock: Lock
    secret: bytes = field(repr=False)

    def apart(self, purpose: str) -> bytes:
        """Return another key of 256 bits, for one purpose."""
        return hmac.digest(self.secret, purpose.encode(), sha256)


def new_secret() -> str:
    """Draw a secret of 256 bits that can be typed."""
    return secrets.token_urlsafe(32)


def write_secret(path: Path) -> None:
    """Write a new secret into a new file that only its owner may read."""
    try:
        write_synced(path, f"{new_secret()}\n".encode(), 0o600)
        sync_folder(path.absolute().parent)
    except FileExistsError as error:
        raise VedomostError(
            "{path} is there already, and what it opens would be lost with it. Choose "
            "another name.",
            path=path,
        ) from error
    except OSError as error:
        raise VedomostError(
            "{path} cannot be written: {reason}.",
            path=path,
            reason=error.strerror or type(error).__name__,
        ) from error


def new_key(secret: str) -> Key:
    """Make a key with a salt of its own."""
    return _key(secret, secrets.token_bytes(16), _COST)


def lock_written(written: Mapping[str, Any]) -> Lock:
    """Read what `Lock.written` wrote; ValueError or KeyError if it makes no sense."""
    cost = int(written["scrypt_n"])
    if cost < 2 or cost & (cost - 1) or 128 * cost * _BLOCK * _LANES > _MOST_MEMORY:
        raise ValueError(cost)
    salt, check = (base64.b64decode(str(written[part])) for part in ("salt", "check"))
    return Lock(salt, check, cost)


def unlock(lock: Lock, secret: str) -> Key | None:
    """Return the key, or None where the secret is another one."""
    key = _key(secret, lock.salt, lock.cost)
    return key if hmac.compare_digest(key.lock.check, lock.check) else None


def _key(secret: str, salt: bytes, cost: int) -> Key:
    drawn = scrypt(
        secret.encode(), salt=salt, n=cost, r=_BLOCK, p=_LANES, maxmem=_MOST_MEMORY
    )
    return Key(Lock(salt, hmac.digest(drawn, _CHECKED, sha256), cost), drawn)
