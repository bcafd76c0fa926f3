"""Head receipts: what the ledger's last block was at a moment, signed.

Kept away from the school's server (printed, mailed, in another building), a receipt
catches a ledger that was rewritten as a whole: recomputed and signed anew it cannot end
in the same digests.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from warehouse import canonical, filing, signing
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.integrity.difference import Difference
from warehouse.signing import PublicKey, public_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.filing import Filed
    from warehouse.school_folder import School

FOLDER = "exports/receipts"
_KIND = "vedomost head receipt 1"
_HEAD = """
    select block_id, digest, first_entry_id + count_entries - 1, school_id
    from journal.blocks
"""


class Receipt(NamedTuple):
    """The head of a ledger: `made_at` is ISO with offset, key and signature base64."""

    school_id: str
    school_name: str
    block_id: int
    digest: str
    count_entries: int
    made_at: str
    public_key: str
    signature: str = ""

    @property
    def key_id(self) -> str:
        """The fingerprint of the key, as `keys/ledger.pub` has it."""
        return _key(self).key_id

    @property
    def fingerprint(self) -> str:
        """The beginning of the digest in groups of four, to be read out aloud."""
        return "-".join(self.digest[at : at + 4] for at in range(0, 24, 4))


def make(school: School) -> Receipt:
    """Make a receipt of the last block; refuses while nothing was recorded."""
    signer = signing.load(school.folder)
    with school.database.reading() as cursor:
        head = cursor.execute(f"{_HEAD} order by block_id desc limit 1").fetchone()
    if head is None:
        raise VedomostError("Nothing has been recorded yet: there is no receipt.")
    block_id, digest, count_entries, _ = head
    receipt = Receipt(
        school_id=school.school_id,
        school_name=school.name,
        block_id=block_id,
        digest=digest,
        count_entries=count_entries,
        made_at=school.clock.now()
        .astimezone(school.timezone)
        .isoformat(timespec="seconds"),
        public_key=signer.public.text,
    )
    return receipt._replace(signature=signer.sign(_message(receipt)))


def as_text(receipt: Receipt) -> str:
    """Return a receipt as the text of its file."""
    named = {"kind": _KIND, **receipt._asdict()}
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> Receipt:
    """Return the receipt in a text; whether it is true is another question."""
    try:
        return _parsed(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise VedomostError(
            "This is no receipt of a ledger. Give the file as it was downloaded."
        ) from error


def _parsed(text: str) -> Receipt:
    named = json.loads(text)
    if named.pop("kind") != _KIND:
        raise ValueError(_KIND)
    receipt = Receipt(**named)
    datetime.fromisoformat(receipt.made_at)
    numbers = (receipt.block_id, receipt.count_entries)
    texts = (value for value in receipt if value not in numbers)
    if {*map(type, numbers)} != {int} or {*map(type, texts)} != {str}:
        raise TypeError(_KIND)
    return receipt


def check(
    cursor: duckdb.DuckDBPyConnection, school_id: str, receipt: Receipt
) -> Iterator[Difference]:
    """Yield in what the ledger is another one than when the receipt was made."""
    place = f"receipt of {receipt.made_at[:10]}, block {receipt.block_id}"
    key = _key(receipt)
    if not key.signed(receipt.signature, _message(receipt)):
        yield Difference(
            place, "The receipt itself was altered: its signature is wrong."
        )
        return
    if receipt.school_id != school_id:
        yield Difference(
            place, "It is of another school: {other}.", (("other", receipt.school_id),)
        )
        return
    if key.key_id not in signing.known_keys(cursor):
        yield Difference(
            place,
            "It is signed by a key that this ledger does not know: {key}.",
            (("key", key.key_id),),
        )
    found = cursor.execute(f"{_HEAD} where block_id = ?", [receipt.block_id]).fetchone()
    if found is None:
        yield Difference(place, "The ledger has no such block any more.")
    elif found[1] != receipt.digest:
        yield Difference(
            place, "The block is another one now: the ledger was rewritten."
        )
    elif found[2] != receipt.count_entries:
        yield Difference(place, "The count of entries until the block is another one.")


def file_receipt(school: School, by: str) -> Filed | None:
    """File the day's receipt; None if one of this day is filed already."""
    day = school_day(school.clock.now(), school.timezone).isoformat()
    path = f"{FOLDER}/{day}.json"
    with school.database.reading() as cursor:
        if filing.is_filed(cursor, path):
            return None
    content = as_text(make(school)).encode()
    return filing.file_away(school, path, content, "receipt", by, day)


def _message(receipt: Receipt) -> bytes:
    return canonical.line((_KIND, *receipt[:-1])).encode()


def _key(receipt: Receipt) -> PublicKey:
    try:
        return public_key(base64.b64decode(receipt.public_key, validate=True))
    except ValueError:
        return PublicKey("", "")
