"""Where backups go and how long they are kept: the section [backup].

    [backup]
    folder = "/mnt/backups/school-7"         # default: backups/ in the school's folder
    daily = 7                                # the newest of so many days,
    weekly = 5                               # weeks
    monthly = 12                             # and months
    key_file = "/etc/vedomost/backup.key"    # or the variable VEDOMOST_BACKUP_KEY

With a key backups are encrypted. A relative folder lies in the school's folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.encryption.secret import SecretPlace
from warehouse.errors import VedomostError
from warehouse.school_folder import SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "VEDOMOST_BACKUP_KEY"
OWN_FOLDER = "backups"
_KEYS = ("folder", "daily", "weekly", "monthly", "key_file")
_MOST_KEPT = 1000


@dataclass(frozen=True)
class Kept:
    """Of how many days, weeks and months the newest backup is kept."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


@dataclass(frozen=True)
class BackupSettings:
    """Where backups go, how long they are kept, where their key is."""

    folder: Path
    kept: Kept
    key: SecretPlace
    is_own_folder: bool  # below the school's: made when it is missing


def backup_settings(folder: Path) -> BackupSettings:
    """Read the section; VedomostError where it makes no sense."""
    section = read_settings(folder).get("backup", {})
    for key in section:
        if key not in _KEYS:
            raise VedomostError(
                "{file}, section [backup]: “{key}” is not one of {keys}.",
                file=SETTINGS_FILE,
                key=key,
                keys=", ".join(_KEYS),
            )
    named = section.get("folder", OWN_FOLDER)
    where = folder / str(named)
    return BackupSettings(
        folder=where,
        kept=Kept(
            **{term: _count(section, term) for term in ("daily", "weekly", "monthly")}
        ),
        key=key_place(section.get("key_file")),
        is_own_folder=where.resolve().is_relative_to(folder.resolve()),
    )


def key_place(key_file: object) -> SecretPlace:
    """Return where the key of backups is: the named file, else the variable."""
    return SecretPlace(VARIABLE, Path(str(key_file)) if key_file else None)


def _count(section: Mapping[str, object], term: str) -> int:
    value = section.get(term, getattr(Kept(), term))
    least = 1 if term == "daily" else 0
    if not isinstance(value, int) or not least <= value <= _MOST_KEPT:
        raise VedomostError(
            "{file}, section [backup]: {term} is “{value}”. Write a number from "
            "{least} to {most}.",
            file=SETTINGS_FILE,
            term=term,
            value=value,
            least=least,
            most=_MOST_KEPT,
        )
    return value
