"""A person's browser between our server and a real OpenID provider."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dashboards.door.guard import COOKIE as SESSION_COOKIE

if TYPE_CHECKING:
    import httpx

SECRET = "secret-of-the-client"
WORD = "correct horse battery"
ANSWER = "https://testserver/outside/answer"
SETTINGS = {
    "school_id": "small",
    "name": "Школа № 7 (проверочная)",
    "timezone": "Europe/Moscow",
    "language": "ru",
}


class Visitor(NamedTuple):
    """A person's browser that walks between our server and the provider."""

    ours: object
    theirs: httpx.Client
    iam_url: str
    our_port: int | None = None

    def begin(self, following="/"):
        """Open our address and return where it sends the browser."""
        return self.ours.get(f"/outside/login?next={following}")

    def at_provider(self, url, login, word=WORD, answer="accept"):
        """Fill in the provider's forms; return the address it sends the browser to."""
        page = self.theirs.get(url)
        for _ in range(8):
            if page.is_redirect:
                target = page.request.url.join(page.headers["location"])
                if target.host == "testserver" or target.port == self.our_port:
                    return str(target)
                page = self.theirs.get(target)
                continue
            typed = {"answer": answer}
            if 'id="loginform"' in page.text:
                typed = {"login": login}
            elif 'id="passwordform"' in page.text:
                typed = {"password": word}
            action = re.search(r'action="([^"]*)"', page.text)[1]
            target = page.request.url.join(action.replace("&amp;", "&"))
            page = self.theirs.post(target, data=typed)
        pytest.fail(f"the provider stays at {page.request.url}: {page.text[:500]}")

    def log_in(self, login, following="/", **walked):
        """Go the whole way and return our last answer."""
        away = self.begin(following)
        assert away.status_code == 302
        return self.ours.get(
            self.at_provider(away.headers["location"], login, **walked)
        )


def rows(school, query):
    with school.database.reading() as cursor:
        return cursor.execute(query).fetchall()


def failures(school):
    return rows(
        school,
        "select account_id, person_id, place, scope, about_person_id from access.log "
        "where action = 'log_in_failed'",
    )


def goes_on_to(answer):
    """Return where the page leads; a redirect would lose SameSite=Strict cookies."""
    assert answer.status_code == 200
    return re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)[1]


def has_session(answer):
    return any(
        header.startswith(f"{SESSION_COOKIE}=") and "Max-Age=0" not in header
        for header in answer.headers.get_list("set-cookie")
    )
