"""Where the lake of one school is.

Each school has a lake of its own: schema `school_<id>` of the installation's PostgreSQL
is its catalogue, `<data>/<school_id>/tables/` holds its Parquet.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.errors import VedomostError
from warehouse.installation.settings import installation_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from warehouse.installation.settings import Installation

# An S3 that hangs is given up after half a minute when it is read, a minute and a half
# when it is written: DuckDB's own values make two minutes and five of it.
_PATIENCE = {"http_timeout": 10, "http_retries": 2}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class LakePlace:
    """A school of an installation."""

    school_id: str
    installation: Installation

    @property
    def schema(self) -> str:
        """Return the school's schema in PostgreSQL."""
        return f"school_{self.school_id.replace('-', '_')}"

    @property
    def duty(self) -> str:
        """Return the name of the long lock of the node that has the school's duty."""
        return f"duty {self.schema}"

    @property
    def tables(self) -> str:
        """Return where the school's Parquet files lie."""
        return f"{self.installation.data}/{self.school_id}/tables/"


def lake_place_of(settings: Mapping[str, Any]) -> LakePlace | None:
    """Return where the lake is; None for a school in an embedded file."""
    installation = installation_of(settings)
    if installation is None:
        return None
    return LakePlace(school_id_of(settings), installation)


def school_id_of(settings: Mapping[str, Any]) -> str:
    """Return the id that schema and folder are named by; VedomostError if unfit."""
    school_id = str(settings.get("school_id", ""))
    if not _ID.fullmatch(school_id):
        raise VedomostError(
            "A school in a lake needs an id of small Latin letters, digits and "
            "hyphens, not “{school_id}”.",
            school_id=school_id,
        )
    return school_id


def reach_s3(connection: duckdb.DuckDBPyConnection) -> None:
    """Tell all cursors of a connection how to reach S3, from the environment."""
    for setting, value in _PATIENCE.items():
        connection.execute(f"set global {setting} = {value}")
    connection.execute(_secret())


def _secret() -> str:
    given = os.environ
    address = given.get("AWS_ENDPOINT_URL", "")
    secured = not address.startswith("http://")
    options = {
        "key_id": given.get("AWS_ACCESS_KEY_ID", ""),
        "secret": given.get("AWS_SECRET_ACCESS_KEY", ""),
        "session_token": given.get("AWS_SESSION_TOKEN", ""),
        "region": given.get("AWS_REGION", "us-east-1"),
        "endpoint": address.split("://")[-1].rstrip("/"),
        "url_style": "path" if address else "",
    }
    told = ", ".join(
        f"{key} '{value.replace(chr(39), chr(39) * 2)}'"
        for key, value in options.items()
        if value
    )
    return f"create or replace secret lake (type s3, use_ssl {secured}, {told})"
