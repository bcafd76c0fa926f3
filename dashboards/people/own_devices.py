"""My access: where the account is logged in, and how to end that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.people.own_account import note, own_session, when

if TYPE_CHECKING:
    from dashboards.door.sessions import Session


def draw() -> None:
    """Draw one line per live session; this one ends by logging out."""
    account_id = current.account().account_id
    here = own_session()
    sessions = current.site().sessions.of_account(account_id)
    others = [one for one in sessions if one.session_id != here]
    for one in sessions:
        if one.session_id == here:
            _line(one, _("this device"))
    for one in others:
        if _line(one, "", f"own_device_{one.session_id[:16]}"):
            current.site().sessions.end(one.session_id, "ended")
            note("sessions_ended", "1")
            st.rerun()
    if not others:
        st.caption(_("You are logged in nowhere else."))
    elif len(others) > 1 and st.button(_("End all others"), key="own_devices_end"):
        ended = current.site().sessions.end_account(account_id, "ended", but=here)
        note("sessions_ended", str(ended))
        st.toast(counted("{count} session", "{count} sessions", ended))
        st.rerun()


def _line(session: Session, remark: str, key: str = "") -> bool:
    """Draw a session; true if its button was pressed."""
    name = session.device or _("Unknown device")
    since = _("since {when}", when=when(session.created_at))
    seen = _("last used {when}", when=when(session.last_seen_at))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container():
            st.text(f"{name} ({remark})" if remark else name)
            st.caption(f"{since}, {seen}")
        return bool(key) and st.button(_("End"), key=key)
