"""The region's administration: a folder with settings, its people and their log-ins.

Accounts, codes, sessions and the log of access are the school's own machinery, over a
database that holds nobody but these people; their one role is `region`.
"""

from __future__ import annotations

import contextlib
import csv
import io
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from warehouse.access.at_the_machine import first_codes
from warehouse.access.freezing import freeze_in
from warehouse.clock import SystemClock, school_day
from warehouse.database import Database
from warehouse.errors import VedomostError
from warehouse.folder_files import FolderFiles
from warehouse.region.asking import REGION
from warehouse.region.lake import Lake
from warehouse.region.settings import create_settings, settings_of
from warehouse.school_folder import School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.clock import Clock

_DATABASE_FILE = "region.duckdb"
_HEADS = ("school_id", "school_name", "district_id", "district_name")


class Office(NamedTuple):
    """An open region: whoever logs in there, and the lake they look at."""

    people: School  # a school without school: its folder, clock and accounts
    lake: Lake


class Person(NamedTuple):
    """Somebody of the administration."""

    login: str
    surname: str
    given_name: str
    patronymic: str = ""


def create_region(folder: Path, name: str, catalogue: str, data: str) -> None:
    """Make a region's folder and the tables of its lake."""
    create_settings(folder, name, catalogue, data)
    Lake(settings_of(folder)).lay_out()


@contextlib.contextmanager
def open_region(place: Path, clock: Clock | None = None) -> Iterator[Office]:
    """Open the region in a folder; its database and lake are closed on leaving."""
    settings = settings_of(place)
    now, zone = clock or SystemClock(), ZoneInfo(settings.timezone)
    lake = Lake(settings)
    with Database(settings.folder / _DATABASE_FILE) as database:
        database.today = lambda: school_day(now.now(), zone)
        database.migrate()
        try:
            yield Office(
                School(
                    folder=settings.folder,
                    database=database,
                    clock=now,
                    school_id=REGION,
                    name=settings.name,
                    timezone=zone,
                    language=settings.language,
                    files=FolderFiles(settings.folder),
                ),
                lake,
            )
        finally:
            lake.close()


def add_person(office: Office, person: Person) -> str:
    """Let somebody in; return the one-time code of their first log-in."""
    people = office.people
    with people.database.writing() as cursor:
        known = cursor.execute(
            "select 1 from setup.staff where login = ?", [person.login]
        ).fetchone()
        if known:
            raise VedomostError("The login “{login}” is taken.", login=person.login)
        cursor.execute(
            """
            insert into setup.staff by name
            select
                $login as person_id, $login as login, $surname as surname,
                $given_name as given_name, $patronymic as patronymic, $role as roles,
                '' as levels, $today as valid_from, cast(null as date) as valid_to
            """,
            {
                **person._asdict(),
                "role": REGION,
                "today": school_day(people.clock.now(), people.timezone),
            },
        )
    return first_codes(people)[person.login]


def remove_person(office: Office, login: str) -> None:
    """Let somebody in no more, at once."""
    people = office.people
    now = people.clock.now()
    with people.database.writing() as cursor:
        account = cursor.execute(
            "select account_id from access.accounts where login = ?", [login]
        ).fetchone()
        if account is None:
            raise VedomostError("Nobody here has the login “{login}”.", login=login)
        cursor.execute(
            "update setup.staff set valid_to = $today "
            "where login = $login and valid_to is null",
            {"login": login, "today": school_day(now, people.timezone)},
        )
        freeze_in(cursor, account[0], by="", at=now)


def set_schools(office: Office, content: bytes) -> int:
    """Replace the list of schools that may publish; return how many there are.

    CSV with the headings of `_HEADS`, «;» or «,» between them. A school that is left
    out shows no more and may not publish; what it has published stays.
    """
    rows = _schools(content)
    with office.lake.opened(to_write=True) as connection:
        connection.begin()
        connection.execute("delete from lake.schools")
        connection.executemany("insert into lake.schools values (?, ?, ?, ?)", rows)
        connection.commit()
    return len(rows)


def _schools(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise VedomostError("The list of schools is not UTF-8. Save it so.") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True
    )
    if set(reader.fieldnames or ()) != set(_HEADS):
        raise VedomostError(
            "The list of schools needs the columns {columns}.",
            columns=", ".join(_HEADS),
        )
    rows = [[(row[head] or "").strip() for head in _HEADS] for row in reader]
    for number, row in enumerate(rows, 2):
        if not all(row):
            raise VedomostError(
                "The list of schools, line {line}: a value is missing.", line=number
            )
    codes = [row[0] for row in rows]
    if len(set(codes)) < len(codes):
        raise VedomostError("The list of schools names a school twice.")
    return rows
