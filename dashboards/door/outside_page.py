"""What a person sees when the identity provider's answer does not let them in."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import HTMLResponse

from dashboards.door import form_page
from dashboards.speech import language_of
from expectations.language import N_, say

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class Refusal(NamedTuple):
    """A sentence for the person and the status of the answer."""

    sentence: str
    status: int


STALE = Refusal(
    N_("This log-in began in another window or too long ago. Begin again."), 400
)
CANCELLED = Refusal(N_("{provider} did not confirm the log-in. Begin again."), 403)
NOBODY = Refusal(
    N_(
        "There is no account for you here: the school knows nobody with the login that "
        "{provider} names. Ask the secretary, or log in with the school’s login."
    ),
    403,
)
FROZEN = Refusal(N_("This account is frozen. Ask the school’s secretary."), 403)
OTHER_PERSON = Refusal(
    N_(
        "This account belongs to another person of {provider}. If you are its owner, "
        "ask the secretary to issue the access anew."
    ),
    403,
)
BREACHED = Refusal(
    N_(
        "A breach of this account was registered. Log in once with the new one-time "
        "code from the school and set a password; then {provider} opens it again."
    ),
    403,
)
UNPROVEN = Refusal(
    N_(
        "The answer of {provider} did not pass the check. Begin again; if it repeats, "
        "tell the school’s administrator."
    ),
    502,
)
NOT_ANSWERING = Refusal(
    N_(
        "{provider} does not answer now. Try later, or log in with the school’s login "
        "and password."
    ),
    503,
)

_GO_ON = Template("""<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url=$following">
<title>…</title>
<p><a href="$following">→</a></p>
""")


def refusal_page(
    refusal: Refusal, request: Request, *, school_name: str, provider_name: str
) -> Response:
    """Return the page with the sentence and the way back to the log-in form."""
    language = language_of(request.headers.get("accept-language"))
    back = escape(say(N_("Back to the log-in form"), language))
    page = form_page.frame(
        form_page.alert(say(refusal.sentence, language, provider=provider_name))
        + f'\n<p><a href="/login">{back}</a></p>',
        title=say(N_("Log in"), language),
        school_name=school_name,
        language=language,
    )
    headers = {"Cache-Control": "no-store"}
    return HTMLResponse(page, status_code=refusal.status, headers=headers)


def from_our_own_page(answer: Response) -> Response:
    """Turn a redirect into a page of ours that goes on by itself.

    The browser came from the provider's site and would send no SameSite=Strict cookie,
    such as a ticket to the second factor, along a chain of redirects that began there.
    """
    page = _GO_ON.substitute(following=escape(answer.headers["location"]))
    gone_on = HTMLResponse(page, headers={"Cache-Control": "no-store"})
    for cookie in answer.headers.getlist("set-cookie"):
        gone_on.headers.append("set-cookie", cookie)
    return gone_on
