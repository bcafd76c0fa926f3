"""Packages of the archive: every file as it was sealed, and no package besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.archive.checking import checked, unregistered
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.archive.bag import What
    from warehouse.school_folder import School

SENTENCES: dict[What, str] = {
    "missing_package": "The package is missing.",
    "changed": "The file was changed.",
    "missing": "The file is missing.",
    "added": "The file does not belong to the package.",
    "seal": "The checksums were changed: the register knows others.",
    "signature": "The signature is not the school’s.",
}


def check_packages(school: School) -> Iterator[Difference]:
    """Yield what differs from the sealed register: the package, then the file."""
    for package, unlike in checked(school):
        for file, what in unlike:
            place = f"{package.path}/{file}" if file else package.path
            yield Difference(place, SENTENCES[what])
    for path in unregistered(school):
        yield Difference(path, "This package is not in the register.")
