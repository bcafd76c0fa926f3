"""A region with two schools that published, its server without a network, a browser."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
from typing import TYPE_CHECKING

import httpx
import pytest

from dashboards.region.serving import build_region_app
from dashboards.site import open_site
from tests.dashboards.conftest import NOW, Browser
from tests.passing_school import passing_copy
from warehouse.clock import SetClock
from warehouse.region.office import (
    Person,
    add_person,
    create_region,
    open_region,
    set_schools,
)
from warehouse.region.publishing import publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.region.office import Office

LIST = """school_id;school_name;district_id;district_name
school-17;Школа № 17;north;Северный район
other;=Школа № 2;north;Северный район
silent;Школа № 3;south;Южный район
"""
OWN_PASSWORD = "Лодка-Сосна-Чайник-48"


class RegionBrowser(Browser):
    """Asks the region's server."""

    def __init__(self, office: Office) -> None:
        self.host = "testserver"
        site = open_site(office.people, frozenset({self.host}))
        self._app = build_region_app(site, office.lake)
        self._runner = asyncio.Runner()
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._app, client=("192.0.2.7", 50000)),
            base_url=f"https://{self.host}",
            headers={"origin": f"https://{self.host}", "accept-language": "ru"},
        )

    def enter(self, code: str, login: str = "sokolova") -> None:
        """Log in with a one-time code and choose a password."""
        self.log_in(login, code)
        typed = {"new": OWN_PASSWORD, "again": OWN_PASSWORD}
        self.fill("/password", **typed)


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    """An open region with its list of schools, of which none has published."""
    place = tmp_path / "region"
    create_region(place, "Комитет", "ducklake:lake.ducklake", "data")
    with open_region(place, clock) as opened:
        set_schools(opened, LIST.encode())
        yield opened


@pytest.fixture(scope="session")
def published_folder(
    filled_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of `published`, made once; copy it, do not write in it."""
    place = tmp_path_factory.mktemp("published")
    clock = SetClock(NOW)
    create_region(place / "region", "Комитет", "ducklake:lake.ducklake", "data")
    with (
        passing_copy(filled_folder, place / "school", clock) as school,
        open_region(place / "region", clock) as opened,
    ):
        set_schools(opened, LIST.encode())
        for name in ("school-17", "other"):
            publish(dataclasses.replace(school, school_id=name), opened.lake)
    return place / "region"


@pytest.fixture
def published(
    published_folder: Path, tmp_path: Path, clock: SetClock
) -> Iterator[Office]:
    """The region once two schools have published, one of them under another's id."""
    shutil.copytree(published_folder, tmp_path / "region")
    with open_region(tmp_path / "region", clock) as opened:
        yield opened


@pytest.fixture
def code(published: Office) -> str:
    """The one-time code of Sokolova, who works at the region."""
    return add_person(published, Person("sokolova", "Соколова", "Нина"))


@pytest.fixture
def region_browser(published: Office) -> Iterator[RegionBrowser]:
    opened = RegionBrowser(published)
    yield opened
    opened.close()
