"""The base of the merge: what a workbook last held, page by page."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.workbook import CellKey
from warehouse import ledger
from warehouse.blocks import KEY
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    import duckdb

# Part of every stored digest: when rules judge differently, unchanged pages are judged
# again.
RULES_VERSION = 1
_AT_GENERATION = ""  # in the place of an upload: what a workbook was handed out with


class Base(NamedTuple):
    """One page of one workbook as last accepted; digest '' means read it again."""

    values: dict[CellKey, str]
    digest: str
    is_overtaken: bool = False  # a hand-in that was received later was recorded first


class Held(NamedTuple):
    """What a workbook is known to hold on some pages."""

    bases: dict[str, Base]
    # The planned topic with which each lesson was handed out. The plan may have moved
    # on since: a new day off shifts all topics behind it.
    prefilled: dict[str, str]


def load_bases(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    digests: Mapping[str, str],
    received_at: datetime,
) -> Held:
    """Return the base of each page, for a hand-in received at an aware moment.

    `digests` are those of the pages as they are now, '' where not known: of a page that
    is just as it was, the digest is returned alone, without topics.

    A page never handed in before, or overtaken by a later hand-in, has the ledger's
    values at the workbook's generation; a workbook that the school never generated has
    an empty base, so that a value that differs from the ledger's is a conflict and not
    an overwrite. A base that void values may have entered (§4.4) is made anew from the
    generation and those entries of the workbook's own hand-ins that count.
    """
    bases = {page: Base({}, "") for page in digests}
    at_generation = set(digests)
    forgotten = []
    topics = {}
    stored = _stored(cursor, workbook_id, list(digests), received_at)
    for page, digest, content, is_overtaken, is_prefilled in stored:
        if is_prefilled:
            topics[page] = content
        elif is_overtaken:
            bases[page] = Base({}, "", is_overtaken)
        elif content is None:
            forgotten.append(page)
        else:
            is_same = digest and digest == digests[page]
            bases[page] = Base({} if is_same else unpack(page, content), digest)
            at_generation.remove(page)
    for key, value in _held_at_generation(cursor, workbook_id, sorted(at_generation)):
        bases[key.page_id].values[key] = value
    for key, entered in _entered_by(cursor, workbook_id, forgotten):
        if entered is None:
            bases[key.page_id].values.pop(key, None)
        else:
            bases[key.page_id].values[key] = entered
    prefilled = {
        key.lesson_id: topic
        for page, content in topics.items()
        if not digests[page] or bases[page].digest != digests[page]
        for key, topic in unpack(page, content).items()
    }
    return Held(bases, prefilled)


def _stored(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    pages: list[str],
    received_at: datetime,
) -> list[tuple[Any, ...]]:
    """Return page, digest, content, and whether overtaken or handed out with it."""
    return cursor.execute(
        """
        select
            workbook_pages.page_id, workbook_pages.digest, workbook_pages.content,
            uploads.received_at > $received_at as is_overtaken,
            workbook_pages.upload_id = $at_generation as is_prefilled
        from journal.workbook_pages
        left join journal.uploads using (upload_id)
        where workbook_pages.workbook_id = $workbook_id
            and list_contains($pages, workbook_pages.page_id)
        """,
        {
            "received_at": utc_naive(received_at),
            "at_generation": _AT_GENERATION,
            "workbook_id": workbook_id,
            "pages": pages,
        },
    ).fetchall()


def store_prefilled(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    topics: Mapping[str, Mapping[CellKey, str]],
) -> None:
    """Remember by page which planned topics a workbook was handed out with."""
    for page_id, values in topics.items():
        cursor.execute(
            "insert into journal.workbook_pages values (?, ?, ?, '', ?)",
            [workbook_id, page_id, _AT_GENERATION, pack(values)],
        )


def held_before(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, page_ids: Iterable[str]
) -> set[tuple[CellKey, str]]:
    """Return every value that any copy of this workbook was known to hold.

    Void ones and those taken back are left out: whoever meant one must be able to enter
    it again.
    """
    pages = list(page_ids)
    if not pages:
        return set()
    held = {
        (key, value)
        for key, value in _entered_by(cursor, workbook_id, pages, with_undone=False)
        if value is not None
    }
    return held | set(_held_at_generation(cursor, workbook_id, pages))


def removed_cells(
    cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
) -> set[CellKey]:
    """Return the cells of pages from which a value was ever removed."""
    rows = cursor.execute(
        f"select distinct {', '.join(KEY)} from journal.entries "
        "where value is null and page_id in (select unnest(?))",
        [sorted(page_ids)],
    ).fetchall()
    return {CellKey(*row) for row in rows}


def _entered_by(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    page_ids: list[str],
    *,
    with_undone: bool = True,
) -> Iterator[tuple[CellKey, str | None]]:
    """Yield the entries of a workbook's hand-ins that count, in order; None removes."""
    if not page_ids:
        return
    rows = cursor.execute(
        f"""
        select {", ".join(KEY)}, value
        from journal.valid_entries
        where page_id in (select unnest($page_ids)) and upload_id in (
            select uploads.upload_id from journal.uploads
            left join journal.uploads as undone
                on uploads.upload_id = undone.undoes_upload_id
            where uploads.workbook_id = $workbook_id and (
                $with_undone
                or (undone.upload_id is null and uploads.undoes_upload_id is null)
            )
        )
        order by entry_id
        """,
        {
            "page_ids": page_ids,
            "workbook_id": workbook_id,
            "with_undone": with_undone,
        },
    ).fetchall()
    for row in rows:
        yield CellKey(*row[:5]), row[5]


def _held_at_generation(
    cursor: duckdb.DuckDBPyConnection, workbook_id: str, page_ids: list[str]
) -> Iterator[tuple[CellKey, str]]:
    """Yield what it truly held, with what was declared void only later."""
    if not page_ids:
        return
    generated = cursor.execute(
        "select generated_entry_id, coalesce(generated_block_id, 0) "
        "from journal.workbooks where workbook_id = ?",
        [workbook_id],
    ).fetchone()
    if generated and generated[0]:
        held = ledger.as_known_then(cursor, page_ids, *generated)
        for row in held.select([*KEY, "value"]).iter_rows():
            yield CellKey(*row[:5]), row[5]


def store_bases(
    cursor: duckdb.DuckDBPyConnection,
    workbook_id: str,
    upload_id: str,
    bases: Mapping[str, Base],
) -> None:
    """Remember what the workbook holds after this upload."""
    if not bases:
        return
    cursor.execute(
        "delete from journal.workbook_pages "
        "where workbook_id = ? and upload_id <> ? and list_contains(?, page_id)",
        [workbook_id, _AT_GENERATION, list(bases)],
    )
    cursor.execute(
        "insert into journal.workbook_pages "
        "select ?, unnest(?), ?, unnest(?), unnest(?)",
        [
            workbook_id,
            list(bases),
            upload_id,
            [base.digest for base in bases.values()],
            [pack(base.values) for base in bases.values()],
        ],
    )


def pack(values: Mapping[CellKey, str]) -> bytes:
    """Pack one page's values; the page id itself is left out."""
    rows = [[*key[1:], value] for key, value in values.items()]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)


def unpack(page_id: str, content: bytes) -> dict[CellKey, str]:
    """Return what `pack` packed."""
    rows = json.loads(zlib.decompress(content))
    make = CellKey._make
    return {
        make((page_id, lesson, period, student, field)): value
        for lesson, period, student, field, value in rows
    }
