"""Every block signed by the key that held then."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from warehouse.integrity.difference import Difference
from warehouse.signing import PublicKey, block_message, public_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.stored import StoredBlock


def check(
    cursor: duckdb.DuckDBPyConnection, blocks: list[StoredBlock]
) -> Iterator[Difference]:
    """Yield the blocks whose signature is missing, wrong or of another key."""
    keys, changes = _keys(cursor), _changes(cursor)
    holding: str | None = None
    for block in blocks:
        if block.format is None and holding is None:
            continue  # sealed before there were signatures
        name = f"block {block.block_id}"
        holding = holding or block.key_id
        key = keys.get(block.key_id or "")
        if block.signature is None or block.key_id is None:
            yield Difference(name, "It is not signed.")
        elif block.key_id != holding:
            yield Difference(
                name,
                "It is signed by another key ({key}) than the ledger’s ({known}).",
                (("key", block.key_id), ("known", holding)),
            )
        elif key is None:
            yield Difference(
                name, "The ledger lacks the key {key}.", (("key", block.key_id),)
            )
        elif not key.signed(
            block.signature,
            block_message(block.school_id, block.block_id, block.digest),
        ):
            yield Difference(name, "Its signature is wrong.")
        holding = changes.get(block.block_id, holding)


def _keys(cursor: duckdb.DuckDBPyConnection) -> dict[str, PublicKey]:
    """Return the ledger's public keys, each under its own digest and no other."""
    found = cursor.execute(
        "select public_key from journal.ledger_keys "
        "union select public_key from journal.key_changes"
    ).fetchall()
    keys = {}
    for (text,) in found:
        try:
            key = public_key(base64.b64decode(text, validate=True))
        except (ValueError, TypeError):
            continue
        keys[key.key_id] = key
    return keys


def _changes(cursor: duckdb.DuckDBPyConnection) -> dict[int, str]:
    return dict(
        cursor.execute("select block_id, key_id from journal.key_changes").fetchall()
    )
