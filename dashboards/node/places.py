"""Which schools a node serves, and at which name each answers.

    host = "school17.example.org"

in the school's `vedomost.toml` is its name in the browser. It chooses the school before
anything else is looked at, so no two schools share one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.installation.registry import HOST
from warehouse.school_folder import SETTINGS_FILE, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

# What stands in an address bar: a name in Latin letters (others as xn--…), no port.
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
_NO_HOST = N_(
    "{path}: the line “host” is missing or is no name, such as “school17.example.org”. "
    "It says at which name this node serves the school."
)
_SHARED = N_(
    "{path}: “{host}” is the name of another school, too: {other}. Give each school a "
    "name of its own."
)
_MAILS_ELSEWHERE = N_(
    "{path}: mails lead people to {public}, but the school answers at {host}. Write "
    "the same name into public_address of [mail]."
)


@dataclass(frozen=True)
class Place:
    """A school that a node serves: its id in the installation, its folder, its name."""

    school: str
    folder: Path
    host: str  # '' where a server serves this one school, at the machine's own names
    hosts: frozenset[str]  # all names at which it answers


def places_in(folder: Path) -> list[Place]:
    """Return the school folders that lie in `folder`, by name."""
    return [
        place_of(school)
        for school in sorted(folder.iterdir())
        if (school / SETTINGS_FILE).is_file()
    ]


def place_of(folder: Path) -> Place:
    """Return a school as its settings name it; its id is its folder's name."""
    settings = read_settings(folder)
    host = settings.get(HOST)
    path = folder / SETTINGS_FILE
    if not isinstance(host, str) or not _NAME.fullmatch(host):
        raise VedomostError(_NO_HOST, path=path)
    _see_that_mails_lead_here(path, settings, host)
    return Place(folder.name, folder, host, frozenset({host}))


def see_that_names_differ(places: Iterable[Place]) -> None:
    """Refuse two schools at one name."""
    known: dict[str, Place] = {}
    for place in places:
        other = known.setdefault(place.host, place)
        if other is not place:
            raise VedomostError(
                _SHARED,
                path=place.folder / SETTINGS_FILE,
                host=place.host,
                other=other.folder,
            )


def _see_that_mails_lead_here(
    path: Path, settings: Mapping[str, Any], host: str
) -> None:
    section = settings.get("mail")
    if not isinstance(section, dict):
        return
    public = urlsplit(str(section.get("public_address", ""))).hostname
    if public != host:
        raise VedomostError(_MAILS_ELSEWHERE, path=path, public=public, host=host)
