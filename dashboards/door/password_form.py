"""`/password`: an own password, after a one-time code or in place of the old."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboards.door import form_page, password_page
from dashboards.door.entering import address_of, let_in, note
from dashboards.door.origin import is_from_own_page
from dashboards.door.password_page import PATH
from dashboards.door.tickets import TICKET_COOKIE
from dashboards.threads import run_in_threadpool
from warehouse.access.accounts import account_for_id, account_for_login
from warehouse.access.activation import open_code
from warehouse.access.passwords import check_password, set_password, weakness
from warehouse.access.roles import person_name
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.door.signed_forms import SignedForms
    from dashboards.door.tickets import Ticket
    from dashboards.site import Site
    from warehouse.access.accounts import Account

_PRODUCT = "vedomost ведомость"  # what everybody knows of every school's program
_HOME = "/my_access"


class _Holder(NamedTuple):
    """Who may set a password: by a ticket after a code, else by a session."""

    account: Account
    ticket: Ticket | None


class PasswordForm:
    """Shows the form to whoever may set a password, and sets it."""

    def __init__(self, site: Site, forms: SignedForms) -> None:
        self._site = site
        self._forms = forms

    def routes(self) -> list[Route]:
        """Return the form's two routes."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.set, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form; without a ticket or a session the log-in comes first."""
        holder = await run_in_threadpool(self._holder, request)
        return self._form(request, holder) if holder else _log_in_first()

    async def set(self, request: Request) -> Response:
        """Set the password; every other device is logged out, this one goes on."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This form was not sent from our page.", 403)
        fields, is_ours = await self._forms.typed(request)  # it may take its time
        holder = await run_in_threadpool(self._holder, request)
        if holder is None:
            return _log_in_first()
        if not is_ours:
            return self._form(request, holder, "stale", status=403)
        if holder.ticket is None:
            refusal = await self._check_current(request, holder, fields)
            if refusal is not None:
                return refusal
        fault = await run_in_threadpool(self._fault, holder, fields)
        if fault:
            return self._form(request, holder, fault, status=422)
        return await self._store(request, holder, fields["new"])

    async def _check_current(
        self, request: Request, holder: _Holder, fields: dict[str, str]
    ) -> Response | None:
        """Ask for the current password: an unwatched screen must not be enough."""
        login, address = holder.account.login, address_of(request)
        throttle = self._site.throttle
        wait = throttle.reserve(login, address)
        if wait:
            if throttle.is_news(login, address):
                await note(self._site, request, "log_in_blocked", holder.account)
            return self._form(request, holder, "wait", status=429, wait=wait)
        is_right = await run_in_threadpool(
            self._is_current, login, fields.get("current", "")
        )
        if not is_right:
            await note(
                self._site, request, "log_in_failed", holder.account, scope="password"
            )
            return self._form(request, holder, "current", status=401)
        throttle.succeeded(login, address)
        return None

    def _is_current(self, login: str, typed: str) -> bool:
        _, stored = account_for_login(self._site.school.database, login)
        return check_password(stored, typed)

    def _fault(self, holder: _Holder, fields: dict[str, str]) -> str:
        """Return what is wrong with the new password; '' if nothing is."""
        new = fields.get("new", "")
        school, account = self._site.school, holder.account
        if new != fields.get("again", ""):
            return "differ"
        if new == fields.get("current"):
            return "same"
        name = person_name(school.database, account.person_id)
        weak = weakness(new, [account.login, name, school.name, _PRODUCT])
        if weak:
            return weak
        now = school.clock.now()
        is_code = open_code(school.database, account.account_id, new, now) is not None
        return "code" if is_code else ""

    async def _store(self, request: Request, holder: _Holder, new: str) -> Response:
        site, account, ticket = self._site, holder.account, holder.ticket
        if ticket and not site.tickets.take(request.cookies.get(TICKET_COOKIE)):
            return _log_in_first()
        try:
            changed = await run_in_threadpool(
                self._set, account, new, ticket.code_id if ticket else None
            )
        except VedomostError:
            why = "code" if ticket else "closed"
            return RedirectResponse(f"/login?why={why}", 303)
        await note(site, request, "password_set", account, is_proven=True)
        if changed is None or changed.state != "active":
            return RedirectResponse("/login?why=closed", 303)
        following = ticket.following if ticket else _HOME
        return await let_in(
            site, request, changed, following, is_log_in=ticket is not None
        )

    def _set(self, account: Account, new: str, code_id: str | None) -> Account | None:
        """Store it and end every session, this one too: `let_in` opens a new one."""
        school, account_id = self._site.school, account.account_id
        set_password(
            school.database,
            account_id,
            new,
            school.clock.now(),
            code_id=code_id,
            security_version=account.security_version,
        )
        self._site.sessions.end_account(account_id, "closed")
        return account_for_id(school.database, account_id)

    def _holder(self, request: Request) -> _Holder | None:
        token = request.cookies.get(TICKET_COOKIE)
        ticket, account = self._site.tickets.look(token, "password")
        if ticket is not None and account is not None:
            return _Holder(account, ticket)
        session = request.scope["vedomost.session"]
        account = self._site.sessions.account(session) if session else None
        return _Holder(account, None) if account else None

    def _form(
        self,
        request: Request,
        holder: _Holder,
        fault: str = "",
        *,
        status: int = 200,
        wait: int = 0,
    ) -> Response:
        language = form_page.spoken(request, holder.account)

        def draw(signature: str) -> str:
            return password_page.render(
                school_name=self._site.school.name,
                language=language,
                form=signature,
                login=holder.account.login,
                message=password_page.message(fault, language, wait),
                is_first=holder.ticket is not None,
            )

        return self._forms.send(draw, status=status, wait=wait)


def _log_in_first() -> Response:
    return RedirectResponse("/login?why=step&next=/password", 303)
