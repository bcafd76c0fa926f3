"""What a page asks first: which school, who is looking, in which language.

Checked anew on every run of every page: a session that ended, an account that was
closed or a role that was taken away stops the page before it draws anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from dashboards.access import PAGE_BY_NAME
from dashboards.speech import language_of
from expectations.language import LANGUAGES, N_, say, say_many
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day

if TYPE_CHECKING:
    from datetime import date

    from dashboards.site import Site
    from warehouse.access.accounts import Account
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_site: Site | None = None


def install(site: Site | None) -> None:
    """Name the site whose pages this process draws."""
    global _site
    _site = site


def site() -> Site:
    """Return the running site."""
    if _site is None:
        raise RuntimeError(
            "pages are drawn by dashboards.server, which installs a site"
        )
    return _site


def school() -> School:
    """Return the open school."""
    return site().school


def today() -> date:
    """Return the school's date."""
    return school_day(school().clock.now(), school().timezone)


def version() -> int:
    """Return the number of the last commit: the key of everything cached."""
    return site().versions.latest


def account() -> Account:
    """Return the account that looks, or stop the page."""
    found = _live_account()
    if found is None:
        _stop(N_("Your session has ended. Log in again."))
    return found


def viewer() -> Viewer:
    """Return who looks, with today's roles, or stop the page."""
    return viewer_for(school().database, account().person_id, today())


def require(name: str) -> Viewer:
    """Return who looks if this page is theirs, or stop it."""
    who = viewer()
    if not who.roles & PAGE_BY_NAME[name].roles:
        _stop(N_("This page is not open to you."))
    return who


def language() -> str:
    """Return `ru` or `en`: the person's choice, else the browser's, else Russian."""
    found = _live_account()
    if found is not None and found.language in LANGUAGES:
        return found.language
    return language_of(st.context.locale)


def _(sentence: str, **facts: object) -> str:
    """Translate a sentence for whoever looks."""
    return say(sentence, language(), **facts)


def counted(one: str, many: str, count: int, **facts: object) -> str:
    """Translate a counted sentence for whoever looks."""
    return say_many(one, many, count, language(), **facts)


def _live_account() -> Account | None:
    """Return the account of the live session that the guard named to this page."""
    session = site().sessions.for_id(str(st.user.get("session", "")))
    if session is None or session.account_id != st.user.get("account"):
        return None
    return site().sessions.account(session)


def _stop(sentence: str) -> NoReturn:
    st.error(_(sentence))
    st.stop()
