"""Where an installation keeps its schools: two lines of a school's `vedomost.toml`.

    warehouse = "ducklake:postgres:host=10.0.0.5 dbname=vedomost user=vedomost"
    data = "s3://vedomost/schools"

`data` may be a folder that all nodes share. Passwords and keys are no settings: those
of PostgreSQL come from PGPASSWORD or PGPASSFILE, those of S3 from AWS_ACCESS_KEY_ID and
its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

WAREHOUSE, DATA = "warehouse", "data"  # the lines
LAKE = "ducklake:postgres:"
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.\-]+(/[\w.\-]+)*/?")


@dataclass(frozen=True)
class Installation:
    """The two places of an installation."""

    catalogue: str  # of PostgreSQL, as libpq takes it
    data: (
        str  # s3://bucket/prefix, or the absolute path of a folder; no slash at the end
    )

    @property
    def is_in_s3(self) -> bool:
        """Tell whether contents lie in S3, not in a shared folder."""
        return self.data.startswith("s3://")


def installation_of(settings: Mapping[str, Any]) -> Installation | None:
    """Return the installation that a school's settings name; None for one of its own.

    A school without the line `warehouse` is embedded: its folder is all of it.
    """
    named = settings.get(WAREHOUSE)
    if named is None:
        return None
    if not isinstance(named, str) or not named.startswith(LAKE):
        raise VedomostError(
            "“warehouse” in vedomost.toml is “{named}”. Write “{lake}” and where "
            "PostgreSQL is, such as “host=10.0.0.5 dbname=vedomost”, or leave the line "
            "out.",
            named=named,
            lake=LAKE,
        )
    return Installation(
        _catalogue(named.removeprefix(LAKE)), _data(settings.get(DATA, ""))
    )


def _catalogue(told: str) -> str:
    try:
        parts = conninfo_to_dict(told)
    except ProgrammingError as error:
        raise VedomostError(
            "“warehouse” in vedomost.toml does not say where PostgreSQL is: {reason}. "
            "Write it such as “host=10.0.0.5 dbname=vedomost”.",
            reason=str(error).strip(),
        ) from error
    if "password" in parts:
        raise VedomostError(
            "“warehouse” in vedomost.toml holds a password. Take it out and put it "
            "into the variable PGPASSWORD, or into the file that PGPASSFILE names."
        )
    return told.strip()


def _data(told: object) -> str:
    if isinstance(told, str) and (_BUCKET.fullmatch(told) or told.startswith("/")):
        return told.rstrip("/")
    raise VedomostError(
        "“data” in vedomost.toml is “{told}”. Write where the contents of all schools "
        "lie: “s3://bucket/prefix”, or the whole path of a folder that all nodes "
        "share.",
        told=told,
    )
