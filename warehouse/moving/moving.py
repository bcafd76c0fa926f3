"""`vedomost move`: a stopped school's tables into the lake, or back into a file.

The rows go in one transaction, are summed on both sides, and only then do the settings
name the new place; a move that was cut off leaves the school where it was and is begun
again by the same command. What was left behind stays: the file beside the settings, the
lake's schema in PostgreSQL.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from warehouse.backups.making import files_of
from warehouse.build import build_models
from warehouse.database import Database
from warehouse.durable_files import sync_folder
from warehouse.encryption.school_key import DATABASE, key_of
from warehouse.errors import VedomostError
from warehouse.installation.registry import Registry
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
from warehouse.storage.embedded_file import EmbeddedFile
from warehouse.storage.extensions import CIPHER, load, quoted
from warehouse.storage.lake import Lake, rename_catalogue
from warehouse.storage.lake_place import lake_place_of

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from warehouse.integrity.difference import Difference
    from warehouse.moving.tables import Sum

HOST = "host"  # the line of the settings that says by which name browsers ask
LEFT_FILE = f"{DATABASE_FILE}.before-the-lake"
_FILE, _LAKE = "moved_file", "school"


class Moved(NamedTuple):
    """How much was moved."""

    count_tables: int
    count_rows: int


def into_lake(folder: Path, catalogue: str, data: str) -> Moved:
    """Move a school out of its file into a lake of an installation, and register it.

    Raises VedomostError if it is in a lake already, if it is in use, or if the lake
    holds another school of that id.
    """
    settings = read_settings(folder)
    new = {WAREHOUSE: f"{LAKE}{catalogue}", DATA: data, **_without_place(settings)}
    place = lake_place_of(new)
    if place is None or lake_place_of(settings) is not None:
        raise VedomostError("The school at {folder} is in a lake.", folder=folder)
    with open_school(folder) as school:  # its schema is this program's, nobody has it
        now, name = school.clock.now(), school.name
    path = folder / DATABASE_FILE
    with Database(Lake(place, folder)) as database:
        database.migrate()
        moved = _moved(database, path, _key(folder), to_lake=True)
    with contextlib.closing(Registry(place.installation)) as registry:
        if registry.school(place.school_id) is None:
            host = str(new.get(HOST, "")).lower()
            registry.add(place.school_id, name, settings_text(new), now, host)
        files = SharedFiles(folder, registry, place.school_id)
        with contextlib.closing(files):
            files.take_all(_files_of(folder))
            files.write(SETTINGS_FILE, settings_text(new).encode())
            files.bring_changes()  # of none: this folder knows what is stored
    path.rename(folder / LEFT_FILE)
    sync_folder(folder)
    return moved


def into_file(folder: Path) -> Moved:
    """Move a school out of its lake into a file of its own, files and all.

    The installation no longer knows it then; what the lake holds of it stays under
    another name. Raises VedomostError if a file of it cannot be read.
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
    with open_school(folder) as school:
        moved = _moved(school.database, aside, key, to_lake=False)
        _refuse_unreadable(school.files.bring_all())
        now = school.clock.now()
    aside.rename(folder / DATABASE_FILE)
    sync_folder(folder)
    write_settings(folder, _without_place(read_settings(folder)))
    with contextlib.closing(Registry(place.installation)) as registry:
        registry.remove(place.school_id)
    rename_catalogue(place, f"{now:%Y%m%d%H%M%S}")
    return moved


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
    """Copy between an open lake and a file that nobody has open, and compare."""
    secured = f"encryption_key '{key.hex()}'" if key is not None else ""
    mode = "read_only" if to_lake else ""
    options = ", ".join(one for one in (secured, mode) if one)
    source, target = (_FILE, _LAKE) if to_lake else (_LAKE, _FILE)
    with database.nobody_writes(), database.cursor() as cursor:
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
