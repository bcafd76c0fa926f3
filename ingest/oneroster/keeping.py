"""What is kept of an applied package: the columns we read, and nothing beyond them.

Other systems send e-mail addresses, telephones, passwords and birth dates too. The next
package needs only to know whom its identifiers mean (§1.7: least data).
"""

from __future__ import annotations

import csv
import io
import zipfile

from ingest.oneroster.checking import fields_of
from ingest.oneroster.package import read_package
from ingest.oneroster.tables import FILES, MANIFEST, OURS

_UNDATED = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = {
    *("userIds", "email", "sms", "phone", "password", "pronouns"),
    *("preferredGivenName", "preferredMiddleName", "preferredFamilyName"),
    *("dateLastModified", "location", "periods", "resourceSourcedIds"),
}


def lean(content: bytes) -> bytes:
    """Return a package of the same meaning with the columns we read only."""
    package = read_package(content)
    said = [["propertyName", "value"], ["oneroster.version", package.version]]
    said += [[f"file.{name}", mode] for name, mode in package.modes.items()]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        _add(kept, MANIFEST, said)
        for name, rows in package.rows.items():
            file = FILES[name]
            wanted = [
                *(one.name for one in fields_of(file) if one.name not in _LEFT_OUT),
                *(OURS + one for one in file.ours),
            ]
            there = {column for row in rows for column in row.values}
            header = [column for column in wanted if column in there]
            _add(kept, name, [header, *([row[one] for one in header] for row in rows)])
    return target.getvalue()


def _add(kept: zipfile.ZipFile, name: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    info = zipfile.ZipInfo(f"{name}.csv", _UNDATED)
    info.compress_type = zipfile.ZIP_DEFLATED
    kept.writestr(info, text.getvalue())
