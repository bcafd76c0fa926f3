"""What the log-in form looks like; in a demo school it offers its people."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from dashboards.access import ROLE_NAMES, ROLES
from dashboards.door import form_page
from expectations.language import N_, say
from warehouse.access.accounts import DEMO_PASSWORD
from warehouse.access.demo_people import candidates
from warehouse.clock import school_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.school_folder import School

_MESSAGES = {
    "expired": N_("Your session has expired. Log in again."),
    "closed": N_("Your access has changed. Log in again."),
    "logout": N_("You have logged out."),
    "ended": N_("Your log-in here was ended from another device. Log in again."),
    "reported": N_(
        "Your report is registered and your account is frozen. Ask the secretary or "
        "the deputy director for a new one-time code."
    ),
    "step": N_("That step took too long or is done already. Log in again."),
    "code": N_(
        "This one-time code no longer holds: it was used, replaced, or its time is "
        "over. Ask for a new one."
    ),
    "stale": N_("The form was open for too long. Log in again."),
    "wrong": N_(
        "The login, the password or the code is wrong. A code from a slip works only "
        "once and not for ever: if yours does not work, ask for a new one."
    ),
    "frozen": N_(
        "This account is frozen, nobody gets in with it. Ask the secretary or the "
        "deputy director: they open it again or give a new one-time code."
    ),
}
# Those with which other pages send people here.
REASONS_TO_COME = frozenset(
    {"expired", "closed", "logout", "ended", "reported", "step", "code"}
)
WHO_GIVES_CODES = N_(
    "First log-in, or a forgotten password? Type the one-time code from your slip. The "
    "homeroom teacher, the secretary or a deputy director gives one."
)
WHO_GIVES_CODES_IN_A_REGION = N_(
    "First log-in, or a forgotten password? Type the one-time code that whoever runs "
    "this server gives you."
)
_GOOD_NEWS = frozenset({"logout", "reported"})
_MOST_SHOWN_OF_A_ROLE = 3


class Person(NamedTuple):
    """Someone of the demo school whom a visitor may be."""

    login: str
    name: str
    roles: frozenset[str]


def demo_people(school: School) -> list[Person]:
    """Return a few people of each role; nobody in a school that is not the demo."""
    if not school.is_demo:
        return []
    today = school_day(school.clock.now(), school.timezone)
    enough = _MOST_SHOWN_OF_A_ROLE * len(ROLES)  # some are shown for another role
    found = [
        (role, Person(login, name, roles))
        for role, login, name, roles in candidates(school.database, today, enough)
    ]
    shown: list[Person] = []
    for role in ROLES:
        of_role = [one for its, one in found if its == role and one not in shown]
        shown += of_role[:_MOST_SHOWN_OF_A_ROLE]
    return shown


def message(reason: str, language: str, wait: int) -> str:
    """Return the HTML of what the form has to say first."""
    if reason == "wait":
        return form_page.alert(form_page.waiting(wait, language))
    kind = "good" if reason in _GOOD_NEWS else "bad"
    return form_page.alert(say(_MESSAGES.get(reason, ""), language), kind)


def render(
    *,
    school_name: str,
    language: str,
    form: str,
    following: str,
    message: str,
    login: str,
    people: Sequence[Person],
    provider: str = "",
    hint: str = WHO_GIVES_CODES,
) -> str:
    """Return the whole page; `hint` says who gives one-time codes."""
    button = say(N_("Log in"), language)
    return form_page.render(
        message
        + form_page.open_form("/login", language, form, next=following)
        + _fields(language, login, hint)
        + f'<button class="main">{escape(button)}</button>\n'
        + _outside(provider, following, language)
        + _demo(people, language)
        + "</form>\n",
        title=button,
        school_name=school_name,
        language=language,
        path=f"/login?{urlencode({'next': following})}",
    )


def _fields(language: str, login: str, hint: str) -> str:
    return (
        f"<label>{escape(say(N_('Login'), language))}\n"
        f'<input name="login" value="{escape(login)}" autocomplete="username" '
        'autocapitalize="none" spellcheck="false" required maxlength="64" autofocus>'
        "</label>\n"
        + form_page.secret_field(
            "password",
            say(N_("Password or one-time code"), language),
            "current-password",
            first=False,
        )
        + f'<p class="hint">{escape(say(hint, language))}</p>\n'
    )


def _outside(provider: str, following: str, language: str) -> str:
    """Return the way through the school's identity provider, if there is one."""
    if not provider:
        return ""
    words = say(N_("Log in through {provider}"), language, provider=provider)
    address = f"/outside/login?{urlencode({'next': following})}"
    return f'<a class="second" href="{escape(address)}">{escape(words)}</a>\n'


def _demo(people: Sequence[Person], language: str) -> str:
    if not people:
        return ""
    heading = say(N_("Demo school: enter as"), language)
    hint = say(
        N_("All people are invented. Everyone’s password: {password}"),
        language,
        password=DEMO_PASSWORD,
    )
    buttons = "".join(_demo_button(person, language) for person in people)
    return (
        f'<fieldset class="demo"><legend>{escape(heading)}</legend>'
        f"<ul>{buttons}</ul><p>{escape(hint)}</p></fieldset>"
    )


def _demo_button(person: Person, language: str) -> str:
    roles = ", ".join(
        say(ROLE_NAMES[role], language) for role in ROLES if role in person.roles
    )
    return (
        f'<li><button name="demo_login" value="{escape(person.login)}" formnovalidate>'
        f"<strong>{escape(person.name)}</strong>"
        f"<span>{escape(roles)}</span><code>{escape(person.login)}</code>"
        "</button></li>"
    )
