"""One account: how it stands, what may be done to it, and the yes before it is done."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.forms.slips_pdf import slips_pdf
from dashboards.people import account_deeds
from dashboards.people.account_list import roles_of, state_cell, when
from dashboards.people.handing_out_slips import site_address, slip_sheet, valid_until
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dashboards.door.sessions import Session
    from dashboards.people.account_deeds import Deed

_ASKED = "account_asked"  # what waits for a yes: (account_id, name of the deed)
_ISSUED = "account_issued"
_MINUTE = 60
_LARGE = "font: 700 2rem/1.3 monospace; letter-spacing: .05em; margin: .25rem 0"


class Issued(NamedTuple):
    """A code that was just issued: on the screen until something else is done."""

    account_id: str
    code: str
    at: datetime


def draw(person: Mapping[str, Any], by: str) -> None:
    """Draw the card of one row of `queries.accounts` for the person `by`."""
    sessions = current.site().sessions.of_account(person["account_id"])
    wait = current.site().throttle.waits(person["login"])
    st.html(f"<h3>{escape(person['person_name'])}</h3>")  # a heading reads markdown
    st.html(_facts(person, sessions, wait))
    _show_issued(person)
    if person["has_breach"]:
        st.warning(
            _(
                "A breach of this account is registered: what is entered under it is "
                "void until a new code is issued (§4.4)."
            )
        )
    asked = st.session_state.get(_ASKED)
    deeds = account_deeds.possible(
        person, is_logged_in=bool(sessions), is_waiting=wait > 0
    )
    waiting = [one for one in deeds if (person["account_id"], one.name) == asked]
    if waiting:
        _ask(waiting[0], person, by)
    else:
        _offer(deeds, person, by)


def forget() -> None:
    """Drop the shown code and the open question: another account was chosen."""
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_ISSUED, None)


def _facts(person: Mapping[str, Any], sessions: list[Session], wait: int) -> str:
    language = current.language()
    live = counted("{count} session", "{count} sessions", len(sessions))
    devices = [one.device for one in sessions if one.device]
    lines = [
        (N_("Login"), cell(person["login"])),
        (N_("State"), state_cell(person, language)),
        (N_("Roles"), parts(roles_of(person, language))),
        (N_("Last log-in"), cell(when(person["last_login_at"], language))),
        (N_("Password since"), cell(when(person["password_set_at"], language))),
        (N_("Logged in now"), parts([live, *devices] if sessions else [_("no")])),
        (
            N_("Second factor"),
            cell(_("yes") if person["has_second_factor"] else _("no")),
        ),
    ]
    if person["child_names"]:
        lines.insert(3, (N_("Children"), cell(person["child_names"])))
    if wait:
        lines.append((N_("Too many wrong tries: wait"), cell(_span(wait), "warn")))
    body = [
        row(heading(say(name, language), "name", scope="row"), content)
        for name, content in lines
    ]
    return table(person["person_name"], [], body)


def _span(seconds: int) -> str:
    """Return seconds, or from a minute on minutes; the throttle rounded up already."""
    if seconds < _MINUTE:
        return counted("{count} second", "{count} seconds", seconds)
    return counted("{count} minute", "{count} minutes", -(-(seconds - 1) // _MINUTE))


def _offer(deeds: list[Deed], person: Mapping[str, Any], by: str) -> None:
    with st.container(horizontal=True):
        pressed = [
            deed
            for deed in deeds
            if st.button(
                _(deed.label),
                key=f"account_{deed.name}",
                type="primary" if deed is account_deeds.CODE else "secondary",
            )
        ]
    if pressed and pressed[0].question:
        st.session_state[_ASKED] = (person["account_id"], pressed[0].name)
        st.session_state.pop(_ISSUED, None)
        st.rerun()
    elif pressed:
        _carry_out(pressed[0], person, by)


def _ask(deed: Deed, person: Mapping[str, Any], by: str) -> None:
    st.warning(_(deed.question))
    with st.container(horizontal=True):
        is_agreed = st.button(_("Yes"), key="account_yes", type="primary")
        is_dropped = st.button(_("Cancel"), key="account_no")
    if is_agreed or is_dropped:
        st.session_state.pop(_ASKED, None)
        if is_agreed:
            _carry_out(deed, person, by)
        st.rerun()


def _carry_out(deed: Deed, person: Mapping[str, Any], by: str) -> None:
    now = current.school().clock.now()
    try:
        code = account_deeds.do(deed, person, by, now)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        st.stop()
    if code:
        st.session_state[_ISSUED] = Issued(person["account_id"], code, now)
    else:
        st.toast(_(deed.done))
    st.rerun()


def _show_issued(person: Mapping[str, Any]) -> None:
    """Show the code that was just issued, large, once, with its slip."""
    issued = st.session_state.get(_ISSUED)
    if issued is None or issued.account_id != person["account_id"]:
        return
    how = _(
        "Valid until {until}. Log in at {address} with the login {login}.",
        until=valid_until(issued.at),
        address=site_address(),
        login=person["login"],
    )
    with st.container(border=True):
        st.html(
            f"<p>{escape(_('The one-time code; it is shown only now:'))}</p>"
            f'<p style="{_LARGE}">{escape(issued.code)}</p><p>{escape(how)}</p>'
        )
        codes = {issued.account_id: issued.code}
        sheet = slip_sheet([person], codes, issued.at, _("Login slips"))
        st.download_button(
            _("Slip for printing (PDF)"),
            slips_pdf(sheet),
            "login-slip.pdf",
            "application/pdf",
            on_click=current.printed,
            kwargs={"about": person["person_id"]},
        )
