"""Logging in and out: plain server-rendered forms, no script, no Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboards.door import form_page, login_page
from dashboards.door.cookies import drop_cookie
from dashboards.door.entering import address_of, go_on, note
from dashboards.door.guard import COOKIE
from dashboards.door.origin import is_from_own_page, own_path
from dashboards.door.outside_provider import provider_name
from dashboards.door.password_form import PasswordForm
from dashboards.door.second_factor_form import SecondFactorForm
from dashboards.door.signed_forms import SignedForms
from dashboards.threads import run_in_threadpool
from expectations.language import LANGUAGES
from warehouse.access.accounts import (
    DEMO_PASSWORD,
    account_for_id,
    account_for_login,
    choose_language,
)
from warehouse.access.activation import open_code
from warehouse.access.passwords import check_password
from warehouse.region.asking import REGION

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.site import Site
    from warehouse.access.accounts import Account

_LONGEST_LOGIN = 64


class _Tried(NamedTuple):
    """What became of a login and what was typed beside it; '' is right."""

    reason: str
    account: Account | None
    code_id: str | None = None


class Login:
    """The log-in form, its check, the log-out and the choice of a language."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._forms = SignedForms()
        # Hashing is two at a time anyway; more would hold the threads that pages need.
        self._two_at_once = CapacityLimiter(2)

    def routes(self) -> list[Route]:
        """Return the routes, open to everyone, those of the next forms among them."""
        return [
            Route("/login", self.show, methods=["GET"]),
            Route("/login", self.check, methods=["POST"]),
            Route("/logout", self.leave, methods=["GET"]),
            Route("/language/{language}", self.speak, methods=["GET"]),
            *PasswordForm(self._site, self._forms).routes(),
            *SecondFactorForm(self._site, self._forms).routes(),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form, or go on if the person is logged in."""
        following = own_path(request.query_params.get("next"))
        if request.scope["vedomost.session"] is not None:
            return RedirectResponse(following, 303)
        why = request.query_params.get("why", "")
        return await self._form(
            request,
            following,
            reason=why if why in login_page.REASONS_TO_COME else "",
            status=200,
        )

    async def check(self, request: Request) -> Response:
        """Check a login with its password or one-time code, and go on."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This form was not sent from our page.", 403)
        fields, is_ours = await self._forms.typed(request)
        following = own_path(fields.get("next", "/"))
        if not is_ours:
            return await self._form(request, following, reason="stale", status=403)
        login, typed = self._credentials(fields)
        address = address_of(request)
        wait = self._site.throttle.reserve(login, address)
        if wait:
            if self._site.throttle.is_news(login, address):
                known, _ = await self._find(login)
                await note(self._site, request, "log_in_blocked", known)
            return await self._form(
                request, following, reason="wait", status=429, login=login, wait=wait
            )
        tried = await to_thread.run_sync(
            self._try, login, typed, limiter=self._two_at_once
        )
        if tried.reason or tried.account is None:
            await note(
                self._site, request, "log_in_failed", tried.account, scope=tried.reason
            )
            return await self._form(
                request, following, reason=tried.reason, status=401, login=login
            )
        self._site.throttle.succeeded(login, address)
        return await go_on(
            self._site, request, tried.account, following, code_id=tried.code_id
        )

    async def leave(self, request: Request) -> Response:
        """End the session; all tabs of this log-in go to the form."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This link is not on our page.", 403)
        session = request.scope["vedomost.session"]
        if session is not None:
            account = await run_in_threadpool(
                account_for_id, self._site.school.database, session.account_id
            )
            await run_in_threadpool(
                self._site.sessions.end, session.session_id, "logout"
            )
            await note(self._site, request, "logged_out", account, is_proven=True)
        answer = RedirectResponse(
            "/login?why=logout", 303, headers={"Clear-Site-Data": '"cache"'}
        )
        drop_cookie(answer, COOKIE)
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

    def _credentials(self, fields: dict[str, str]) -> tuple[str, str]:
        """Return what was typed; a demo school's buttons stand for their login."""
        if self._site.school.is_demo and (shown := fields.get("demo_login")):
            return shown[:_LONGEST_LOGIN].strip().lower(), DEMO_PASSWORD
        login = fields.get("login", "")[:_LONGEST_LOGIN].strip().lower()
        return login, fields.get("password", "")

    def _try(self, login: str, typed: str) -> _Tried:
        """Compare with the password, then with the code; alike for unknown logins."""
        school = self._site.school
        account, stored = account_for_login(school.database, login)
        if check_password(stored, typed) and account is not None:
            # Only who knows the password learns that the account is frozen.
            reason = {"active": "", "frozen": "frozen"}.get(account.state, "wrong")
            return _Tried(reason, account)
        account_id = account.account_id if account else ""
        code_id = open_code(school.database, account_id, typed, school.clock.now())
        if account is None or code_id is None or account.state == "frozen":
            return _Tried("wrong", account)
        return _Tried("", account, code_id)

    async def _find(self, login: str) -> tuple[Account, str] | tuple[None, None]:
        return await run_in_threadpool(
            account_for_login, self._site.school.database, login
        )

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
        language = form_page.spoken(request)
        school = self._site.school
        people = await run_in_threadpool(login_page.demo_people, school)
        provider = await run_in_threadpool(provider_name, self._site)
        return self._forms.send(
            lambda signature: login_page.render(
                school_name=school.name,
                language=language,
                form=signature,
                following=following,
                message=login_page.message(reason, language, wait),
                login=login,
                people=people,
                provider=provider,
                hint=(
                    login_page.WHO_GIVES_CODES_IN_A_REGION
                    if school.school_id == REGION
                    else login_page.WHO_GIVES_CODES
                ),
            ),
            status=status,
            wait=wait,
        )
