"""Whether the packages are as they were sealed: compared with the sealed register."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, NamedTuple

from warehouse.archive.bag import DECLARATION, Unlike, unlike_sealed
from warehouse.archive.packages import ASIDE, Package, registered
from warehouse.clock import utc_naive
from warehouse.signing import PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import duckdb

    from warehouse.school_folder import School


class Checked(NamedTuple):
    """A package and every file of it that is not as sealed."""

    package: Package
    unlike: list[Unlike]


def checked(
    school: School,
    goes_on: Callable[[], bool] = lambda: True,
    only: Collection[str] = (),
) -> list[Checked]:
    """Compare every registered package with what was sealed; writes nothing.

    `goes_on` is asked before each; `only` limits them to some ids.
    """
    with school.database.reading() as cursor:
        return compared(school, cursor, goes_on, only)


def compared(
    school: School,
    cursor: duckdb.DuckDBPyConnection,
    goes_on: Callable[[], bool] = lambda: True,
    only: Collection[str] = (),
) -> list[Checked]:
    """Do the same with the register as a cursor sees it."""
    keys = dict(
        cursor.execute("select key_id, public_key from journal.ledger_keys").fetchall()
    )
    found = []
    for package in registered(cursor):
        if only and package.package_id not in only:
            continue
        if not goes_on():
            break
        key = PublicKey(package.key_id, keys.get(package.key_id, ""))
        with school.files.read_anew(package.path) as anew:
            unlike = unlike_sealed(
                anew.folder / package.path,
                package.tag_digest,
                lambda seal, signature, key=key: key.signed(  # type: ignore[misc]
                    base64.b64encode(signature).decode(), seal
                ),
            )
        found.append(Checked(package, unlike))
    return found


def check_archive(
    school: School, goes_on: Callable[[], bool] = lambda: True
) -> list[Checked]:
    """Check every package and keep the date and the outcome of each check."""
    found = checked(school, goes_on)
    now = utc_naive(school.clock.now())
    with school.database.writing() as cursor:
        for package, unlike in found:
            first = unlike[0] if unlike else Unlike("", "missing")
            cursor.execute(
                "insert into journal.archive_checks values (?, ?, ?, ?, ?)",
                [
                    package.package_id,
                    now,
                    len(unlike),
                    first.file,
                    first.what if unlike else "",
                ],
            )
    return found


def unregistered(cursor: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[str]:
    """Return the folders, among names of files, that look like packages and are none.

    Names are relative to the school's folder, with slashes.
    """
    known = {package.path for package in registered(cursor)}
    folders = {
        folder
        for name in names
        if (folder := name.removesuffix(f"/{DECLARATION}")) != name
        and not is_unfinished(name)
    }
    return sorted(
        folder
        for folder in folders - known
        if not any(folder.startswith(f"{path}/") for path in known)
    )


def is_unfinished(name: str) -> bool:
    """Tell whether a file belongs to a package that is being written or was cut off."""
    return any(part.endswith(ASIDE) for part in name.split("/"))
