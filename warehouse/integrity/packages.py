"""Packages of the archive: every file as it was sealed, and no package besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.archive.checking import compared, is_unfinished, unregistered
from warehouse.archive.packages import registered
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.archive.bag import What
    from warehouse.integrity.examined import Examined

# What differs; the place is the package, then the file.
DIFFERENCES: dict[What, Difference] = {
    "missing_package": Difference("", "The package is missing."),
    "changed": Difference("", "The file was changed."),
    "missing": Difference("", "The file is missing."),
    "added": Difference("", "The file does not belong to the package."),
    "seal": Difference("", "The checksums were changed: the register knows others."),
    "signature": Difference("", "The signature is not the school’s."),
}


def check(examined: Examined) -> Iterator[Difference]:
    """Yield what differs from the sealed register."""
    for package, unlike in compared(examined.school, examined.cursor):
        for file, what in unlike:
            place = f"{package.path}/{file}" if file else package.path
            yield DIFFERENCES[what]._replace(place=place)
    for path in unregistered(examined.cursor, examined.filed):
        yield Difference(path, "This package is not in the register.")


def outside(examined: Examined) -> list[str]:
    """Return the filed files that are in no package, registered or not."""
    folders = {package.path for package in registered(examined.cursor)}
    folders |= set(unregistered(examined.cursor, examined.filed))
    return [
        name
        for name in examined.filed
        if not is_unfinished(name)
        and not any(name.startswith(f"{folder}/") for folder in folders)
    ]
