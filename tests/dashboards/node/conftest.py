"""Two schools that one server serves, each at its own name, with the same log-ins."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboards import current
from dashboards.node.by_host import ByHost, RoutesOfTheSchool
from dashboards.node.places import Place
from dashboards.node.schools import Schools
from dashboards.node.served import Served
from dashboards.server import our_routes
from dashboards.site import open_site
from tests.dashboards.conftest import Browser
from tests.passing_school import passing_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dashboards.site import Site
    from warehouse.clock import SetClock

HOSTS = {"А": "school-a.example.org", "Б": "school-b.example.org"}


class Node:
    """Two open schools behind the real choice by name; nothing goes on by itself."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self.sites = sites
        self._open = ExitStack()
        self.schools = Schools([], our_routes)
        standing = {}
        for name, site in sites.items():
            folder, hosts = site.school.folder, site.hosts
            place = Place(folder.name, folder, HOSTS[name], hosts)
            served = Served(place, site, our_routes(site), ExitStack())
            standing[HOSTS[name]] = served
        self.schools.at = _standing(standing)  # type: ignore[method-assign]
        self.app = Starlette(
            routes=[RoutesOfTheSchool()],
            middleware=[Middleware(ByHost, schools=self.schools, own_doors={})],
        )

    def browser(self, name: str, **options: object) -> Browser:
        """Open a browser with an empty cookie jar at a school."""
        opened = Browser(self.sites[name], HOSTS[name], app=self.app, **options)
        self._open.callback(opened.close)
        return opened

    def close(self) -> None:
        self._open.close()


def _standing(served: dict[str, Served]) -> Callable[[str], object]:
    async def at(host: str) -> Served | None:
        return served.get(host)

    return at


@pytest.fixture
def node(tmp_path: Path, clock: SetClock, small_school_folder: Path) -> Iterator[Node]:
    sites = {}
    with ExitStack() as schools:
        for name, host in HOSTS.items():
            copying = passing_copy(small_school_folder, tmp_path / host, clock)
            school = schools.enter_context(copying)
            site = open_site(school, frozenset({host}), is_alone=False)
            current.install(site)
            schools.callback(current.remove, site)
            sites[name] = site
        opened = Node(sites)
        schools.callback(opened.close)
        yield opened
