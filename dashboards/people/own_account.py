"""My access, first part: who I am here, and the link to a new password."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.access import ROLE_NAMES, ROLES
from dashboards.current import _, language
from dashboards.journal.figures import NONE, moment
from dashboards.tables import cell, heading, parts, row, table
from warehouse.access import log
from warehouse.access.roles import person_name

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.queries.my_access import OwnAccount
    from warehouse.viewer import Viewer

_STYLE = """
<style>
.vedomost-own a { display: inline-block; padding: .5rem 1rem; border-radius: .5rem;
  border: 1px solid #8b96a588; color: inherit; text-decoration: none; }
.vedomost-own a:hover { border-color: #1f5fae; }
.vedomost-own a:focus-visible { outline: 3px solid #7fb2f0; outline-offset: 2px; }
</style>
"""


def draw(viewer: Viewer, own: OwnAccount) -> None:
    """Draw the facts and the way to change the password."""
    account = current.account()
    name = person_name(current.school().database, viewer.person_id)
    roles = [_(ROLE_NAMES[role]) for role in ROLES if role in viewer.roles]
    lines = (
        (_("Login"), cell(account.login)),
        (_("Roles"), parts(roles)),
        (_("Password since"), cell(when(own.password_set_at))),
        (_("Last log-in"), cell(when(own.last_login_at))),
    )
    body = [row(heading(title, "name", scope="row"), told) for title, told in lines]
    st.html(table(name, [], body))
    label = escape(_("Change the password"))
    st.html(
        f'{_STYLE}<p class="vedomost-own">'
        f'<a href="/password?lang={language()}">{label}</a></p>'
    )


def when(stored: datetime | None) -> str:
    """Return a moment in the school's zone; a dash for never."""
    if stored is None:
        return NONE
    return moment(stored, current.school().timezone, language())


def note(action: str, scope: str = "") -> None:
    """Write into the log what the person did to the own access."""
    account = current.account()
    school = current.school()
    actor = log.Actor(account.account_id, account.person_id, own_address())
    log.note(
        school.database,
        school.clock.now(),
        actor,
        action,
        place="my_access",
        scope=scope,
        about=account.person_id,
    )


def own_session() -> str:
    """Return the id of the session that looks."""
    return current.told("session")


def own_address() -> str:
    """Return the network address that the guard saw."""
    return current.told("address")
