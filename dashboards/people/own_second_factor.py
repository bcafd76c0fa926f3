"""My access: the second factor on and off, its QR code and recovery codes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import segno
import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.door.form_page import waiting
from dashboards.people.own_account import note, own_address, own_session
from expectations.language import N_
from warehouse.access import second_factor
from warehouse.access.accounts import account_for_login
from warehouse.access.passwords import check_password
from warehouse.clock import wall_time
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from dashboards.door.throttle import Step
    from warehouse.queries.my_access import OwnAccount

_SECRET = "own_new_secret"  # noqa: S105 - names of places in the tab's state
_CODES = "own_recovery_codes"
_FEW = 3
_WRONG_CODE = N_(
    "This code is wrong or was used already. Wait for the next six digits of the app; "
    "the phone’s clock must be right."
)


def draw(own: OwnAccount) -> None:
    """Draw what there is to do: begin, confirm, save the codes, or switch off."""
    if _CODES in st.session_state:
        _show_codes(st.session_state[_CODES])
    elif own.has_second_factor:
        _offer_to_switch_off(own)
    elif _SECRET in st.session_state:
        _ask_to_confirm(st.session_state[_SECRET])
    else:
        st.write(
            _(
                "With it a stolen password is not enough: after the password you type "
                "six digits that an app on your phone shows. Wise for everybody who "
                "leads the school or manages accounts."
            )
        )
        if st.button(_("Switch on"), key="own_factor_begin"):
            st.session_state[_SECRET] = second_factor.new_secret()
            st.rerun()


def _ask_to_confirm(secret: str) -> None:
    address = second_factor.address_for_app(secret, current.account().login)
    picture = segno.make_qr(address).svg_data_uri(scale=5, border=3, light="#fff")
    shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    st.write(
        _(
            "1. Install an app for one-time passwords on the phone (Yandex Key, Google "
            "Authenticator, FreeOTP or another) and read this square with it."
        )
    )
    st.html(
        f'<p><img src="{escape(picture)}" width="220" height="220" '
        f'alt="{escape(_("QR code for the app"))}"></p>'
        f"<p>{escape(_('Or type this key into the app:'))}<br>"
        f'<code style="overflow-wrap:anywhere">{escape(shown)}</code></p>'
    )
    st.write(_("2. Type the six digits that the app shows, and your password."))
    with st.form("own_factor_on", border=False):
        code = st.text_input(_("Six digits"), max_chars=8, autocomplete="one-time-code")
        password = st.text_input(
            _("Current password"), type="password", autocomplete="current-password"
        )
        is_sent = st.form_submit_button(_("Confirm"), type="primary")
    if st.button(_("Cancel"), key="own_factor_cancel"):
        st.session_state.pop(_SECRET)
        st.rerun()
    if is_sent:
        _switch_on(secret, code, password)


def _switch_on(secret: str, code: str, password: str) -> None:
    """Ask for the password too: an unwatched screen must not lock its owner out."""
    school, account = current.school(), current.account()
    _reserve("password")
    stored = account_for_login(school.database, account.login)[1]
    if not check_password(stored, password):
        note("log_in_failed", "password")
        st.error(_("The current password is wrong."))
        return
    _give_back("password")
    codes = second_factor.turn_on(
        school, account.account_id, secret, code, wall_time(school.clock)
    )
    if codes is None:
        st.error(_(_WRONG_CODE))
        return
    note("second_factor_on")
    current.site().sessions.end_account(account.account_id, "closed", but=own_session())
    st.session_state.pop(_SECRET)
    st.session_state[_CODES] = codes
    st.rerun()


def _show_codes(codes: list[str]) -> None:
    st.success(_("The second factor is on. Your other devices are logged out."))
    st.write(
        _(
            "These recovery codes let you in if the phone is lost, each of them once. "
            "Print them or write them down: they are shown only now."
        )
    )
    st.code("\n".join(codes), language=None)
    if st.button(_("I have saved the codes"), key="own_factor_saved", type="primary"):
        st.session_state.pop(_CODES)
        st.rerun()


def _offer_to_switch_off(own: OwnAccount) -> None:
    left = own.count_recovery_codes
    told = counted(
        "It is on. {count} recovery code is left.",
        "It is on. {count} recovery codes are left.",
        left,
    )
    (st.warning if left <= _FEW else st.write)(told)
    st.caption(
        _(
            "For another phone or new recovery codes switch it off and on again. If "
            "phone and codes are lost, the director or the administrator takes it off."
        )
    )
    with st.form("own_factor_off", border=False, clear_on_submit=True):
        code = st.text_input(
            _("Six digits or a recovery code"),
            max_chars=20,
            autocomplete="one-time-code",
        )
        is_sent = st.form_submit_button(_("Switch off"))
    if is_sent:
        _switch_off(code)


def _switch_off(code: str) -> None:
    school, account = current.school(), current.account()
    _reserve("second_factor")
    try:
        is_right = second_factor.verify(
            school, account.account_id, code, wall_time(school.clock)
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    if not is_right:
        note("log_in_failed", "second_factor")
        st.error(_(_WRONG_CODE))
        return
    _give_back("second_factor")
    with school.database.writing(announced=False) as cursor:
        second_factor.turn_off(cursor, account.account_id)
    note("second_factor_off")
    current.site().sessions.end_account(account.account_id, "closed", but=own_session())
    st.rerun()


def _reserve(step: Step) -> None:
    """Count the try before it is checked, or stop the page with the wait."""
    login = current.account().login
    wait = current.site().throttle.reserve(login, own_address(), step)
    if wait:
        st.error(waiting(wait, current.language()))
        st.stop()


def _give_back(step: Step) -> None:
    login = current.account().login
    current.site().throttle.succeeded(login, own_address(), step)
