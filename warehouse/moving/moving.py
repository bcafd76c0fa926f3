"""`vedomost move`: a stopped school's tables into the lake, or back into a file.

The rows go in one transaction, are summed on both sides, and only then do the settings
name the new place; a move that was cut off leaves the school where it was and is begun
again by the same command. What was left behind stays: the file beside the settings, the
lake's schema in PostgreSQL.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, NamedTuple

from warehouse.backups.making import files_of
from warehouse.build import build_models
from warehouse.database import Database
from warehouse.durable_files import sync_folder
from warehouse.encryption.school_key import DATABASE, key_of
from warehouse.errors import VedomostError
from warehouse.installation.registry import HOST, Registry
from warehouse.installation.sealing import see_that_there_is_a_secret
from warehouse.installation.settings import DATA, LAKE, WAREHOUSE
from warehouse.installation.shared_files import SharedFiles
from warehouse.integrity.report import verify_school
from warehouse.moving.tables import copy_tables, sums_of
from warehouse.school_folder import (
    DATABASE_FILE,
    SETTINGS_FILE,
    open_school,
    read_settings,
    settings_text,
    write_settings,
)
from warehouse.storage.catalogue import join, leave
from warehouse.storage.embedded_file import EmbeddedFile
from warehouse.storage.extensions import CIPHER, load, quoted
from warehouse.storage.lake import Lake, rename_catalogue
from warehouse.storage.lake_place import lake_place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from warehouse.integrity.difference import Difference
    from warehouse.moving.tables import Sum
    from warehouse.storage.catalogue import Catalogue
    from warehouse.storage.lake_place import LakePlace

LEFT_FILE = f"{DATABASE_FILE}.before-the-lake"
_FILE, _LAKE = "moved_file", "school"
_LOOKS_EVERY = 0.5  # seconds
_NODES_LET_GO = 90.0  # seconds; they look every half minute which schools there are


class Moved(NamedTuple):
    """How much was moved."""

    count_tables: int
    count_rows: int


def into_lake(folder: Path, catalogue: str, data: str) -> Moved:
    """Move a school out of its file into a lake of an installation, and register it.

    Raises VedomostError if it is in a lake already, if it is in use, if the lake holds
    another school of that id or name, or if this machine has no installation's secret.
    """
    settings = read_settings(folder)
    new = {WAREHOUSE: f"{LAKE}{catalogue}", DATA: data, **_without_place(settings)}
    place = lake_place_of(new)
    if place is None or lake_place_of(settings) is not None:
        raise VedomostError("The school at {folder} is in a lake.", folder=folder)
    see_that_there_is_a_secret()
    with open_school(folder) as school:  # its schema is this program's, nobody has it
        now, name = school.clock.now(), school.name
    path = folder / DATABASE_FILE
    with Database(Lake(place, folder)) as database:
        database.migrate()
        with database.nobody_writes():
            moved = _moved(database, path, _key(folder), to_lake=True)
    with contextlib.closing(Registry(place.installation)) as registry:
        if registry.school(place.school_id) is None:
            host = str(new.get(HOST, "")).lower()
            registry.add(place.school_id, name, settings_text(new), now, host)
        else:  # begun before, perhaps with other settings
            registry.note_settings(place.school_id, settings_text(new))
        files = SharedFiles(folder, registry, place.school_id)
        with contextlib.closing(files):
            files.take_all(_files_of(folder))
            files.write(SETTINGS_FILE, settings_text(new).encode())
            files.bring_changes()  # of none: this folder knows what is stored
    path.rename(folder / LEFT_FILE)
    sync_folder(folder)
    return moved


def into_file(folder: Path, waits: Callable[[], object] = lambda: None) -> Moved:
    """Move a school out of its lake into a file of its own, files and all.

    `waits` is called where a node serves the school and has still to let go of it.

    The installation no longer knows it then; what the lake holds of it stays under
    another name. Nodes that serve it let go of it within half a minute; nobody writes
    from the copying until nothing of it is left where they would look. Raises
    VedomostError if a file of it cannot be read, or if a node does not let go.
    """
    settings = read_settings(folder)
    place = lake_place_of(settings)
    if place is None:
        raise VedomostError("The school at {folder} is in no lake.", folder=folder)
    aside = folder / f"{DATABASE_FILE}.coming"
    aside.unlink(missing_ok=True)
    key = _key(folder)
    with Database(EmbeddedFile(aside, key)) as made:
        made.migrate()
    # Opened first: settings that were edited here may say a name for the nodes.
    with open_school(folder) as school, _left_by_nodes(place, waits) as registry:
        files, now = school.files, school.clock.now()
        with school.database.nobody_writes():
            moved = _moved(school.database, aside, key, to_lake=False)
            _refuse_unreadable(files.bring_all())
            aside.rename(folder / DATABASE_FILE)
            sync_folder(folder)
            write_settings(folder, _without_place(read_settings(folder)))
            registry.remove(place.school_id)
            rename_catalogue(place, f"{now:%Y%m%d%H%M%S}")
    return moved


@contextlib.contextmanager
def _left_by_nodes(place: LakePlace, waits: Callable[[], object]) -> Iterator[Registry]:
    """Take the school's name and duty from the nodes; give the name back on failure."""
    with contextlib.closing(Registry(place.installation)) as registry:
        school = registry.school(place.school_id)
        host = school.host_name if school is not None else ""
        catalogue = join(place.installation.catalogue)
        try:
            registry.give_host_name(place.school_id, "")
            if not catalogue.long_locks.try_to_hold(place.duty):
                waits()
                _wait_for_duty(catalogue, place)
            yield registry
        except BaseException:
            registry.give_host_name(place.school_id, host)
            raise
        finally:
            catalogue.long_locks.release(place.duty)
            leave(catalogue)


def _wait_for_duty(catalogue: Catalogue, place: LakePlace) -> None:
    until = time.monotonic() + _NODES_LET_GO
    while not catalogue.long_locks.try_to_hold(place.duty):
        if time.monotonic() > until:
            raise VedomostError(
                "A node still serves the school {school_id}. Nothing was changed. Stop "
                "that node, and try again.",
                school_id=place.school_id,
            )
        time.sleep(_LOOKS_EVERY)


def verified(folder: Path) -> tuple[Difference, ...]:
    """Return what differs where the school is now; its views are built first."""
    with open_school(folder) as school:
        build_models(school.database)
        return verify_school(school).differences


def _files_of(folder: Path) -> list[str]:
    """Return the files that other nodes are to have, the settings excepted."""
    paths = files_of(folder, folder / "backups")
    return [one for one in paths if one != SETTINGS_FILE]


def _refuse_unreadable(paths: list[str]) -> None:
    if paths:
        raise VedomostError(
            "{count} files of the school cannot be read in the lake’s data, the first "
            "is {path}. Nothing was changed; “vedomost verify” names all of them.",
            count=len(paths),
            path=paths[0],
        )


def _without_place(settings: dict[str, object]) -> dict[str, object]:
    return {
        name: one for name, one in settings.items() if name not in (WAREHOUSE, DATA)
    }


def _key(folder: Path) -> bytes | None:
    key = key_of(folder, read_settings(folder))
    return key.apart(DATABASE) if key is not None else None


def _moved(
    database: Database, path: Path, key: bytes | None, *, to_lake: bool
) -> Moved:
    """Copy between a lake where nobody writes and a file that nobody has open."""
    secured = f"encryption_key '{key.hex()}'" if key is not None else ""
    mode = "read_only" if to_lake else ""
    options = ", ".join(one for one in (secured, mode) if one)
    source, target = (_FILE, _LAKE) if to_lake else (_LAKE, _FILE)
    with database.cursor() as cursor:
        if key is not None:
            load(cursor, CIPHER)
        cursor.execute(
            f"attach {quoted(path)} as {_FILE}{f' ({options})' if options else ''}"
        )
        try:
            return _copied(cursor, source, target)
        finally:
            cursor.execute(f"detach {_FILE}")


def _copied(cursor: duckdb.DuckDBPyConnection, source: str, target: str) -> Moved:
    cursor.begin()
    try:
        asked = sums_of(cursor, source)
        there = sums_of(cursor, target)
        if not any(one.count_rows for one in there.values()):
            copy_tables(cursor, source, target)
            there = sums_of(cursor, target)
        _refuse_other(asked, there)
        cursor.commit()
    except BaseException:
        cursor.rollback()
        raise
    return Moved(len(asked), sum(one.count_rows for one in asked.values()))


def _refuse_other(asked: dict[str, Sum], there: dict[str, Sum]) -> None:
    """Refuse a place that holds anything but what was to be moved."""
    for name in sorted(asked.keys() | there.keys()):
        if asked.get(name) != there.get(name):
            raise VedomostError(
                "The place to move to holds other rows in {table}. Nothing was changed "
                "here: the school is where it was.",
                table=name.replace('"', ""),
            )
