"""What the log-in form looks like; in a demo school it offers its people."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from dashboards.access import ROLE_NAMES, ROLES
from expectations.language import LANGUAGES, N_, say
from warehouse.access.accounts import DEMO_PASSWORD, people_with_accounts
from warehouse.clock import school_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.school_folder import School

_MESSAGES = {
    "expired": N_("Your session has expired. Log in again."),
    "closed": N_("Your access has changed. Log in again."),
    "logout": N_("You have logged out."),
    "stale": N_("The form was open for too long. Log in again."),
    "wrong": N_("The login or the password is wrong."),
    "wait": N_("Too many tries. Wait {wait} s and try again."),
}
_GOOD_NEWS = frozenset({"logout"})
_LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
_MOST_SHOWN_OF_A_ROLE = 3

_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/login.css">
</head>
<body>
<nav aria-label="$languages_label">$languages</nav>
<main>
<header>
<img src="/assets/icon.svg" alt="" width="44" height="44">
<div><h1>$product</h1><p>$school</p></div>
</header>
$message
<form method="post" action="/login$query">
<input type="hidden" name="form" value="$form">
<input type="hidden" name="next" value="$following">
<label>$login_label
<input name="login" value="$login" autocomplete="username" autocapitalize="none"
 spellcheck="false" required maxlength="64" autofocus></label>
<label>$password_label
<input name="password" type="password" autocomplete="current-password" required
 maxlength="200"></label>
<button class="main">$button</button>
$demo
</form>
</main>
</body>
</html>
""")


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
    everyone = [Person(*one) for one in people_with_accounts(school.database, today)]
    shown: list[Person] = []
    for role in ROLES:
        of_role = [one for one in everyone if role in one.roles and one not in shown]
        shown += of_role[:_MOST_SHOWN_OF_A_ROLE]
    return shown


def message(reason: str, language: str, wait: int) -> str:
    """Return the HTML of what the form has to say first."""
    if not reason:
        return ""
    kind = "good" if reason in _GOOD_NEWS else "bad"
    sentence = say(_MESSAGES[reason], language, wait=wait)
    return f'<p class="{kind}" role="alert">{escape(sentence)}</p>'


def render(
    *,
    school_name: str,
    language: str,
    form: str,
    following: str,
    message: str,
    login: str,
    people: Sequence[Person],
) -> str:
    """Return the whole page."""
    product = say(N_("Vedomost"), language)
    button = say(N_("Log in"), language)
    return _PAGE.substitute(
        language=language,
        title=escape(f"{button} · {product}"),
        product=escape(product),
        school=escape(school_name),
        languages_label=escape(say(N_("Language"), language)),
        languages=_languages(language, following),
        message=message,
        query=f"?lang={language}",
        form=form,
        following=escape(following),
        login=escape(login),
        login_label=escape(say(N_("Login"), language)),
        password_label=escape(say(N_("Password"), language)),
        button=escape(button),
        demo=_demo(people, language),
    )


def _languages(language: str, following: str) -> str:
    return " ".join(
        f'<b aria-current="true">{_LANGUAGE_NAMES[one]}</b>'
        if one == language
        else (
            f'<a href="/login?lang={one}&amp;next={quote(following)}" '
            f'hreflang="{one}" lang="{one}">{_LANGUAGE_NAMES[one]}</a>'
        )
        for one in LANGUAGES
    )


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
