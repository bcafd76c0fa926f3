"""The registry: which schools an installation has; PostgreSQL schema `vedomost`.

It is made on first use and brought to this program's version, one numbered file of
`versions/` at a time.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.installation.connections import Connections

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, LiteralString

    from warehouse.installation.settings import Installation

HOST = "host"  # the line of the settings that says by which name browsers ask
_VERSIONS = Path(__file__).parent / "versions"
_ONE_AT_A_TIME = 7_365_110_001  # an advisory lock of the database: who makes the schema
_SCHOOL = "select school_id, host_name, name, settings, added_at from vedomost.schools"


class RegisteredSchool(NamedTuple):
    """A school of the installation; `added_at` is naive UTC."""

    school_id: str
    host_name: str  # '' while browsers cannot ask for it
    name: str
    settings: str  # vedomost.toml
    added_at: datetime


class Registry:
    """The open registry of an installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.connections = Connections(installation.catalogue)
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connections."""
        self.connections.close()

    def schools(self) -> list[RegisteredSchool]:
        """Return all schools by id."""
        rows = self.connections.rows(f"{_SCHOOL} order by school_id")
        return [RegisteredSchool(*row) for row in rows]

    def school(self, school_id: str) -> RegisteredSchool | None:
        """Return one school; None if the installation has none of this id."""
        rows = self.connections.rows(f"{_SCHOOL} where school_id = %s", [school_id])
        return RegisteredSchool(*rows[0]) if rows else None

    def school_of_host(self, host_name: str) -> RegisteredSchool | None:
        """Return the school of an address: lower case, without a port."""
        rows = self.connections.rows(
            f"{_SCHOOL} where host_name = %s and host_name <> ''", [host_name]
        )
        return RegisteredSchool(*rows[0]) if rows else None

    def add(
        self,
        school_id: str,
        name: str,
        settings: str,
        at: datetime,
        host_name: str = "",
    ) -> None:
        """Register a school; VedomostError if its id or its host name is taken."""
        try:
            self.connections.rows(
                "insert into vedomost.schools "
                "(school_id, host_name, name, settings, added_at) "
                "values (%s, %s, %s, %s, %s)",
                [school_id, host_name, name, settings, utc_naive(at)],
            )
        except psycopg.errors.UniqueViolation as error:
            raise _taken(school_id, host_name) from error

    def note_settings(self, school_id: str, settings: str) -> None:
        """Write down what `vedomost.toml` of a school says by now.

        VedomostError if the line `host` is another school's.
        """
        told = tomllib.loads(settings)
        host = str(told.get(HOST, "")).lower()
        self._change(
            "update vedomost.schools set name = %s, settings = %s, host_name = %s "
            "where school_id = %s",
            [str(told.get("name", "")), settings, host, school_id],
        )

    def give_host_name(self, school_id: str, host_name: str) -> None:
        """Let browsers ask for a school by this name; '' takes the name away."""
        self._change(
            "update vedomost.schools set host_name = %s where school_id = %s",
            [host_name, school_id],
        )

    def _change(self, statement: LiteralString, values: list[str]) -> None:
        """Change a school; the name stands before its id, at the end of `values`."""
        try:
            self.connections.rows(statement, values)
        except psycopg.errors.UniqueViolation as error:
            *_, host_name, school_id = values
            raise _taken(school_id, host_name) from error

    def remove(self, school_id: str) -> None:
        """Forget a school and the index of its files; the contents stay in `data`."""
        with self.connections.transaction() as connection:
            for table in ("unfinished", "files", "schools"):
                connection.execute(
                    psycopg.sql.SQL(
                        "delete from vedomost.{} where school_id = %s"
                    ).format(psycopg.sql.Identifier(table)),
                    [school_id],
                )

    def _make(self) -> None:
        """Make the schema, or bring it to this version; one node at a time does it."""
        known = sorted(path.name for path in _VERSIONS.glob("*.sql"))
        with self.connections.transaction() as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
            applied = _applied(connection)
            if newer := sorted(applied - set(known)):
                raise VedomostError(
                    "This installation was last used by a newer Vedomost ({newer}). "
                    "Install that version at this node.",
                    newer=", ".join(newer),
                )
            for name in known:
                if name not in applied:
                    text = (_VERSIONS / name).read_text(encoding="utf-8")
                    connection.execute(text)
                    connection.execute(
                        "insert into vedomost.versions values (%s)", [name]
                    )


def _applied(connection: psycopg.Connection[tuple[Any, ...]]) -> set[str]:
    there = connection.execute("select to_regclass('vedomost.versions')").fetchone()
    if there is None or there[0] is None:
        connection.execute("create schema if not exists vedomost")
        connection.execute("create table vedomost.versions (name text primary key)")
    return {
        name for (name,) in connection.execute("select name from vedomost.versions")
    }


def _taken(school_id: str, host_name: str) -> VedomostError:
    return VedomostError(
        "The installation has a school “{school_id}” already, or one with the address "
        "“{host_name}”. Choose another.",
        school_id=school_id,
        host_name=host_name,
    )
