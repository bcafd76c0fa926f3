"""Where exports lie: `exports/2026-11/1/ooo/…`, seen only once they are whole.

Files are written into `exports.part/2026-11/1`, beside what `vedomost verify` looks at.
The register is written last, then the folder moves: there and no row is what a killed
server left and is removed, there and a row has only to move.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

from warehouse import monthly_exports
from warehouse.durable_files import sync_folder, write_synced
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.school_folder import School

_ROOT, _ASIDE = "exports", "exports.part"
_IN_AN_EXPORT = re.compile(r"exports/\d{4}-\d{2}/\d+/")
_NO_NAME = re.compile(r"[^\w.\-]+")


class Shelved(NamedTuple):
    """A written file: where it will lie in the school's folder, and its digest."""

    path: str  # with slashes
    sha256: str
    size_bytes: int


class Shelf:
    """The folder of one export while it is made."""

    def __init__(self, school: School, month: str, number: int) -> None:
        self._school = school
        self._place = f"{_ROOT}/{month}/{number}"
        self._aside = school.folder / _ASIDE / month / str(number)
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(parents=True)

    def put(self, level: str, name: str, content: bytes) -> Shelved:
        """Write a file durably."""
        name = _NO_NAME.sub("_", name)
        path = self._aside / level / name
        path.parent.mkdir(exist_ok=True)
        write_synced(path, content)
        return Shelved(
            f"{self._place}/{level}/{name}",
            hashlib.sha256(content).hexdigest(),
            len(content),
        )

    def take_back(self, level: str) -> None:
        """Remove the files of a level that was not finished."""
        shutil.rmtree(self._aside / level, ignore_errors=True)

    def share(self) -> None:
        """Give all nodes the files that the running transaction registers."""
        self._school.files.will_move_in(self._aside, self._place)

    def show(self) -> None:
        """Move the folder to its place, once the register says what is in it."""
        _show(self._school, self._aside)

    def drop(self) -> None:
        """Remove everything: nothing was exported."""
        shutil.rmtree(self._aside, ignore_errors=True)


def sweep(school: School) -> None:
    """Finish or remove what a killed server left; call before anything is exported."""
    for aside in sorted((school.folder / _ASIDE).glob("*/*")):
        export_id = f"{aside.parent.name}-{aside.name}"
        with school.database.reading() as cursor:
            is_registered = monthly_exports.is_registered(cursor, export_id)
        if is_registered:
            _show(school, aside)
        else:
            shutil.rmtree(aside)
    if school.files.is_shared:
        _sweep_shared(school)


def _sweep_shared(school: School) -> None:
    """Remove what a killed node shared and did not register; nobody exports now."""
    with school.database.writing(announced=False) as cursor:
        places = {
            tuple(name.split("/")[1:3])
            for name in school.files.names(_ROOT)
            if _IN_AN_EXPORT.match(name)
        }
        for month, number in sorted(places):
            if not monthly_exports.is_registered(cursor, f"{month}-{number}"):
                school.files.remove(f"{_ROOT}/{month}/{number}")


def content_of(school: School, path: str, sha256: str) -> bytes:
    """Return a registered file, or refuse: it is gone, or another than was filed."""
    try:
        content = school.files.here(path).read_bytes()
    except FileNotFoundError as error:
        raise VedomostError(
            "{path} is missing in the school’s folder. Tell the administrator: a "
            "backup has it.",
            path=path,
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise VedomostError(
            "{path} is not what was exported. Tell the administrator: a backup has it.",
            path=path,
        )
    return content


def _show(school: School, aside: Path) -> None:
    month = school.folder / _ROOT / aside.parent.name
    month.mkdir(parents=True, exist_ok=True)
    if school.files.is_shared and (month / aside.name).exists():
        shutil.rmtree(aside)  # somebody read one of its files, and they are stored
        return
    aside.rename(month / aside.name)
    for folder in (month, month.parent, school.folder):
        sync_folder(folder)
