"""What a page asks first: which school, who is looking, in which language.

Checked anew on every run of every page: a session that ended, an account that was
closed or a role that was taken away stops the page before it draws anything. Of the
schools that this process serves a page sees one: whose guard let its tab in.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from dashboards.access import PAGE_BY_NAME
from dashboards.speech import language_of
from expectations.language import LANGUAGES, N_, say, say_many
from ingest.turns import whose, work_of
from warehouse.access import log
from warehouse.access.accounts import has_left
from warehouse.clock import school_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from dashboards.concerns import Concern
    from dashboards.site import Site
    from warehouse.access.accounts import Account
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_ENDED = N_("Your session has ended. Log in again.")
# Keys of the tab's state: which page it last drew, has the log heard of that.
_PAGE = "vedomost_page"
_TOLD = "vedomost_told"
_CONCERN = "vedomost_concern"
# The schools that this process serves, by `Site.key`.
_served: dict[str, Site] = {}


def install(site: Site) -> None:
    """Serve a school in this process from now on."""
    _served[site.key] = site


def remove(site: Site) -> None:
    """Serve a school no longer; its open tabs draw nothing more."""
    _served.pop(site.key, None)


def serving(site: Site) -> AbstractContextManager[None]:
    """Do the work of this school until the end of the block, in this thread or task."""
    return work_of(site.key)


def carried(work: Callable[..., object]) -> Callable[..., None]:
    """Return `work` as a thread of its own does it: for the school that has it done."""
    key = _key()

    def carry(*given: object) -> None:
        with work_of(key):
            work(*given)

    return carry


def running() -> Site | None:
    """Return the school whose page, request or job this is; None for the node's own."""
    return _served.get(_key())


def site() -> Site:
    """Return the school whose page, request or job this is."""
    found = running()
    if found is None:
        raise RuntimeError("this is the work of no school that is served here")
    return found


def _key() -> str:
    """Return the key of the school: a page's tab has it from the guard alone."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        return told("school")
    return whose()


def told(name: str) -> str:
    """Return what the guard told this page about its session, '' where it did not.

    What `st.user` holds; that looks for files of secrets each time it is asked, which
    pages do a hundred times in a run.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return str(context.user_info.get(name) or "") if context is not None else ""


def school() -> School:
    """Return the open school."""
    return site().school


def today() -> date:
    """Return the school's date."""
    return school_day(school().clock.now(), school().timezone)


def minute() -> datetime:
    """Return the minute that runs, aware: pages remember their answers so long."""
    return school().clock.now().replace(second=0, microsecond=0)


def version() -> int:
    """Return the last commit that concerns the page: the key of what it remembers."""
    return site().versions.of(st.session_state.get(_CONCERN))


def concern_is(concern: Concern | None) -> None:
    """Say what this run shows from here on; None is the whole school."""
    st.session_state[_CONCERN] = concern


def standing() -> int:
    """Return the last commit that may have changed more than cells of some pages."""
    return school().database.changes.anything


def session_id() -> str:
    """Return the id of the session that the guard named to this page."""
    return told("session")


def account() -> Account:
    """Return the account that looks, or stop the page."""
    found = _live_account()
    if found is None:
        _stop(_ENDED)
    return found


def actor() -> log.Actor:
    """Return who the log of access says it is."""
    found = account()
    address = told("address")
    return log.Actor(found.account_id, found.person_id, address)


def page_name() -> str:
    """Return which page the tab shows, as `require` was told."""
    return str(st.session_state[_PAGE])


def viewer() -> Viewer:
    """Return who looks, with today's roles, or stop the page."""
    found = account()
    who = site().viewer(found.person_id)
    if has_left(school().database, who, today()):
        site().sessions.end_account(found.account_id, "closed")
        _stop(_ENDED)
    return who


def require(name: str) -> Viewer:
    """Return who looks if this page is theirs, or stop it."""
    who = viewer()
    if not who.roles & PAGE_BY_NAME[name].roles:
        _tell("refused", name)
        _stop(N_("This page is not open to you."))
    st.session_state[_PAGE] = name
    concern_is(None)
    return who


def is_still_open(site: Site, session_id: str, name: str) -> bool:
    """Tell, outside a page's run, whether the page is open to the session's person."""
    session = site.sessions.for_id(session_id)
    found = site.sessions.account(session) if session is not None else None
    if found is None:
        return False
    who = site.viewer(found.person_id)
    return bool(who.roles & PAGE_BY_NAME[name].roles)


def viewed(scope: str = "", about: str = "") -> None:
    """Tell the log of access what this page shows: a class, a journal page (§1.7).

    `about` is the person_id of whose data alone it shows, `student:…` for a student. A
    page that never calls this is told of without a scope, see `told_at_the_end`.
    """
    name = page_name()
    _tell("page_viewed", name, scope, about)
    st.session_state[_TOLD] = True


def exported(scope: str = "", about: str = "") -> None:
    """Write into the log of access that the person took data out.

    For what the page already holds; a button's file is made by `exporting.exporting`.
    """
    _note("exported", scope, about)


def printed(scope: str = "", about: str = "") -> None:
    """Write into the log of access that the person made a printed form."""
    _note("printed", scope, about)


def verified() -> None:
    """Write into the log of access that the person had everything verified."""
    _note("verified", "", "")


def handed_in(upload_id: str) -> None:
    """Write into the log of access that the person handed in a workbook."""
    _note("handed_in", upload_id, "")


def form_brought(title: str) -> None:
    """Write into the log of access that the person gave the school a form."""
    _note("form_brought", title, "")


@contextlib.contextmanager
def told_at_the_end() -> Iterator[None]:
    """Tell of a page that did not say itself what it showed, once it has run."""
    st.session_state.pop(_PAGE, None)
    st.session_state[_TOLD] = False
    try:
        yield
    finally:
        name = st.session_state.get(_PAGE)
        if name and not st.session_state[_TOLD] and _live_account() is not None:
            _tell("page_viewed", name)


def language() -> str:
    """Return `ru` or `en`: the person's choice, else the browser's, else Russian."""
    found = _live_account() if running() is not None else None
    if found is not None and found.language in LANGUAGES:
        return found.language
    return language_of(st.context.locale)


def _(sentence: str, **facts: object) -> str:
    """Translate a sentence for whoever looks."""
    return say(sentence, language(), **facts)


def counted(one: str, many: str, count: int, **facts: object) -> str:
    """Translate a counted sentence for whoever looks."""
    return say_many(one, many, count, language(), **facts)


def _tell(action: str, place: str, scope: str = "", about: str = "") -> None:
    site().trail.tell(
        session_id(), actor(), action, place=place, scope=scope, about=about
    )


def _note(action: str, scope: str, about: str) -> None:
    place = page_name()
    now = school().clock.now()
    log.note(
        school().database, now, actor(), action, place=place, scope=scope, about=about
    )


def _live_account() -> Account | None:
    """Return the account of the live session that the guard named to this page."""
    session = site().sessions.for_id(session_id())
    if session is None or session.account_id != told("account"):
        return None
    return site().sessions.account(session)


def _stop(sentence: str) -> NoReturn:
    st.error(_(sentence))
    st.stop()
