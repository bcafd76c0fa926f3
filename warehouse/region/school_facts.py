"""What a school publishes, read at one moment and pseudonymised on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse.clock import utc_naive
from warehouse.queries.outcomes import OUTCOME

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.region.pseudonyms import Pseudonyms

_FACTS = Path(__file__).parent / "facts"
# Whole pictures of a school, beside its entries, and what a row of each is known by.
PICTURES: dict[str, tuple[str, ...]] = {
    "pages": ("page",),
    "classes": ("class_id",),
    "periods": ("period_id",),
    "places": ("class_id", "student", "subject", "period_id"),
    "timeliness": ("page", "teacher", "week_on", "kind"),
}
# A column of codes, the kind of pseudonym, and the column that stands for it.
_REPLACED = (
    ("page_id", "page", "page"),
    ("student_id", "student", "student"),
    ("person_id", "teacher", "teacher"),
)
_YEAR = """
select max(value) from setup.about where setting = 'year_id' and valid_to is null
"""


class Standing(NamedTuple):
    """Where a school's ledger stands, in the words of a publication."""

    year_id: str
    last_block_id: int
    last_digest: str
    count_void_events: int


def standing_of(cursor: duckdb.DuckDBPyConnection) -> Standing:
    """Return where the ledger stands in the cursor's transaction."""
    year = cursor.execute(_YEAR).fetchone()
    block = cursor.execute(
        "select block_id, digest from journal.blocks order by block_id desc limit 1"
    ).fetchone()
    void = cursor.execute("select count(*) from journal.void_events").fetchone()
    block_id, digest = block or (0, "")
    return Standing(
        str(year[0]) if year else "",
        block_id,
        digest,
        int(void[0]) if void else 0,
    )


def digest_of(cursor: duckdb.DuckDBPyConnection, block_id: int) -> str | None:
    """Return the digest of a block; None where there is no such block."""
    found = cursor.execute(
        "select digest from journal.blocks where block_id = ?", [block_id]
    ).fetchone()
    return str(found[0]) if found else None


def entries_after(
    cursor: duckdb.DuckDBPyConnection,
    pseudonyms: Pseudonyms,
    since: int,
    year_id: str,
    zone: str,
) -> pl.DataFrame:
    """Return the entries that count of the blocks after one."""
    values = {"since": since, "year_id": year_id, "zone": zone}
    return _pseudonymised(cursor.execute(_text("entries"), values).pl(), pseudonyms)


def picture(
    cursor: duckdb.DuckDBPyConnection,
    pseudonyms: Pseudonyms,
    name: str,
    now: datetime,
) -> pl.DataFrame:
    """Return one of `PICTURES` as the school is at `now`.

    For timeliness, bring the obligations up to date before.
    """
    text = _text(name).replace("outcome_at_now", OUTCOME)
    values = {"now": utc_naive(now)} if "$now" in text else {}
    return _pseudonymised(cursor.execute(text, values).pl(), pseudonyms)


def _text(name: str) -> str:
    return (_FACTS / f"{name}.sql").read_text(encoding="utf-8")


def _pseudonymised(frame: pl.DataFrame, pseudonyms: Pseudonyms) -> pl.DataFrame:
    """Put numbers in the place of codes; no column of codes is left."""
    for column, kind, instead in _REPLACED:
        if column not in frame.columns:
            continue
        codes = frame[column].fill_null("").unique().to_list()
        numbers = {code: pseudonyms.number(kind, code) for code in codes}
        replaced = (
            pl.col(column).fill_null("").replace_strict(numbers, return_dtype=pl.Int64)
        )
        frame = frame.with_columns(replaced.alias(instead)).drop(column)
    return frame
