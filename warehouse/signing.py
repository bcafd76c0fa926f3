"""The signature under every block: Ed25519, with a key that the server alone reads.

`keys/ledger.key` is made with the school; `keys/ledger.pub` may be given to anybody.
The ledger holds its public keys, so another key is noticed; a key is replaced by a
block that the old one signed (`change_key`).
"""

from __future__ import annotations

import base64
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

from warehouse import canonical, sealed_records
from warehouse.blocks import SEALED_FROM
from warehouse.errors import VedomostError
from warehouse.folder_files import files_at

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb

KEY_FILE = "keys/ledger.key"
PUBLIC_FILE = "keys/ledger.pub"


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


def public_key(raw: bytes) -> PublicKey:
    """Return a public key of its 32 bytes."""
    return PublicKey(
        hashlib.sha256(raw).hexdigest()[:16], base64.b64encode(raw).decode()
    )


def block_message(school_id: str, block_id: int, digest: str) -> bytes:
    """Return what is signed of a block."""
    return canonical.line(("vedomost block", school_id, block_id, digest)).encode()


class Signing:
    """Signs what each transaction sealed, before it commits.

    Opened `to_verify`, a school without its key is read all the same; then nothing can
    be sealed.
    """

    def __init__(self, folder: Path, *, to_verify: bool = False) -> None:
        self._folder = folder
        self._to_verify = to_verify
        self._signer: Signer | None = None

    def __call__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Sign the blocks that the running transaction sealed, and only those."""
        for block_id, school_id, digest in _new_blocks(cursor):
            signer = self._signer or self.ready(cursor)
            if signer is None:
                raise _missing()
            _pin(cursor, signer.public)
            message = block_message(school_id, block_id, digest)
            cursor.execute(
                "update journal.blocks set key_id = ?, signature = ? "
                "where block_id = ?",
                [signer.public.key_id, signer.sign(message), block_id],
            )

    def ready(self, cursor: duckdb.DuckDBPyConnection) -> Signer | None:
        """Read the key, or make that of a new ledger; refuses a missing or other one.

        Opened `to_verify`, None stands for both.
        """
        pinned = pinned_key(cursor)
        if pinned is None and not (self._folder / KEY_FILE).exists():
            files_at(self._folder).made_once(KEY_FILE, _new_key)
        try:
            signer = _of_ledger(load(self._folder), pinned)
        except VedomostError:
            if self._to_verify:
                return None
            raise
        if pinned is None:
            _publish(self._folder, signer.public)
        self._signer = signer
        return signer


def load(folder: Path) -> Signer:
    """Read the school's private key."""
    try:
        key = load_pem_private_key((folder / KEY_FILE).read_bytes(), password=None)
    except FileNotFoundError as error:
        raise _missing() from error
    except (ValueError, OSError) as error:
        raise _unreadable() from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable()
    return Signer(key)


def _of_ledger(signer: Signer, pinned: str | None) -> Signer:
    if pinned is not None and signer.public.key_id != pinned:
        raise VedomostError(
            "{file} is not the key that this ledger is signed with ({known}). Put the "
            "folder “keys” of this school back from a backup.",
            file=KEY_FILE,
            known=pinned,
        )
    return signer


def pinned_key(cursor: duckdb.DuckDBPyConnection) -> str | None:
    """Return the id of the key that signs now; None before the first signed block."""
    found = cursor.execute(
        "select key_id from journal.key_changes order by block_id desc limit 1"
    ).fetchone()
    if found is None:
        found = cursor.execute(
            "select key_id from journal.blocks where key_id is not null "
            "order by block_id limit 1"
        ).fetchone()
    return found[0] if found else None


def known_keys(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the ids of all keys that have signed, or are named to sign."""
    found = cursor.execute(
        "select key_id from journal.blocks where key_id is not null "
        "union select key_id from journal.key_changes"
    ).fetchall()
    return {key_id for (key_id,) in found}


def change_key(
    folder: Path, cursor: duckdb.DuckDBPyConnection, school_id: str, at: datetime
) -> Signer:
    """Name a new key in a block that the old key signs; return the new one.

    The caller writes it to `KEY_FILE` once the transaction is committed.
    """
    old, new = load(folder), Signer(Ed25519PrivateKey.generate())
    change = {
        "key_id": new.public.key_id,
        "public_key": new.public.text,
        "former_key_id": old.public.key_id,
        "changed_at": at,
        "reason": "",
    }
    sealed_records.write(cursor, school_id, at, "journal.key_changes", [change])
    return new


def _missing() -> VedomostError:
    return VedomostError(
        "{file} is missing: without it nothing can be recorded. Put the folder “keys” "
        "back from a backup of the school. Until then “vedomost verify” still reads "
        "the school.",
        file=KEY_FILE,
    )


def _unreadable() -> VedomostError:
    return VedomostError(
        "{file} holds no Ed25519 key. Put it back from a backup.", file=KEY_FILE
    )


def _new_blocks(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    sealed_from = cursor.execute(f"select getvariable('{SEALED_FROM}')").fetchall()
    if sealed_from[0][0] is None:
        return []
    return cursor.execute(
        "select block_id, school_id, digest from journal.blocks "
        "where block_id >= ? order by block_id",
        [sealed_from[0][0]],
    ).fetchall()


def _pin(cursor: duckdb.DuckDBPyConnection, public: PublicKey) -> None:
    known = cursor.execute(
        "select 1 from journal.ledger_keys where key_id = ?", [public.key_id]
    ).fetchone()
    if known is None:
        cursor.execute("insert into journal.ledger_keys values (?, ?)", list(public))


def _new_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _publish(folder: Path, public: PublicKey) -> None:
    """Write the public key beside the private one."""
    told = f"{public.key_id} {public.text}\n".encode()
    files_at(folder).write(PUBLIC_FILE, told)
