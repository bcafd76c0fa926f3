"""The signature under every block: Ed25519, with a key that the server alone reads.

`keys/ledger.key` is made with the school; `keys/ledger.pub` may be given to anybody.
The ledger holds its public keys, so another key is noticed. A key is replaced by a
block that the old one signed (`Signing.change`): the new one lies beside it on the disk
before that block is committed, so at no moment would a kill leave a ledger without its
key.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from warehouse import canonical, sealed_records
from warehouse.blocks import SEALED_FROM
from warehouse.errors import VedomostError
from warehouse.folder_files import files_at
from warehouse.key_files import (
    KEY_FILE,
    PUBLIC_FILE,
    PublicKey,
    Signer,
    lay_next,
    load,
    make,
    missing,
    new_signer,
    of_ledger,
    public_key,
    publish,
    settle,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import duckdb

    from warehouse.school_folder import School

__all__ = [
    "KEY_FILE",
    "PUBLIC_FILE",
    "PublicKey",
    "Signer",
    "Signing",
    "block_message",
    "change_key",
    "known_keys",
    "load",
    "pinned_key",
    "public_key",
]


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
        self._is_changing = False
        self._lock = threading.Lock()

    def __call__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Sign the blocks that the running transaction sealed, and only those."""
        for block_id, school_id, digest in _new_blocks(cursor):
            signer = self._signer
            if signer is None or self._may_have_changed(cursor, signer):
                signer = self.ready(cursor)
            if signer is None:
                raise missing()
            _pin(cursor, signer.public)
            message = block_message(school_id, block_id, digest)
            cursor.execute(
                "update journal.blocks set key_id = ?, signature = ? "
                "where block_id = ?",
                [signer.public.key_id, signer.sign(message), block_id],
            )
        if self._is_changing:  # the next block is the new key's, if this is committed
            self._signer, self._is_changing = None, False

    def ready(self, cursor: duckdb.DuckDBPyConnection) -> Signer | None:
        """Read the key, or make that of a new ledger; refuses a missing or other one.

        Opened `to_verify`, None stands for both.
        """
        files_at(self._folder).look_again()
        pinned = pinned_key(cursor)
        if pinned is None and not (self._folder / KEY_FILE).exists():
            make(self._folder)
        if pinned is not None and not self._to_verify:
            with self._lock:
                settle(self._folder, pinned)
        try:
            signer = _of_ledger(self._loaded(pinned), pinned)
        except VedomostError:
            if self._to_verify:
                return None
            raise
        if pinned is None:
            publish(self._folder, signer.public)
        self._signer = signer
        return signer

    def change(
        self, cursor: duckdb.DuckDBPyConnection, school_id: str, at: datetime, why: str
    ) -> PublicKey:
        """Name a new key in a block of the running transaction, signed by the old one.

        Call `ready` after the commit; a kill before it is made good at the next start.
        """
        old = self._signer or self.ready(cursor)
        if old is None:
            raise missing()
        new = new_signer()
        lay_next(self._folder, new)
        change = {
            "key_id": new.public.key_id,
            "public_key": new.public.text,
            "former_key_id": old.public.key_id,
            "changed_at": at,
            "reason": why,
        }
        sealed_records.write(cursor, school_id, at, "journal.key_changes", [change])
        self._is_changing = True
        return new.public

    def _may_have_changed(self, cursor: duckdb.DuckDBPyConnection, one: Signer) -> bool:
        """Tell whether another node changed the key since this one read it."""
        if self._is_changing or not files_at(self._folder).is_shared:
            return False
        return pinned_key(cursor) not in (None, one.public.key_id)

    def _loaded(self, pinned: str | None) -> Signer:
        """Return the key; to verify only, one whose change was cut off counts too."""
        named = of_ledger(self._folder, pinned) if pinned is not None else None
        return named or load(self._folder)


def change_key(school: School, why: str) -> PublicKey:
    """Replace the school's signing key by a new one, while the school is open."""
    signing = school.database.before_commit
    if not isinstance(signing, Signing):
        raise TypeError(signing)
    with school.database.writing() as cursor:
        now = school.clock.now()
        public = signing.change(cursor, school.school_id, now, why)
    with school.database.writing(announced=False) as cursor:  # nobody signs meanwhile
        signing.ready(cursor)
    return public


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
