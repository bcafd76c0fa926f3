"""My access: one's own address for mails, and which mails come there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current, gate
from dashboards.current import _, counted
from dashboards.journal.figures import clock_time, moment, short_name
from dashboards.mail.composing import LEADING, REMINDED
from dashboards.mail.sending import send_code
from dashboards.people import own_mail_choice
from dashboards.people.own_account import own_address
from expectations.language import N_
from warehouse.access import mail_addresses, mail_settings, mails
from warehouse.errors import VedomostError
from warehouse.queries.mails import administrators, sent_since

if TYPE_CHECKING:
    from dashboards.mail.mail_server import MailServer
    from warehouse.access.mail_settings import MailSettings
    from warehouse.viewer import Viewer

_OTHER = "own_mail_other"  # in the tab's state: another address is being typed
_WEEK = timedelta(days=7)
_WRONG = N_("This code is wrong or no longer valid. Check it, or ask for a new one.")
_LATER = N_("Too many wrong codes. Wait a quarter of an hour and try again.")


def is_offered_to(viewer: Viewer) -> bool:
    """Tell whether there are mails for this person, or figures of them."""
    return bool(viewer.roles & (REMINDED | LEADING | {"administrator"}))


def draw(viewer: Viewer) -> None:
    """Draw what there is to do: give an address, confirm it, choose, switch off."""
    server = current.site().mail
    if server is None:
        _say_who_switches_on(viewer)
        return
    if viewer.roles & (REMINDED | LEADING):
        _draw_own(viewer, server)
    _show_figures(viewer)


def lead_to_weekly() -> None:
    """Lead a parent to where the weekly mail is chosen, for the same address."""
    st.write(
        _(
            "Which children, which day and hour: choose on the page [Weekly mail]"
            "(/diary/mail). All your mails come to one address."
        )
    )


def _draw_own(viewer: Viewer, server: MailServer) -> None:
    account_id = current.account().account_id
    own = mail_settings.settings_of(current.school().database, account_id)
    if own is None or own.is_stopped or _OTHER in st.session_state:
        _ask_for_address(server, own)
    elif own.is_confirmed:
        _show_choice(viewer, own)
    else:
        _ask_for_code(server, own)


def _say_who_switches_on(viewer: Viewer) -> None:
    found = administrators(current.school().database, viewer)
    names = ", ".join(short_name(name) for name in found["person_name"])
    st.write(
        _(
            "Mails about due times are not switched on in this school. Whoever looks "
            "after its server switches them on, in the section [mail] of "
            "vedomost.toml."
        )
    )
    if names:
        st.caption(_("Administrator: {names}", names=names))


def _ask_for_address(server: MailServer, own: MailSettings | None) -> None:
    if own is not None and own.is_stopped:
        _say_stopped(own)
    st.write(
        _(
            "Before a due time passes you get a reminder, and who leads gets a digest "
            "in the morning; both only if you want them. First give your address: a "
            "code comes there. Mails name no student."
        )
    )
    with st.form("own_mail_address", border=False):
        typed = st.text_input(_("E-mail address"), max_chars=254, autocomplete="email")
        is_sent = st.form_submit_button(_("Send the code"))
    if _OTHER in st.session_state and st.button(_("Cancel"), key="own_mail_cancel"):
        st.session_state.pop(_OTHER)
        st.rerun()
    if is_sent:
        _send_code(server, typed)


def _say_stopped(own: MailSettings) -> None:
    school, language = current.school(), current.language()
    told = mails.last_failure(school.database, own.account_id)
    when = moment(told[1], school.timezone, language) if told else ""
    st.warning(
        _(
            "Nothing is sent to {address} any more: its mail server refused it "
            "({when}). Check the address and confirm it again, or give another one.",
            address=_shown(own.address),
            when=when,
        )
    )


def _ask_for_code(server: MailServer, own: MailSettings) -> None:
    school, language = current.school(), current.language()
    until = own.code_expires_at
    time = clock_time(until, school.timezone, language) if until else ""
    st.write(
        _(
            "A code was sent to {address}. It is valid until {time}; look among "
            "unwanted mail too.",
            address=_shown(own.address),
            time=time,
        )
    )
    with st.form("own_mail_code", border=False):
        typed = st.text_input(
            _("Code from the mail"), max_chars=20, autocomplete="one-time-code"
        )
        is_sent = st.form_submit_button(_("Confirm"), type="primary")
    with st.container(horizontal=True):
        is_again = st.button(_("Send a new code"), key="own_mail_again")
        _offer_other_ways()
    if is_again:
        _send_code(server, own.address)
    if is_sent:
        _confirm(typed)


def _send_code(server: MailServer, typed: str) -> None:
    """Send a code; only once it is on its way is the address the new one."""
    school, actor, language = current.school(), current.actor(), current.language()
    try:
        sent = mail_addresses.prepare_code(
            school.database, school.folder, actor, typed, school.clock.now()
        )
        with gate.stepped_out(), st.spinner(_("The code is being sent …")):
            send_code(school, server, actor.account_id, sent, language)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    mail_addresses.expect_code(school.database, actor, sent, school.clock.now())
    st.session_state.pop(_OTHER, None)
    st.rerun()


def _confirm(typed: str) -> None:
    school, account = current.school(), current.account()
    throttle = current.site().throttle
    if throttle.reserve(account.login, own_address(), "mail_code"):
        st.error(_(_LATER))
        return
    actor, now = current.actor(), school.clock.now()
    if not mail_addresses.confirm(school.database, actor, typed, now):
        st.error(_(_WRONG))
        return
    throttle.succeeded(account.login, own_address(), "mail_code")
    st.rerun()


def _show_choice(viewer: Viewer, own: MailSettings) -> None:
    st.write(_("Mails come to {address}.", address=_shown(own.address)))
    own_mail_choice.draw(viewer, own)
    with st.container(horizontal=True):
        _offer_other_ways()


def _offer_other_ways() -> None:
    if st.button(_("Another address"), key="own_mail_other_button"):
        st.session_state[_OTHER] = True
        st.rerun()
    if st.button(_("Forget the address"), key="own_mail_forget"):
        school = current.school()
        mail_settings.forget(school.database, current.actor(), school.clock.now())
        st.rerun()


def _shown(address: str) -> str:
    """Return an address as Markdown leaves it; it holds no back-tick."""
    return f"`{address}`"


def _show_figures(viewer: Viewer) -> None:
    """Tell who answers for the school or its server how the mails of a week fared."""
    school = current.school()
    found = sent_since(school.database, viewer, school.clock.now() - _WEEK)
    for count_sent, count_waiting, count_failed, count_stopped in found.iter_rows():
        told = [
            counted(
                "In seven days the school sent {count} mail.",
                "In seven days the school sent {count} mails.",
                count_sent,
            ),
            _(
                "Waiting: {waiting}. Not sent: {failed}. Addresses refused: {stopped}.",
                waiting=count_waiting,
                failed=count_failed,
                stopped=count_stopped,
            ),
        ]
        st.caption(" ".join(told))
