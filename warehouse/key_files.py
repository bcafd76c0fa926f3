"""The school's signing key on the disk: `keys/ledger.key`, and what a change leaves.

While a key is being changed the new one lies beside it as `ledger.key.next`; afterwards
the old one stays as `ledger.key.former`, for a backup whose database is from before the
change and whose files are from after it. Which of them signs, the ledger says.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from warehouse.errors import VedomostError
from warehouse.folder_files import files_at

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "keys/ledger.key"
PUBLIC_FILE = "keys/ledger.pub"
_NEXT_FILE = "keys/ledger.key.next"
_FORMER_FILE = "keys/ledger.key.former"


class PublicKey(NamedTuple):
    """A public key, base64, under the first 16 hexadecimal digits of its SHA-256."""

    key_id: str
    text: str

    def signed(self, signature: str, message: bytes) -> bool:
        """Tell whether a signature (base64) is this key's."""
        try:
            raw = base64.b64decode(signature, validate=True)
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.text))
            key.verify(raw, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """The school's private key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = public_key(
            private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        )

    def sign(self, message: bytes) -> str:
        """Return the signature of a message, base64."""
        return base64.b64encode(self._private.sign(message)).decode()

    def as_text(self) -> bytes:
        """Return the private key as PEM, as it lies in its file."""
        return self._private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )


def public_key(raw: bytes) -> PublicKey:
    """Return a public key of its 32 bytes."""
    return PublicKey(
        hashlib.sha256(raw).hexdigest()[:16], base64.b64encode(raw).decode()
    )


def load(folder: Path) -> Signer:
    """Read the school's private key."""
    return _read(folder / KEY_FILE)


def make(folder: Path) -> None:
    """Write the first key of a new ledger."""
    files_at(folder).made_once(KEY_FILE, lambda: new_signer().as_text())


def new_signer() -> Signer:
    """Draw a new key."""
    return Signer(Ed25519PrivateKey.generate())


def lay_next(folder: Path, following: Signer) -> None:
    """Write a new key beside the one that signs, before the ledger names it."""
    files_at(folder).write(_NEXT_FILE, following.as_text(), is_private=True)


def publish(folder: Path, public: PublicKey) -> None:
    """Write the public key beside the private one."""
    told = f"{public.key_id} {public.text}\n".encode()
    files_at(folder).write(PUBLIC_FILE, told)


def of_ledger(folder: Path, pinned: str) -> Signer | None:
    """Return the key that the ledger names, wherever it lies; None if it is gone."""
    for name in (KEY_FILE, _NEXT_FILE, _FORMER_FILE):
        found = _there(folder / name)
        if found is not None and found.public.key_id == pinned:
            return found
    return None


def settle(folder: Path, pinned: str) -> None:
    """Put the key that the ledger names in its place; a change may have been cut off.

    Done again from any point at which it is killed.
    """
    signing = of_ledger(folder, pinned)
    if signing is None:
        return  # missing, or another school's: `load` and who compares says so
    files = files_at(folder)
    former = _there(folder / KEY_FILE)
    if former is not None and former.public.key_id == pinned:
        # Of a change that was not committed here; another node's may be just now.
        if not files.is_shared:
            files.remove(_NEXT_FILE)
        return
    publish(folder, signing.public)
    files.write(_NEXT_FILE, signing.as_text(), is_private=True)
    if former is not None:
        files.write(_FORMER_FILE, former.as_text(), is_private=True)
    files.write(KEY_FILE, signing.as_text(), is_private=True)
    files.remove(_NEXT_FILE)


def missing() -> VedomostError:
    """Return the refusal where there is no key."""
    return VedomostError(
        "{file} is missing: without it nothing can be recorded. Put the folder “keys” "
        "back from a backup of the school. Until then “vedomost verify” still reads "
        "the school.",
        file=KEY_FILE,
    )


def _there(path: Path) -> Signer | None:
    with contextlib.suppress(VedomostError):
        return _read(path)
    return None


def _read(path: Path) -> Signer:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise missing() from error
    except (ValueError, OSError) as error:
        raise _unreadable() from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable()
    return Signer(key)


def _unreadable() -> VedomostError:
    return VedomostError(
        "{file} holds no Ed25519 key. Put it back from a backup.", file=KEY_FILE
    )
