"""My access: keys of programs that act for a person, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.access import DOORS
from dashboards.current import _
from dashboards.people.own_account import when
from expectations.language import N_
from warehouse.access import tokens
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.access.tokens import Token
    from warehouse.viewer import Viewer

_NEW = "own_new_token"
_SCOPES = {
    "upload": N_("hand in my workbooks"),
    "folder": N_("open my network folder"),
    "metrics": N_("read the server’s figures"),
}
_TERMS = (30, 90, 180, 365)


def scopes_of(viewer: Viewer) -> list[str]:
    """Return what this person's programs may be allowed, by the table of access."""
    return [
        door.programs for door in DOORS if door.programs and door.roles & viewer.roles
    ]


def draw(viewer: Viewer) -> None:
    """Draw the tokens that live and the form for a new one."""
    school, account = current.school(), current.account()
    now = school.clock.now()
    st.write(
        _(
            "For a program that works without you, such as a script that hands in your "
            "workbooks. Whoever has the token acts as you, so keep it like a password."
        )
    )
    if _NEW in st.session_state:
        st.success(_("The token is made. Copy it now: it is shown only once."))
        st.code(st.session_state[_NEW], language=None, wrap_lines=True)
        if st.button(_("I have copied the token"), key="own_token_copied"):
            st.session_state.pop(_NEW)
            st.rerun()
    for one in tokens.tokens_of(school.database, account.account_id):
        if one.is_live(now) and _line(one, f"own_token_{one.token_id}"):
            tokens.revoke(school.database, one.token_id, account.account_id, now)
            st.rerun()
    with st.expander(_("New token")):
        _offer_new(viewer)


def _offer_new(viewer: Viewer) -> None:
    with st.form("own_token", border=False, clear_on_submit=True):
        name = st.text_input(
            _("What it is for"), max_chars=tokens.LONGEST_NAME, autocomplete="off"
        )
        scope = st.selectbox(
            _("What it may do"),
            scopes_of(viewer),
            format_func=lambda one: _(_SCOPES[one]),
        )
        days = st.selectbox(_("Valid for how many days"), _TERMS, index=1)
        is_sent = st.form_submit_button(_("Make the token"))
    if not is_sent:
        return
    school, account = current.school(), current.account()
    try:
        st.session_state[_NEW] = tokens.make_token(
            school.database,
            account.account_id,
            name,
            scope,
            at=school.clock.now(),
            valid_for=timedelta(days=days),
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.rerun()


def _line(token: Token, key: str) -> bool:
    """Draw a token; true if it is to be revoked."""
    until = _("until {when}", when=when(token.expires_at))
    used = _("last used {when}", when=when(token.last_used_at))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container():
            st.text(token.name)
            st.caption(f"{_(_SCOPES[token.scope])}, {until}, {used}")
        return st.button(_("Revoke"), key=key)
