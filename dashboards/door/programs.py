"""Programs at the doors that are theirs too: `Authorization: Bearer vdm_…`.

A browser never sends a token by itself, so such a request needs no Origin. A token and
a session's cookie together are refused: neither may borrow the other's rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from dashboards.threads import run_in_threadpool
from warehouse.access.log import Actor
from warehouse.access.tokens import PREFIX, account_for_token

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.responses import Response

    from dashboards.access import Door
    from dashboards.site import Site

_SCHEME = "bearer "
_LONGEST = 100  # a token has 47 characters; longer ones are not worth a look
_REALM = 'Bearer realm="Vedomost"'


def is_program(headers: Headers) -> bool:
    """Tell whether a request brings a token, right or wrong.

    Other schemes are not ours: a proxy in front may ask for a password of its own.
    """
    return any(_is_bearer(value) for value in headers.getlist("authorization"))


async def account_of_program(
    site: Site, door: Door, headers: Headers, address: str
) -> str | None:
    """Return the account for which a program acts at this door, or None.

    A refused token is told in the log of access without the token.
    """
    sent = [value for value in headers.getlist("authorization") if _is_bearer(value)]
    token = sent[0][len(_SCHEME) :].strip()
    account_id = None
    if len(sent) == 1 and token.startswith(PREFIX) and len(token) <= _LONGEST:
        account_id = await run_in_threadpool(
            account_for_token,
            site.school.database,
            token,
            door.programs,
            site.school.clock.now(),
        )
    if account_id is None:
        actor = Actor(address=address)
        site.trail.tell(address, actor, "refused", place=door.path)
    return account_id


def not_both() -> Response:
    """Refuse a token that comes with a session's cookie."""
    return JSONResponse({"error": "Send a token or a cookie, not both."}, 400)


def bad_token() -> Response:
    """Refuse a token: the same words for unknown, revoked, expired and frozen."""
    return JSONResponse(
        {"error": "This token is not valid here."},
        401,
        headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
    )


def no_token() -> Response:
    """Ask for a token, or a log-in, at a door that programs may use."""
    return JSONResponse(
        {"error": "Log in first."}, 401, headers={"WWW-Authenticate": _REALM}
    )


def _is_bearer(value: str) -> bool:
    return value[: len(_SCHEME)].lower() == _SCHEME
