"""`vedomost node`: many schools in one process, each at its own name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.door.guard import as_nobody
from dashboards.node.own_doors import own_doors
from dashboards.node.places import places_in, see_that_names_differ
from dashboards.node.registered import registered_places
from dashboards.node.schools import Schools
from dashboards.node.settings import node_settings
from dashboards.server import Node, names_of, our_routes, run
from dashboards.server_log import setting_up
from dashboards.site import OWN_NAMES
from warehouse.errors import VedomostError
from warehouse.installation.sealing import see_that_there_is_a_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dashboards.node.places import Place
    from dashboards.node.settings import NodeSettings
    from warehouse.clock import Clock


def serve_node(
    path: Path,
    *,
    clock: Clock | None = None,
    on_ready: Callable[[str, int], None] | None = None,
    log_format: str = "text",
) -> None:
    """Serve the schools of a node until SIGTERM or Ctrl-C; `path` is its settings.

    `on_ready` is called with the address and the number of schools.
    """
    setting_up.install(log_format)
    settings = node_settings(path)
    if settings.installation is not None:
        see_that_there_is_a_secret()
    own_names = OWN_NAMES | names_of(settings.host) | {settings.node.lower()}

    def places() -> list[Place]:
        found = _places(settings)
        see_that_names_differ(found)
        _see_that_no_name_is_our_own(found, own_names)
        return found

    schools = Schools(places(), our_routes, clock)
    node = Node(schools, places=places)
    doors = as_nobody(
        own_doors(settings.node, schools, lambda: node.is_ready, settings.metrics_token)
    )
    node.own_doors = dict.fromkeys(own_names, doors)

    def ready(address: str) -> None:
        if on_ready is not None:
            on_ready(address, schools.count)

    run(node, settings.host, settings.port, on_ready=ready)


def _places(settings: NodeSettings) -> list[Place]:
    if settings.installation is None:
        return places_in(settings.folder)
    return registered_places(settings.installation, settings.folder)


def _see_that_no_name_is_our_own(
    places: list[Place], own_names: frozenset[str]
) -> None:
    for place in places:
        if place.host in own_names:
            raise VedomostError(
                "{folder}: “{host}” is this machine’s own name. Give the school a name "
                "of its own.",
                folder=place.folder,
                host=place.host,
            )
