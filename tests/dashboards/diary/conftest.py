"""The plain pages as a browser asks for them, of the filled school."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboards.door.guard import COOKIE
from tests.dashboards.conftest import Browser, account_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from dashboards.site import Site

RUSSIAN, ENGLISH = "ru-RU", "en-GB"


@pytest.fixture
def family(filled_site: Site) -> Iterator[Browser]:
    """A browser at the guard of the filled school."""
    opened = Browser(filled_site, "localhost")
    yield opened
    opened.close()


@pytest.fixture
def log_in_as(filled_site: Site, family: Browser) -> Callable[[str], None]:
    """Give the browser the session of a person, as a right password would."""
    school = filled_site.school

    def become(person_id: str) -> None:
        account = account_of(school.database, person_id, school.clock.now())
        family.client.cookies.clear()
        family.client.cookies.set(COOKIE, filled_site.sessions.open(account))

    return become


@pytest.fixture
def open_diary(
    family: Browser, log_in_as: Callable[[str], None]
) -> Callable[..., httpx.Response]:
    """Open a plain page as a person: `open_diary("r-two", week="2026-11-09")`."""

    def look(
        person_id: str, locale: str = RUSSIAN, /, path: str = "/diary", **query: str
    ) -> httpx.Response:
        log_in_as(person_id)
        return family.get(
            path,
            params=query,
            headers={"accept": "text/html", "accept-language": locale},
        )

    return look


@pytest.fixture
def send(family, log_in_as):
    """Send a plain page's form as a person: `send("r-one", PAPER, wish="ask")`."""

    def sent(person_id, path, query="child=1", headers=None, **form):
        log_in_as(person_id)
        page = family.get(f"{path}?{query}").text
        drawn = dict(re.findall(r'name="(student)" value="([^"]*)"', page))
        asked = {**drawn, **form}
        return family.ask("POST", f"{path}?{query}", data=asked, headers=headers or {})

    return sent
