"""A package written strictly: names, headers and their order, UTF-8 without a mark."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from ingest.oneroster.exporting import Roster
from ingest.oneroster.gradebook import Gradebook
from ingest.oneroster.holding import holding
from ingest.oneroster.tables import FILES, LISTED, MANIFEST, VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import duckdb

    from ingest.oneroster.tables import File

SYSTEM = "Vedomost"
_UNDATED = (1980, 1, 1, 0, 0, 0)  # two exports of the same state are the same bytes


def write_package(
    cursor: duckdb.DuckDBPyConnection,
    target: IO[bytes],
    today: date,
    *,
    with_marks: bool = True,
) -> dict[str, int]:
    """Write the school of the day as a ZIP; return the rows of each file.

    Rows go through one by one: a big school does not lie in memory. Not every place
    that takes rosters may have the marks.
    """
    held = holding(cursor, today)
    roster = Roster(cursor, held)
    files = roster.files()
    if with_marks:
        files |= Gradebook(cursor, roster).files()
    counts = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        with _opened(package, f"{MANIFEST}.csv") as text:
            _manifest(text, held.settings["school_id"], files)
        for name in LISTED:
            if name in files:
                with _opened(package, FILES[name].file_name) as text:
                    counts[name] = _table(text, FILES[name], files[name])
    return counts


def _opened(package: zipfile.ZipFile, name: str) -> io.TextIOWrapper:
    info = zipfile.ZipInfo(name, _UNDATED)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return io.TextIOWrapper(package.open(info, "w"), encoding="utf-8", newline="")


def _manifest(text: io.TextIOWrapper, school_id: str, files: Collection[str]) -> None:
    writer = csv.writer(text)
    writer.writerow(["propertyName", "value"])
    writer.writerow(["manifest.version", "1.0"])
    writer.writerow(["oneroster.version", VERSION])
    for name in LISTED:
        writer.writerow([f"file.{name}", "bulk" if name in files else "absent"])
    writer.writerow(["source.systemName", SYSTEM])
    writer.writerow(["source.systemCode", school_id])


def _table(
    text: io.TextIOWrapper, file: File, rows: Iterable[Mapping[str, object]]
) -> int:
    writer = csv.writer(text)
    writer.writerow(file.header)
    names = [field.name for field in file.fields]
    count = 0
    for row in rows:
        ours = [_written(row.get(name)) for name in file.ours]
        writer.writerow([*(_written(row.get(name)) for name in names), *ours])
        count += 1
    return count


def _written(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
