"""What the form for a password of one's own looks like and says."""

from __future__ import annotations

from html import escape

from dashboards.door import form_page
from expectations.language import N_, say
from warehouse.access.passwords import LONGEST, SHORTEST

PATH = "/password"
_MESSAGES = {
    "stale": N_("The form was open for too long. Type it again."),
    "current": N_("The current password is wrong."),
    "differ": N_("The two new passwords differ. Type the same one twice."),
    "same": N_("The new password is the old one. Choose another."),
    "code": N_("The one-time code cannot be the password. Choose one of your own."),
    "short": N_("This password is too short: take at least {shortest} characters."),
    "long": N_("This password is too long: take at most {longest} characters."),
    "known": N_(
        "This password holds your login, your name or the school’s: others would try "
        "these first. Choose another."
    ),
    "easy": N_(
        "This password is easy to guess: a well-known word, a name with a year, or "
        "keys that lie side by side. Take three or four words that do not belong "
        "together."
    ),
}


def message(fault: str, language: str, wait: int) -> str:
    """Return the HTML of what is wrong; nothing for ''."""
    if not fault:
        return ""
    if fault == "wait":
        return form_page.alert(form_page.waiting(wait, language))
    facts = {"short": {"shortest": SHORTEST}, "long": {"longest": LONGEST}}
    return form_page.alert(say(_MESSAGES[fault], language, **facts.get(fault, {})))


def render(
    *,
    school_name: str,
    language: str,
    form: str,
    login: str,
    message: str,
    is_first: bool,
) -> str:
    """Return the whole page; `is_first` after a one-time code."""
    title = say(
        N_("A password of your own") if is_first else N_("Change of password"), language
    )
    intro = say(
        N_(
            "The code is right. Now choose a password of your own: only you should "
            "know it. The code is used up when you save."
        )
        if is_first
        else N_("Your other devices will be logged out."),
        language,
    )
    return form_page.render(
        f"<h2>{escape(title)}</h2>\n{message}<p>{escape(intro)}</p>\n"
        + _fields(language, form, login, is_first=is_first),
        title=title,
        school_name=school_name,
        language=language,
        path=PATH,
    )


def _fields(language: str, form: str, login: str, *, is_first: bool) -> str:
    hint = say(
        N_(
            "At least {shortest} characters; words and spaces are fine. Three or four "
            "words that do not belong together are easy to remember and hard to guess."
        ),
        language,
        shortest=SHORTEST,
    )
    field = form_page.secret_field
    new, again = "new-password", "new-password"
    current = (
        ""
        if is_first
        else field(
            "current",
            say(N_("Current password"), language),
            "current-password",
            first=True,
        )
    )
    back, told = (
        ("/login", N_("Back to the log-in form"))
        if is_first
        else ("/my_access", N_("Back without a change"))
    )
    return (
        form_page.open_form(PATH, language, form)
        + f"<label>{escape(say(N_('Login'), language))}\n"
        f'<input name="login" value="{escape(login)}" autocomplete="username" readonly>'
        "</label>\n"
        + current
        + field("new", say(N_("New password"), language), new, first=is_first)
        + f'<p class="hint">{escape(hint)}</p>\n'
        + field(
            "again", say(N_("New password once more"), language), again, first=False
        )
        + f'<button class="main">{escape(say(N_("Save the password"), language))}'
        f'</button>\n</form>\n<p class="aside"><a href="{back}">'
        f"{escape(say(told, language))}</a></p>\n"
    )
