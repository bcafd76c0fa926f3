"""Private keys leave a node only sealed, with the installation's secret.

The secret is 32 bytes in hexadecimal digits, in VEDOMOST_INSTALLATION_SECRET or in the
file that VEDOMOST_INSTALLATION_SECRET_FILE names; every node has the same. It is
neither in PostgreSQL nor in S3: who has both of them cannot sign in a school's name.

To change it, give every node the new one and, in VEDOMOST_INSTALLATION_SECRET_FORMER,
the one before: each school's keys are sealed anew when a node opens it.
"""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.encryption.sealed_file import (
    BrokenSealError,
    sealed_bytes,
    unsealed_bytes,
)
from warehouse.errors import VedomostError

VARIABLE = "VEDOMOST_INSTALLATION_SECRET"
FILE_VARIABLE = "VEDOMOST_INSTALLATION_SECRET_FILE"
FORMER_VARIABLE = "VEDOMOST_INSTALLATION_SECRET_FORMER"
_BYTES = 32
_PRIVATE = "keys/"


def is_private(path: str) -> bool:
    """Tell whether a file of a school's folder is for the server alone."""
    return path.startswith(_PRIVATE)


def see_that_there_is_a_secret() -> None:
    """Raise VedomostError where this machine has no secret, or none that can be one."""
    _secret()


def sealed(school_id: str, path: str, content: bytes) -> bytes:
    """Seal a private file; it opens only as this file of this school."""
    return sealed_bytes(_secret(), f"{school_id}/{path}", content)


def unsealed(school_id: str, path: str, stored: bytes) -> bytes:
    """Open a private file, sealed with the secret or with the one before it."""
    for secret in (_secret(), *([_former()] if is_changing() else [])):
        try:
            return unsealed_bytes(secret, f"{school_id}/{path}", stored)
        except BrokenSealError:
            continue
    raise VedomostError(
        "{path} of the school “{school_id}” does not open with the secret of this "
        "node. Every node must have the same one in {variable}.",
        path=path,
        school_id=school_id,
        variable=VARIABLE,
    )


def is_changing() -> bool:
    """Tell whether keys are to be sealed anew, with another secret than before."""
    return bool(os.environ.get(FORMER_VARIABLE))


def _secret() -> bytes:
    return _bytes(_told())


def _former() -> bytes:
    return _bytes(os.environ[FORMER_VARIABLE].strip())


def _bytes(told: str) -> bytes:
    try:
        secret = bytes.fromhex(told)
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise VedomostError(
            "A school of an installation needs the installation’s secret: its keys are "
            "stored sealed. Put 64 hexadecimal digits, the same at every node, into "
            "{variable}, or into the file that {file_variable} names.",
            variable=VARIABLE,
            file_variable=FILE_VARIABLE,
        )
    return secret


def _told() -> str:
    if named := os.environ.get(FILE_VARIABLE):
        try:
            return Path(named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise VedomostError(
                "The file with the installation’s secret, {path}, cannot be read.",
                path=named,
            ) from error
    return os.environ.get(VARIABLE, "").strip()
