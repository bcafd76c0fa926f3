"""The schools of an installation's registry, each in a working folder of this node.

The folder may be lost: settings come from the registry, files and keys from what the
installation stores, when the school is opened.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from dashboards.node.places import Place
from warehouse.durable_files import write_durably
from warehouse.installation.registry import Registry
from warehouse.school_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.installation.settings import Installation


def registered_places(installation: Installation, folder: Path) -> list[Place]:
    """Return the schools that browsers can ask for, with their settings laid out."""
    with closing(Registry(installation)) as registry:
        schools = registry.schools()
    found = []
    for school in schools:
        if not school.host_name:
            continue
        working = folder / school.school_id
        if not (working / SETTINGS_FILE).exists():
            working.mkdir(parents=True, exist_ok=True)
            write_durably(working / SETTINGS_FILE, school.settings.encode())
        host = school.host_name
        found.append(Place(school.school_id, working, host, frozenset({host})))
    return found
