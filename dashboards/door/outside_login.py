"""Logging in through the school's outside identity provider (OpenID Connect).

Code flow with PKCE, state and nonce by Authlib; what begins in one browser can end only
there, by a signed cookie of ten minutes that only these two addresses see. It ends in
the same server-side session as a password, after our own second factor where the
account has one. Throttling guesses is the provider's matter: we see none.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from joserfc.errors import JoseError
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from dashboards.door.entering import address_of, go_on, note
from dashboards.door.origin import own_path
from dashboards.door.outside_page import (
    BREACHED,
    CANCELLED,
    FROZEN,
    NOBODY,
    NOT_ANSWERING,
    OTHER_PERSON,
    STALE,
    UNPROVEN,
    from_our_own_page,
    refusal_page,
)
from dashboards.door.outside_provider import check_metadata, client_of, provider_of
from dashboards.threads import run_in_threadpool
from warehouse.access import outside_identities
from warehouse.access.log import Actor

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from dashboards.door.outside_page import Refusal
    from dashboards.door.outside_provider import Provider
    from dashboards.site import Site

COOKIE = "__Host-vedomost-outside"
LOGIN, ANSWER = "/outside/login", "/outside/answer"
_SECONDS = 600  # between leaving for the provider and coming back
_LEEWAY = 60  # seconds by which the two machines' clocks may differ
_FOLLOWING = "following"
_REFUSALS = {
    outside_identities.NOBODY: NOBODY,
    outside_identities.FROZEN: FROZEN,
    outside_identities.OTHER_SUBJECT: OTHER_PERSON,
    outside_identities.BREACHED: BREACHED,
}


def outside_routes(site: Site) -> list[Route]:
    """Return the two routes; they answer 404 in a school without a provider."""
    provider = provider_of(site.school.folder)
    if provider is None:
        return [Route(path, _nothing, methods=["GET"]) for path in (LOGIN, ANSWER)]
    door = _OutsideDoor(site, provider, client_of(provider))
    keeping_state = [
        Middleware(_Apart),
        Middleware(
            SessionMiddleware,
            secret_key=secrets.token_hex(32),
            session_cookie=COOKIE,
            max_age=_SECONDS,
            same_site="lax",
            https_only=True,
        ),
    ]
    return [
        Route(LOGIN, door.leave, methods=["GET"], middleware=keeping_state),
        Route(ANSWER, door.come_back, methods=["GET"], middleware=keeping_state),
    ]


class _Apart:
    """Keeps our state to our cookie: Streamlit would copy it into one of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on in a scope of our own, where Streamlit does not see the session."""
        await self._app({**scope}, receive, send)


async def _nothing(_request: Request) -> Response:
    return PlainTextResponse("There is nothing here.", 404)


class _OutsideDoor:
    """The way to the provider and the way back."""

    def __init__(
        self, site: Site, provider: Provider, client: StarletteOAuth2App
    ) -> None:
        self._site = site
        self._provider = provider
        self._client = client

    async def leave(self, request: Request) -> Response:
        """Send the browser to the provider, or on if the person is logged in."""
        following = own_path(request.query_params.get("next"))
        if request.scope["vedomost.session"] is not None:
            return RedirectResponse(following, 303)
        try:
            await check_metadata(self._client, self._provider)
            answer: Response = await self._client.authorize_redirect(
                request, _own_address(request)
            )
        except httpx.HTTPError:
            return self._refuse(request, NOT_ANSWERING)
        except (AuthlibBaseError, ValueError):
            return self._refuse(request, UNPROVEN)
        request.session[_FOLLOWING] = following
        return answer

    async def come_back(self, request: Request) -> Response:
        """Check the provider's answer and open a session."""
        following = own_path(request.session.pop(_FOLLOWING, "/"))
        try:
            issuer = await check_metadata(self._client, self._provider)
            claims = await self._claims(request, issuer)
        except MismatchingStateError:
            return self._refuse(request, STALE)
        except httpx.HTTPError:
            return self._refuse(request, NOT_ANSWERING)
        except (AuthlibBaseError, JoseError, ValueError) as error:
            self._tell_failure(request)
            is_no = getattr(error, "error", "") == "access_denied"
            return self._refuse(request, CANCELLED if is_no else UNPROVEN)
        school = self._site.school
        admission = await run_in_threadpool(
            outside_identities.admit,
            school.database,
            issuer,
            str(claims["sub"]),
            _login(claims, self._provider.login_claim),
            school.clock.now(),
        )
        if admission.refusal or admission.account is None:
            await note(
                self._site,
                request,
                "log_in_failed",
                admission.account,
                scope=admission.refusal,
            )
            return self._refuse(request, _REFUSALS[admission.refusal])
        answer = await go_on(self._site, request, admission.account, following)
        return from_our_own_page(answer)

    async def _claims(self, request: Request, issuer: str) -> dict[str, object]:
        """Return what the provider says of the person, proven by its signature.

        Its times are real ones, so the machine's clock judges them, not the school's.
        """
        token = await self._client.authorize_access_token(
            request,
            leeway=_LEEWAY,
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": self._provider.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "nonce": {"essential": True},
            },
        )
        claims: dict[str, object] | None = token.get("userinfo")
        if claims is None:
            raise OAuthError("no_id_token")
        if self._provider.login_claim in claims:
            return claims
        # A provider may keep such claims out of the id_token and tell them on request.
        told = await self._client.userinfo(token=token)
        if told.get("sub") != claims["sub"]:
            raise OAuthError("another_subject")
        return {**told, **claims}

    def _tell_failure(self, request: Request) -> None:
        """Tell of an answer that proves nothing, once in ten minutes an address.

        Anyone may make one up, as fast as they can ask.
        """
        address, place = address_of(request), request.url.path
        actor = Actor(address=address)
        self._site.trail.tell(address, actor, "log_in_failed", place=place)

    def _refuse(self, request: Request, refusal: Refusal) -> Response:
        return refusal_page(
            refusal,
            request,
            school_name=self._site.school.name,
            provider_name=self._provider.name,
        )


def _own_address(request: Request) -> str:
    """Return where the provider sends people back; the guard has checked the host."""
    host = request.headers["host"]
    is_local = urlsplit(f"//{host}").hostname in ("127.0.0.1", "localhost")
    scheme = request.url.scheme if is_local else "https"
    return f"{scheme}://{host}{ANSWER}"


def _login(claims: dict[str, object], claim: str) -> str:
    """Return the login that the provider vouches for; an unproven e-mail is none."""
    if claim == "email" and claims.get("email_verified") is not True:
        return ""
    return str(claims.get(claim) or "")
