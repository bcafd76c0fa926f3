"""Logging in and out: plain server-rendered forms, no script, no Streamlit."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboards import login_page
from dashboards.guard import COOKIE
from dashboards.origin import is_from_own_page, own_path
from dashboards.speech import language_of
from expectations.language import LANGUAGES
from warehouse.access.accounts import (
    DEMO_PASSWORD,
    account_for_login,
    choose_language,
)
from warehouse.access.passwords import check_password

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.site import Site

_FORM_COOKIE = "__Host-vedomost-form"
_REASONS = frozenset({"expired", "closed", "logout"})


class Login:
    """The log-in form, its check, the log-out and the choice of a language."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = secrets.token_bytes(32)

    def routes(self) -> list[Route]:
        """Return the routes, open to everyone."""
        return [
            Route("/login", self.show, methods=["GET"]),
            Route("/login", self.check, methods=["POST"]),
            Route("/logout", self.leave, methods=["GET"]),
            Route("/language/{language}", self.speak, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form, or go on if the person is logged in."""
        following = own_path(request.query_params.get("next"))
        if request.scope["vedomost.session"] is not None:
            return RedirectResponse(following, 303)
        why = request.query_params.get("why", "")
        return await self._form(
            request, following, reason=why if why in _REASONS else "", status=200
        )

    async def check(self, request: Request) -> Response:
        """Check a login and a password and open a session."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This form was not sent from our page.", 403)
        async with request.form(max_files=0, max_fields=10) as form:
            following = own_path(str(form.get("next", "/")))
            if not self._is_our_form(request, str(form.get("form", ""))):
                return await self._form(request, following, reason="stale", status=403)
            login, password = self._credentials(form)
        address = request.client.host if request.client else ""
        wait = self._site.throttle.reserve(login, address)
        if wait:
            return await self._form(
                request, following, reason="wait", status=429, login=login, wait=wait
            )
        database = self._site.school.database
        account, stored = await run_in_threadpool(account_for_login, database, login)
        is_right = await run_in_threadpool(check_password, stored, password)
        if account is None or not is_right or account.state != "active":
            return await self._form(
                request, following, reason="wrong", status=401, login=login
            )
        self._site.throttle.succeeded(login, address)
        if (before := request.scope["vedomost.session"]) is not None:
            await run_in_threadpool(
                self._site.sessions.end, before.session_id, "logout"
            )
        token = await run_in_threadpool(self._site.sessions.open, account)
        answer = RedirectResponse(following, 303)
        _set_cookie(answer, COOKIE, token, samesite="lax")
        _drop_cookie(answer, _FORM_COOKIE)
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session; all tabs of this log-in go to the form."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This link is not on our page.", 403)
        session = request.scope["vedomost.session"]
        if session is not None:
            await run_in_threadpool(
                self._site.sessions.end, session.session_id, "logout"
            )
        answer = RedirectResponse(
            "/login?why=logout", 303, headers={"Clear-Site-Data": '"cache"'}
        )
        _drop_cookie(answer, COOKIE)
        return answer

    async def speak(self, request: Request) -> Response:
        """Remember the chosen language and draw the same page again in it."""
        language = request.path_params["language"]
        if language not in LANGUAGES or not is_from_own_page(request.headers):
            return PlainTextResponse("There is nothing here.", 404)
        await run_in_threadpool(
            choose_language,
            self._site.school.database,
            request.scope["vedomost.session"].account_id,
            language,
        )
        back = request.headers.get("referer", "")
        host = request.headers.get("host", "")
        _, _, path = back.partition(f"//{host}")
        return RedirectResponse(own_path(path), 303)

    def _credentials(self, form: FormData) -> tuple[str, str]:
        """Return what was typed; a demo school's buttons stand for their login."""
        if self._site.school.is_demo and (shown := form.get("demo_login")):
            return str(shown)[:64].strip().lower(), DEMO_PASSWORD
        login = str(form.get("login", ""))[:64].strip().lower()
        return login, str(form.get("password", ""))[:200]

    def _is_our_form(self, request: Request, signature: str) -> bool:
        cookie = request.cookies.get(_FORM_COOKIE, "")
        return bool(cookie) and hmac.compare_digest(
            self._sign(cookie).encode(), signature.encode()
        )

    def _sign(self, cookie: str) -> str:
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    async def _form(
        self,
        request: Request,
        following: str,
        *,
        reason: str,
        status: int,
        login: str = "",
        wait: int = 0,
    ) -> Response:
        asked = request.query_params.get("lang")
        language = (
            asked
            if asked in LANGUAGES
            else language_of(request.headers.get("accept-language"))
        )
        cookie = secrets.token_urlsafe(24)
        school = self._site.school
        people = await run_in_threadpool(login_page.demo_people, school)
        answer = HTMLResponse(
            login_page.render(
                school_name=school.name,
                language=language,
                form=self._sign(cookie),
                following=following,
                message=login_page.message(reason, language, wait),
                login=login,
                people=people,
            ),
            status_code=status,
            headers={"Cache-Control": "no-store"}
            | ({"Retry-After": str(wait)} if wait else {}),
        )
        _set_cookie(answer, _FORM_COOKIE, cookie, samesite="strict", seconds=3600)
        return answer


def _set_cookie(
    answer: Response,
    name: str,
    value: str,
    *,
    samesite: str,
    seconds: int | None = None,
) -> None:
    rules = f"Path=/; HttpOnly; Secure; SameSite={samesite}"
    age = "" if seconds is None else f"; Max-Age={seconds}"
    answer.headers.append("set-cookie", f"{name}={value}; {rules}{age}")


def _drop_cookie(answer: Response, name: str) -> None:
    _set_cookie(answer, name, "", samesite="lax", seconds=0)
