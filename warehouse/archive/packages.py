"""The sealed register of the packages, and how a package gets its place (§2.11)."""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING, NamedTuple

from warehouse import sealed_records
from warehouse.archive.names import ROOT
from warehouse.clock import utc_naive
from warehouse.durable_files import sync_folder
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    import duckdb

    from warehouse.archive.bag import Bag
    from warehouse.archive.owing import Owed
    from warehouse.archive.terms import Terms
    from warehouse.printed_forms import Standing
    from warehouse.school_folder import School

TABLE = "journal.archive_packages"
ASIDE = ".part"


class Package(NamedTuple):
    """A registered package, as far as the disk is concerned."""

    package_id: str
    path: str
    tag_digest: str
    key_id: str


def registered(cursor: duckdb.DuckDBPyConnection) -> list[Package]:
    """Return every package of the register, oldest first."""
    found = cursor.execute(
        f"select {', '.join(Package._fields)} from {TABLE} order by made_at, path"
    ).fetchall()
    return [Package(*row) for row in found]


def new_folder(school: School) -> Path:
    """Return an empty folder beside the packages, after clearing what a crash left."""
    root = school.folder / ROOT
    root.mkdir(exist_ok=True)
    for left in root.glob(f".*{ASIDE}"):
        shutil.rmtree(left)
    folder = root / f".{secrets.token_hex(6)}{ASIDE}"
    folder.mkdir()
    return folder


class Written(NamedTuple):
    """A package that lies aside, whole, and what its row says of it."""

    folder: Path
    bag: Bag
    key_id: str
    stood: Standing
    terms: Terms
    count_lost: int
    made_at: datetime  # aware
    made_by: str


def put_in_place(school: School, one: Owed, written: Written) -> str:
    """Give a package its name in one step and register it; return its id.

    The register is written first and committed last. A folder that lies in the place
    unregistered was left by a crash before anybody was told of it, and gives way.
    """
    place = school.folder.joinpath(*one.path.split("/"))
    package_id = secrets.token_hex(8)
    with school.database.writing() as cursor:
        taken = cursor.execute(
            f"select 1 from {TABLE} where path = ?", [one.path]
        ).fetchone()
        if taken is not None:
            raise VedomostError("This package is made already.")
        sealed_records.write(
            cursor,
            school.school_id,
            written.made_at,
            TABLE,
            [_row(package_id, one, written)],
        )
        if place.exists():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        written.folder.rename(place)
        for folder in place.relative_to(school.folder).parents:
            sync_folder(school.folder / folder)
        school.files.moved_in(one.path)
    return package_id


def _row(package_id: str, one: Owed, written: Written) -> dict[str, object]:
    return {
        "package_id": package_id,
        **one.of._asdict(),
        "school_level": one.school_level,
        "period_name": one.period_name,
        "number": one.number,
        "path": one.path,
        "tag_digest": written.bag.tag_digest,
        "key_id": written.key_id,
        "count_files": written.bag.count_files,
        "size_bytes": written.bag.size_bytes,
        "count_lost_workbooks": written.count_lost,
        "ledger_block_id": written.stood.block_id,
        "last_entry_id": written.stood.last_entry_id,
        "closing_event_id": one.closing_event_id,
        "refers_to": one.refers_to,
        "why": one.why,
        "reason": one.reason,
        "journal_until": written.terms.journal_until,
        "summary_until": written.terms.summary_until,
        "made_at": utc_naive(written.made_at),
        "made_by": written.made_by,
    }


def year_ends_on(cursor: duckdb.DuckDBPyConnection, year_id: str) -> date:
    """Return the last day of the records of a school year."""
    found = cursor.execute(
        "select max(ends_on) from journal.page_periods "
        "where starts_with(page_id, ? || ':')",
        [year_id],
    ).fetchone()
    if found is None or found[0] is None:
        raise VedomostError("The school year {year} has no periods.", year=year_id)
    last: date = found[0]
    return last
