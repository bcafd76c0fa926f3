"""The base of the merge: what a workbook last held, page by page."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

from ingest.workbook import CellKey
from warehouse import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

# Part of every stored digest: when rules judge differently, unchanged pages are judged
# again.
RULES_VERSION = 1


class Base(NamedTuple):
    """One page of one workbook as last accepted; digest '' means read it again."""

    values: dict[CellKey, str]
    digest: str


def load_bases(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, page_ids: Iterable[str]
) -> dict[str, Base]:
    """Return the base of each page.

    A page never handed in before has the ledger's values at the workbook's generation;
    a workbook that the school never generated has an empty base, so that a value that
    differs from the ledger's is a conflict and not an overwrite.
    """
    wanted = list(page_ids)
    stored = cursor.execute(
        "select page_id, digest, content from journal.workbook_pages "
        "where workbook_id = ? and page_id in (select unnest(?))",
        [workbook_id, wanted],
    ).fetchall()
    bases = {
        page: Base(unpack(page, content), digest) for page, digest, content in stored
    }
    missing = [page for page in wanted if page not in bases]
    bases |= {page: Base({}, "") for page in missing}
    generated = cursor.execute(
        "select generated_entry_id from journal.workbooks where workbook_id = ?",
        [workbook_id],
    ).fetchone()
    if generated and generated[0] and missing:
        held = ledger.as_of_entry(cursor, missing, generated[0])
        for row in held.select([*ledger.KEY, "value"]).iter_rows():
            bases[row[0]].values[CellKey(*row[:5])] = row[5]
    return bases


def store_bases(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    upload_id: str,
    bases: Mapping[str, Base],
) -> None:
    """Remember what the workbook holds after this upload."""
    cursor.execute(
        "delete from journal.workbook_pages "
        "where workbook_id = ? and page_id in (select unnest(?))",
        [workbook_id, list(bases)],
    )
    for page_id, base in bases.items():
        cursor.execute(
            "insert into journal.workbook_pages values (?, ?, ?, ?, ?)",
            [workbook_id, page_id, upload_id, base.digest, pack(base.values)],
        )


def pack(values: Mapping[CellKey, str]) -> bytes:
    """Pack one page's values; the page id itself is left out."""
    rows = [[*key[1:], value] for key, value in values.items()]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)


def unpack(page_id: str, content: bytes) -> dict[CellKey, str]:
    """Return what `pack` packed."""
    rows = json.loads(zlib.decompress(content))
    return {CellKey(page_id, *row[:4]): row[4] for row in rows}
