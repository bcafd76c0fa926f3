"""A teacher's network folder as a file program sees it: requests, no browser."""

from __future__ import annotations

import asyncio
import re
import xml.etree.ElementTree as ET
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboards import current
from dashboards.door.guard import Guard
from dashboards.server import our_routes
from dashboards.site import open_site
from ingest.reading.child import close_reader
from tests.dashboards.conftest import PASSWORD
from tests.ingest.typing_teacher import Teacher
from warehouse.access.accounts import give_passwords
from warehouse.build import build_models
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboards.site import Site
    from tests.ingest.desk import Desk

ADDRESS = "https://testserver"
_LOCK = (
    '<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/>'
    "</D:lockscope><D:locktype><D:write/></D:locktype><D:owner>{owner}</D:owner>"
    "</D:lockinfo>"
)


@pytest.fixture(scope="session", autouse=True)
def reading_child() -> Iterator[None]:
    """Leave no process behind."""
    yield
    close_reader()


@pytest.fixture
def folder_site(desk: Desk) -> Iterator[Site]:
    """Serve the example school; `teacher` and `stranger` are of its staff."""
    school = desk.school
    build_models(school.database)
    people = {"teacher": desk.person, "stranger": desk.stranger}
    with school.database.writing() as cursor:
        for login, person_id in people.items():
            cursor.execute(
                "insert into access.accounts (account_id, person_id, login, state, "
                "language, security_version, created_at) "
                "values (?, ?, ?, 'new', '', 1, ?)",
                [f"a-{login}", person_id, login, utc_naive(school.clock.now())],
            )
    give_passwords(school.database, dict.fromkeys(people, PASSWORD), school.clock.now())
    opened = open_site(school, frozenset({"testserver"}))
    current.install(opened)
    with current.serving(opened):
        yield opened
    opened.versions.close()
    current.remove(opened)


class FileProgram:
    """A program with a mapped network folder: sends login and password each time."""

    def __init__(self, site: Site, app: Starlette, login: str, secret: str) -> None:
        self._site = site
        self._runner = asyncio.Runner()
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=("192.0.2.7", 50000)),
            base_url=ADDRESS,
            headers={"user-agent": "a file program", **basic(login, secret)},
        )

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self._runner.run(self.client.request(method, path, **request))

    def at_once(self, *requests: tuple[str, str, dict[str, Any]]) -> list[Any]:
        async def together() -> list[httpx.Response]:
            return await asyncio.gather(
                *(self.client.request(m, path, **more) for m, path, more in requests)
            )

        return self._runner.run(together())

    def names(self, path: str = "/dav/") -> list[str]:
        """Return what a listing shows, without the folder itself."""
        answer = self.ask("PROPFIND", path, headers={"depth": "1"})
        assert answer.status_code == 207, answer.text
        responses = ET.fromstring(answer.text).findall("{DAV:}response")
        found = [unquote(str(one.findtext("{DAV:}href"))) for one in responses]
        return [one.removeprefix(path) for one in found if one != path]

    def workbook(self) -> str:
        """Return the address of the running term's workbook."""
        return f"/dav/{quote(self.workbook_name())}"

    def workbook_name(self) -> str:
        names = self.names()
        [name] = [one for one in names if re.search(r"[, ](II|2) ч.*\.xlsx$", one)]
        return name

    def result(self) -> str:
        """Return the text beside the workbook, '' if there is none."""
        answer = self.ask("GET", self.workbook().replace(".xlsx", ".txt"))
        if answer.status_code == 404:
            return ""
        return answer.content.decode("utf-8-sig")

    def open(self) -> Teacher:
        return Teacher(self.ask("GET", self.workbook()).content)

    def put(self, path: str, content: bytes, **headers: str) -> int:
        answer = self.ask("PUT", path, content=content, headers=headers)
        return int(answer.status_code)

    def move(self, path: str, to: str, **headers: str) -> int:
        sent = {"destination": f"{ADDRESS}{to}", **headers}
        return int(self.ask("MOVE", path, headers=sent).status_code)

    def lock(self, path: str, owner: str = "x") -> httpx.Response:
        return self.ask("LOCK", path, content=_LOCK.format(owner=owner).encode())

    def close(self) -> None:
        self._runner.run(self.client.aclose())
        self._runner.close()


def basic(login: str, secret: str) -> dict[str, str]:
    sent = b64encode(f"{login}:{secret}".encode()).decode()
    return {"authorization": f"Basic {sent}"}


@pytest.fixture
def program_of(folder_site: Site) -> Iterator[Callable[..., FileProgram]]:
    """Start a program of a login: `program_of("teacher")`."""
    app = Starlette(
        routes=our_routes(folder_site),
        middleware=[Middleware(Guard, site=folder_site)],
    )
    started: list[FileProgram] = []

    def start(login: str = "teacher", secret: str = PASSWORD) -> FileProgram:
        started.append(FileProgram(folder_site, app, login, secret))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def program(program_of: Callable[..., FileProgram]) -> FileProgram:
    """The teacher's own program."""
    return program_of("teacher")
