"""The key of a school that is encrypted at rest: the section [encryption].

    [encryption]
    key_file = "/etc/vedomost/school.key"   # or the variable VEDOMOST_KEY
    salt = "…"
    check = "…"
    scrypt_n = 65536

`vedomost encrypt` writes the section. The key itself never lies in the school's folder:
whoever takes the disk, or a copy of the folder, would have both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.encryption.secret import SecretPlace, lock_written, unlock
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.encryption.secret import Key

SECTION = "encryption"
FORMER = "encryption_former"  # while the school is given another key
DATABASE, RECEIVED = "database", "received"  # what the key's parts are for
VARIABLE = "VEDOMOST_KEY"


def key_of(folder: Path, settings: Mapping[str, Any]) -> Key | None:
    """Return the school's key; None where the school is not encrypted."""
    if FORMER in settings:
        raise VedomostError(
            "Giving the school at {folder} another key was interrupted. Nothing is "
            "lost: run the same “vedomost encrypt --new-key-file” again.",
            folder=folder,
        )
    section = settings.get(SECTION)
    return None if section is None else key_in(folder, section)


def key_in(folder: Path, section: Mapping[str, Any]) -> Key:
    """Return the key that a section of the settings names."""
    try:
        lock = lock_written(section)
    except (KeyError, ValueError, TypeError) as error:
        raise VedomostError(
            "The section [encryption] of the settings in {folder} is damaged. Put "
            "vedomost.toml back from a backup.",
            folder=folder,
        ) from error
    place = place_of(folder, section)
    secret = place.read()
    if secret is None:
        raise VedomostError(
            "The school at {folder} is encrypted. Put its key into the variable "
            "{variable}, or name a file that holds it: key_file in the section "
            "[encryption] of vedomost.toml.",
            folder=folder,
            variable=VARIABLE,
        )
    key = unlock(lock, secret)
    if key is None:
        raise VedomostError(
            "The key in {place} is not the key of the school at {folder}.",
            place=place,
            folder=folder,
        )
    return key


def place_of(folder: Path, section: Mapping[str, Any]) -> SecretPlace:
    """Return where the key is to be found; never inside the school's folder."""
    named = section.get("key_file")
    if not named:
        return SecretPlace(VARIABLE)
    path = Path(str(named))
    if not path.is_absolute() or path.resolve().is_relative_to(folder.resolve()):
        raise VedomostError(
            "key_file is “{path}”. Name it with its whole path, outside of the "
            "school’s folder: a key beside what it locks protects nothing.",
            path=path,
        )
    return SecretPlace(VARIABLE, path)
