"""A small school in a folder, its people with passwords, and ways to look at it."""

from __future__ import annotations

import asyncio
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards import current
from dashboards.door.guard import Guard
from dashboards.server import our_routes
from dashboards.site import open_site
from ingest.handing_out import hand_out
from tests.passing_school import passing_copy
from warehouse.access.accounts import (
    account_for_id,
    account_for_login,
    create_accounts_for_staff,
    give_passwords,
)
from warehouse.build import build_models
from warehouse.clock import SetClock, utc_naive
from warehouse.school_folder import create_folder, open_school
from warehouse.timetable import derive

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from starlette.types import ASGIApp

    from dashboards.door.sessions import Session
    from dashboards.site import Site
    from warehouse.access.accounts import Account
    from warehouse.database import Database
    from warehouse.school_folder import School

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "для проверки 7"
LOGINS = (
    "director",
    "deputy",
    "administrator",
    "secretary",
    "homeroom",
    "teacher",
    "nobody",
)
# Logins of those who are not of the staff, and who they are.
FAMILIES = {"student": "student:К-001", "parent": "R-01"}
DASHBOARDS = Path(dashboards.__file__).parent
SMALL_SCHOOL = Path(__file__).parents[1] / "data" / "small_school.sql"


@pytest.fixture(scope="session", autouse=True)
def _scanned_once() -> Iterator[None]:
    """Look for components in all packages once, as a server does, not at every run."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(autouse=True)
def _own_main_module() -> Iterator[None]:
    """Put `__main__` back: AppTest leaves a page there, and processes copy it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


def make_small_school(folder: Path, **settings: str) -> None:
    """Write a school folder whose staff log in with PASSWORD."""
    create_folder(
        folder,
        {
            "school_id": "small",
            "name": "Школа № 7 (проверочная)",
            "timezone": "Europe/Moscow",
            "language": "ru",
            **settings,
        },
    )
    with open_school(folder, SetClock(NOW)) as school:
        with school.database.writing() as cursor:
            cursor.execute(SMALL_SCHOOL.read_text(encoding="utf-8"))
            derive(cursor, ZoneInfo("Europe/Moscow"))
        build_models(school.database)
        passwords = dict.fromkeys(LOGINS, PASSWORD)
        create_accounts_for_staff(school.database, passwords, NOW)
        open_families(school.database)


def open_families(database: Database) -> None:
    """Open the accounts of FAMILIES with the logins that the tests know them by."""
    with database.writing() as cursor:
        for login, person_id in FAMILIES.items():
            cursor.execute(
                "insert into access.accounts (account_id, person_id, login, state, "
                "language, security_version, created_at) "
                "values (?, ?, ?, 'new', '', 1, ?)",
                [f"a-{login}", person_id, login, utc_naive(NOW)],
            )
    give_passwords(database, dict.fromkeys(FAMILIES, PASSWORD), NOW)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture(scope="session")
def small_school_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the school once; tests work on copies."""
    folder = tmp_path_factory.mktemp("made") / "school"
    make_small_school(folder)
    return folder


@pytest.fixture
def school(
    tmp_path: Path, clock: SetClock, small_school_folder: Path
) -> Iterator[School]:
    with passing_copy(small_school_folder, tmp_path / "school", clock) as opened:
        yield opened


@pytest.fixture
def site(school: School) -> Iterator[Site]:
    opened = open_site(school, frozenset({"testserver"}))
    current.install(opened)
    with current.serving(opened):
        yield opened
    current.remove(opened)


@pytest.fixture
def token_of(site: Site) -> Callable[[str], str]:
    """Open a session for a login, as a right password would."""

    def open_session(login: str) -> str:
        account, _ = account_for_login(site.school.database, login)
        assert account is not None
        return site.sessions.open(account)

    return open_session


@pytest.fixture
def looking_as(site: Site, token_of: Callable[[str], str]) -> Callable[..., AppTest]:
    """Give the app as one of LOGINS sees it: `looking_as("teacher").run()`."""

    def look(login: str, script: str = "app.py", locale: str = "ru-RU") -> AppTest:
        session = site.sessions.for_token(token_of(login))
        assert session is not None
        app = AppTest.from_file(str(DASHBOARDS / script), default_timeout=20)
        app.user = user_of(site, session)
        app.context = {"locale": locale}
        return app

    return look


def user_of(site: Site, session: Session) -> dict[str, str]:
    """Return what the guard tells a page of whoever looks."""
    return {
        "school": site.key,
        "session": session.session_id,
        "account": session.account_id,
    }


@pytest.fixture
def filled_site(filled_school: School) -> Iterator[Site]:
    """Serve the filled school's pages."""
    opened = open_site(filled_school)
    current.install(opened)
    with current.serving(opened):
        yield opened
    opened.archive.stop()
    assert opened.archive.wait(60)
    opened.versions.close()
    current.remove(opened)


@pytest.fixture
def open_filled(filled_site: Site) -> Callable[..., AppTest]:
    """Run a page of the filled school as a person with a real account and session.

    `open_filled("journal_page", "p-mat", "ru-RU", page="…")`; with `script` the
    person runs that text and no page.
    """
    return opener(filled_site)


def opener(site: Site) -> Callable[..., AppTest]:
    """Return what runs a page of a site's school, see `open_filled`."""
    database, clock = site.school.database, site.school.clock

    def look(
        page: str,
        person_id: str,
        locale: str = "ru-RU",
        /,
        *,
        script: str = "",
        **query: str,
    ) -> AppTest:
        account = account_of(database, person_id, clock.now())
        session = site.sessions.for_token(site.sessions.open(account))
        assert session is not None
        path = str(DASHBOARDS / "app_pages" / f"{page}.py")
        app = (
            AppTest.from_string(script, default_timeout=30)
            if script
            else AppTest.from_file(path, default_timeout=30)
        )
        app.user = user_of(site, session)
        app.context = {"locale": locale}
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return look


def account_of(database: Database, person_id: str, now: datetime) -> Account:
    """Return a person's active account, made on first asking: its login is the id."""
    with database.writing() as cursor:
        cursor.execute(
            "insert into access.accounts (account_id, person_id, login, "
            "password_hash, state, language, security_version, created_at) "
            "select $account, $person, $person, '', 'active', '', 1, $now "
            "where not exists (from access.accounts where account_id = $account)",
            {
                "account": f"a-{person_id}",
                "person": person_id,
                "now": utc_naive(now),
            },
        )
    account = account_for_id(database, f"a-{person_id}")
    assert account is not None
    return account


class Browser:
    """Asks the guard and our routes, without Streamlit, and keeps cookies."""

    password = PASSWORD

    def __init__(
        self,
        site: Site,
        host: str = "testserver",
        app: ASGIApp | None = None,
        address: str = "192.0.2.7",
    ) -> None:
        self.host = host
        app = app or Starlette(
            routes=our_routes(site), middleware=[Middleware(Guard, site=site)]
        )
        self._app = app
        self._runner = asyncio.Runner()
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 50000)),
            base_url=f"https://{host}",
            headers={"origin": f"https://{host}"},
        )

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self._runner.run(self.client.request(method, path, **request))

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.ask("GET", path, **request)

    def ask_at_once(self, asking: Callable[[], Coroutine[Any, Any, Any]], times: int):
        async def together() -> list[httpx.Response]:
            return await asyncio.gather(*(asking() for _ in range(times)))

        return self._runner.run(together())

    def first_words(self, path: str) -> httpx.Response:
        """Ask for something that never ends and leave once it has begun."""
        request = self.client.build_request("GET", path)
        cookies = [
            b"=".join((k.encode(), v.encode())) for k, v in self.client.cookies.items()
        ]
        headers = [
            (k.lower(), v) for k, v in request.headers.raw if k.lower() != b"cookie"
        ]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": b"", "scheme": "https", "root_path": "",
            "headers": [*headers, (b"cookie", b"; ".join(cookies))],
            "client": ("192.0.2.7", 50000), "server": ("testserver", 443),
        }  # fmt: skip
        said: list[Any] = []
        coming = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Any:
            if coming:
                return coming.pop()
            while not said:
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        self._runner.run(self._app(scope, receive, send))
        return httpx.Response(said[0]["status"], headers=said[0]["headers"])

    def form(self, path: str = "/login") -> str:
        """Open a form and return its signature."""
        found = re.search(r'name="form" value="([0-9a-f]+)"', self.get(path).text)
        assert found is not None
        return found[1]

    def fill(self, path: str, **fields: str) -> httpx.Response:
        """Open a form, fill it in and send it."""
        return self.ask("POST", path, data={"form": self.form(path), **fields})

    def log_in(
        self, login: str, password: str = PASSWORD, **fields: str
    ) -> httpx.Response:
        """Open the form, fill it in and send it."""
        typed = {"login": login, "password": password, "form": self.form()}
        return self.ask("POST", "/login", data={**typed, "next": "/", **fields})

    def close(self) -> None:
        self._runner.run(self.client.aclose())
        self._runner.close()


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    opened = Browser(site)
    yield opened
    opened.close()


@pytest.fixture
def fill(school: School) -> Callable[..., bytes]:
    """Fill cells of the teacher's own fresh workbook."""

    def filled(cells: dict[str, str | None], sheet: str = "5А Математика") -> bytes:
        workbook = openpyxl.load_workbook(io.BytesIO(hand_out(school, "P-05").content))
        for address, value in cells.items():
            workbook[sheet][address] = value
        content = io.BytesIO()
        workbook.save(content)
        return content.getvalue()

    return filled


@pytest.fixture
def my_journals(looking_as: Callable[..., AppTest]) -> AppTest:
    """The teacher's page *My journals*, opened."""
    return looking_as("teacher", "app_pages/my_journals.py").run()
