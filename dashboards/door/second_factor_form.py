"""`/second-factor`: the app's six digits, or a recovery code, after the password."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboards.door import form_page
from dashboards.door.entering import address_of, go_on, note
from dashboards.door.origin import is_from_own_page
from dashboards.door.tickets import TICKET_COOKIE
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from warehouse.access.second_factor import verify
from warehouse.clock import wall_time
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dashboards.door.signed_forms import SignedForms
    from dashboards.door.tickets import Ticket
    from dashboards.site import Site
    from warehouse.access.accounts import Account

PATH = "/second-factor"
_WRONG = N_(
    "This code is wrong or was used already. Wait for the next six digits of the app; "
    "the phone’s clock must be right."
)
_STALE = N_("The form was open for too long. Type it again.")


class SecondFactorForm:
    """Shows the form to whoever has a ticket for it, and checks what they type."""

    def __init__(self, site: Site, forms: SignedForms) -> None:
        self._site = site
        self._forms = forms

    def routes(self) -> list[Route]:
        """Return the form's two routes."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.check, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form; without a ticket the log-in begins anew."""
        _, account = await self._look(request)
        if account is None:
            return RedirectResponse("/login?why=step", 303)
        return self._form(request, account)

    async def check(self, request: Request) -> Response:
        """Check the code and go on."""
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This form was not sent from our page.", 403)
        fields, is_ours = await self._forms.typed(request)  # it may take its time
        ticket, account = await self._look(request)
        if ticket is None or account is None:
            return RedirectResponse("/login?why=step", 303)
        language = form_page.spoken(request, account)
        if not is_ours:
            return self._form(request, account, say(_STALE, language), status=403)
        address = address_of(request)
        throttle = self._site.throttle
        wait = throttle.reserve(account.login, address, "second_factor")
        if wait:
            if throttle.is_news(account.login, address, "second_factor"):
                await note(self._site, request, "log_in_blocked", account)
            words = form_page.waiting(wait, language)
            return self._form(request, account, words, status=429, wait=wait)
        try:
            is_right = await run_in_threadpool(
                self._verify, account, fields.get("code", "")
            )
        except VedomostError as error:
            words = say(error.sentence, language, **error.facts)
            return self._form(request, account, words, status=503)
        if not is_right:
            await note(
                self._site, request, "log_in_failed", account, scope="second_factor"
            )
            return self._form(request, account, say(_WRONG, language), status=401)
        if not self._site.tickets.take(request.cookies.get(TICKET_COOKIE)):
            return RedirectResponse("/login?why=step", 303)
        throttle.succeeded(account.login, address, "second_factor")
        return await go_on(
            self._site,
            request,
            account,
            ticket.following,
            code_id=ticket.code_id,
            is_second_proven=True,
        )

    async def _look(
        self, request: Request
    ) -> tuple[Ticket, Account] | tuple[None, None]:
        token = request.cookies.get(TICKET_COOKIE)
        return await run_in_threadpool(self._site.tickets.look, token, "second_factor")

    def _verify(self, account: Account, typed: str) -> bool:
        school = self._site.school
        return verify(school, account.account_id, typed, wall_time(school.clock))

    def _form(
        self,
        request: Request,
        account: Account,
        message: str = "",
        *,
        status: int = 200,
        wait: int = 0,
    ) -> Response:
        language = form_page.spoken(request, account)
        title = say(N_("Second factor"), language)

        def draw(signature: str) -> str:
            return form_page.render(
                f"<h2>{escape(title)}</h2>\n{form_page.alert(message)}"
                + _fields(signature, language),
                title=title,
                school_name=self._site.school.name,
                language=language,
                path=PATH,
            )

        return self._forms.send(draw, status=status, wait=wait)


def _fields(signature: str, language: str) -> str:
    hint = say(
        N_(
            "Open the app on your phone and type its six digits. Without the phone, "
            "type one of your recovery codes."
        ),
        language,
    )
    label = say(N_("Code"), language)
    button = say(N_("Continue"), language)
    back = say(N_("Back to the log-in form"), language)
    return (
        f"<p>{escape(hint)}</p>\n"
        f"{form_page.open_form(PATH, language, signature)}"
        f'<label>{escape(label)}\n<input name="code" autocomplete="one-time-code" '
        'autocapitalize="characters" spellcheck="false" required maxlength="20" '
        "autofocus></label>\n"
        f'<button class="main">{escape(button)}</button>\n</form>\n'
        f'<p class="aside"><a href="/login">{escape(back)}</a></p>\n'
    )
