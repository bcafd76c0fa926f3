"""A school is one folder; copying the folder moves the school.

`vedomost.toml` (settings), `school.duckdb` (the warehouse), `received/` (every file as
it came, by SHA-256), `forms/` (the school's own), `exports/`, `archive/`, `backups/`,
`keys/` (what the server alone reads).
With a section `[encryption]` database and received files are encrypted at rest.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from warehouse.adopting import around_migrations
from warehouse.clock import Clock, ShiftedClock, SystemClock, school_day
from warehouse.database import Database
from warehouse.encryption.school_key import DATABASE, RECEIVED, key_of
from warehouse.encryption.sealed_file import BrokenSealError, opened, sealed_bytes
from warehouse.errors import VedomostError
from warehouse.folder_files import files_at
from warehouse.installation.opening import opened_files
from warehouse.known_facts import KnownFacts
from warehouse.signing import KEY_FILE, Signing
from warehouse.storage.embedded_file import EmbeddedFile
from warehouse.storage.lake import Lake
from warehouse.storage.lake_place import lake_place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warehouse.encryption.secret import Key
    from warehouse.folder_files import FolderFiles
    from warehouse.storage.storage import Storage

SETTINGS_FILE = "vedomost.toml"
DATABASE_FILE = "school.duckdb"
# What DuckDB raises where the bytes of a file are not those that it wrote.
_UNREADABLE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)


@dataclass(frozen=True)
class School:
    """An open school: its folder, its warehouse and the one clock."""

    folder: Path
    database: Database
    clock: Clock
    school_id: str
    name: str
    timezone: ZoneInfo
    language: str
    files: FolderFiles = field(repr=False)  # all that is written beside the warehouse
    is_demo: bool = False
    key: Key | None = field(default=None, repr=False)  # of a school encrypted at rest
    known: KnownFacts = field(default_factory=KnownFacts, repr=False)
    copy_of: str = ""  # the backup it was restored from and has not taken over from

    def keep(self, content: bytes) -> str:
        """Store received bytes durably under their SHA-256 and return it.

        The first thing that happens to any upload: written aside, synced, renamed, so a
        crash leaves either the whole file or none. Encrypted at rest, the file is
        sealed; its name stays the SHA-256 of the plain bytes.
        """
        digest = hashlib.sha256(content).hexdigest()
        if not self.kept_path(digest).exists():
            sealed = content
            if self.key is not None:
                sealed = sealed_bytes(self.key.apart(RECEIVED), digest, content)
            self.files.write(_received(digest), sealed)
        return digest

    def sweep_asides(self) -> None:
        """Remove files that a killed run had begun to write: nobody was told of them.

        Only where nobody else is writing: when a school is opened. The database's copy
        of a killed backup is such a file, too.
        """
        self.files.sweep_asides()

    def kept(self, digest: str) -> bytes:
        """Return the bytes of the received file with this SHA-256, as they came."""
        content = self.files.read(_received(digest))
        if self.key is None:
            return content
        try:
            return opened(self.key.apart(RECEIVED), digest, content)
        except BrokenSealError as error:
            raise VedomostError(
                "The received file {path} is not as it was stored, or was stored with "
                "another key. Put it back from a backup.",
                path=self.kept_path(digest),
            ) from error

    def has_kept(self, digest: str) -> bool:
        """Tell whether the received file with this SHA-256 is there to be read."""
        return self.files.has(_received(digest))

    def kept_path(self, digest: str) -> Path:
        """Return where the received file with this SHA-256 lies; `kept` reads it.

        Of a school in a lake it may not be at this node yet.
        """
        return self.folder / _received(digest)


def _received(digest: str) -> str:
    return f"received/{digest[:2]}/{digest}.xlsx"


def create_folder(folder: Path, settings: Mapping[str, Any]) -> None:
    """Make the folder and its `vedomost.toml`; refuses a folder that holds a school."""
    if (folder / SETTINGS_FILE).exists():
        raise VedomostError("{folder} already holds a school.", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, settings)


def read_settings(folder: Path) -> dict[str, Any]:
    """Return what `vedomost.toml` says."""
    path = folder / SETTINGS_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VedomostError(
            "{path} cannot be read: {reason}. Mend that line.",
            path=path,
            reason=str(error),
        ) from error


def write_settings(folder: Path, settings: Mapping[str, Any]) -> None:
    """Write `vedomost.toml` in one step; names may hold quotes.

    A mapping among the settings becomes a section, such as `[mail]`.
    """
    files_at(folder).write(SETTINGS_FILE, settings_text(settings).encode())


def settings_text(settings: Mapping[str, Any]) -> str:
    """Return settings as `vedomost.toml` has them."""
    plain = {key: one for key, one in settings.items() if not isinstance(one, dict)}
    lines = _lines(plain)
    for name, section in settings.items():
        if isinstance(section, dict):
            lines += ["", f"[{name}]", *_lines(section)]
    return "\n".join(lines) + "\n"


def _lines(settings: Mapping[str, Any]) -> list[str]:
    # A JSON string, number or truth is a TOML one too, with the same escapes.
    return [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in settings.items()
    ]


@contextlib.contextmanager
def open_school(
    folder: Path, clock: Clock | None = None, *, to_verify: bool = False
) -> Iterator[School]:
    """Open the school in `folder`; the database is closed on leaving.

    A school whose signing key is missing opens only `to_verify`: nothing can be sealed.

    Settings: `school_id`, `name`, `timezone`, `language`, and for the demo school
    `demo_now`, an ISO time with offset at which its clock starts.
    """
    path = folder / SETTINGS_FILE
    if not path.exists():
        raise VedomostError(
            "{folder} holds no school: {file} is missing. Make one with "
            "“vedomost init {folder} school.xlsx”.",
            folder=folder,
            file=SETTINGS_FILE,
        )
    with (
        opened_files(folder, read_settings(folder)) as files,
        _opened(files, clock, to_verify=to_verify) as school,
    ):
        yield school


@contextlib.contextmanager
def _opened(
    files: FolderFiles, clock: Clock | None, *, to_verify: bool
) -> Iterator[School]:
    folder = files.folder
    settings = read_settings(folder)
    key = key_of(folder, settings)
    if clock is None:
        demo_now = settings.get("demo_now")
        clock = (
            ShiftedClock(datetime.fromisoformat(demo_now))
            if demo_now
            else SystemClock()
        )
    database_key = key.apart(DATABASE) if key is not None else None
    school_id, name, zone = _identity(settings)
    with Database(_storage(folder, settings, database_key), database_key) as database:
        database.today = lambda: school_day(clock.now(), zone)
        signing = Signing(folder, to_verify=to_verify)
        database.before_commit = signing
        with _damage_told(folder, _UNREADABLE):
            database.migrate(around_migrations(school_id, clock.now))
        with _damage_told(folder, duckdb.Error), database.reading() as cursor:
            signing.ready(cursor)
        yield School(
            folder=folder,
            database=database,
            clock=clock,
            school_id=school_id,
            name=name,
            timezone=zone,
            language=settings.get("language", "ru"),
            files=files,
            is_demo="demo_now" in settings,
            key=key,
            copy_of=str(settings.get("copy_of", "")),
        )


def _storage(folder: Path, settings: Mapping[str, Any], key: bytes | None) -> Storage:
    """Return where the school's tables lie, as its settings say."""
    place = lake_place_of(settings)
    if place is not None:
        return Lake(place, folder)
    _see_that_it_has_a_database(folder)
    return EmbeddedFile(folder / DATABASE_FILE, key)


def _identity(settings: Mapping[str, Any]) -> tuple[str, str, ZoneInfo]:
    """Return id, name and time zone; VedomostError where the settings lack them."""
    for key in ("school_id", "name", "timezone"):
        if not isinstance(settings.get(key), str) or not settings[key]:
            raise VedomostError(
                "{file} lacks the line “{key}”. Put the file back from a backup.",
                file=SETTINGS_FILE,
                key=key,
            )
    try:
        zone = ZoneInfo(settings["timezone"])
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise VedomostError(
            "{file} names a time zone that nobody knows: {zone}. Write one such as "
            "“Europe/Moscow”.",
            file=SETTINGS_FILE,
            zone=settings["timezone"],
        ) from error
    return settings["school_id"], settings["name"], zone


def _see_that_it_has_a_database(folder: Path) -> None:
    """Refuse to begin an empty database in the place of one that was there."""
    if (folder / DATABASE_FILE).exists():
        return
    if any((folder / trace).exists() for trace in (KEY_FILE, "received", "archive")):
        raise VedomostError(
            "The database of the school at {folder} is missing: {file}. Restore the "
            "school from a backup into another folder (“vedomost restore”).",
            folder=folder,
            file=DATABASE_FILE,
        )


@contextlib.contextmanager
def _damage_told(
    folder: Path, signs: type[duckdb.Error] | tuple[type[duckdb.Error], ...]
) -> Iterator[None]:
    """Say in a sentence that what is stored cannot be read while a school is opened.

    A full disk is none of it, nor a migration that fails: that is a bug.
    """
    try:
        yield
    except signs as error:
        reason = str(error).splitlines()[0]
        if isinstance(error, duckdb.IOException) and "write" in reason.lower():
            raise
        raise VedomostError(
            "The database of the school at {folder} is damaged ({reason}). Restore the "
            "school from a backup into another folder (“vedomost restore”).",
            folder=folder,
            reason=reason,
        ) from error
