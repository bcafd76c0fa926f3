"""My access: which mails come to the confirmed address, how early, and when none do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.mail.composing import LEADING, REMINDED
from warehouse.access import mail_settings

if TYPE_CHECKING:
    from datetime import time

    from warehouse.access.mail_settings import MailSettings
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, own: MailSettings) -> None:
    """Draw the wishes as they are kept, and keep them anew."""
    is_reminded = bool(viewer.roles & REMINDED)
    is_leading = bool(viewer.roles & LEADING)
    wants_reminders, wants_digest = own.wants_reminders, own.wants_digest
    minutes = own.minutes_before
    with st.form("own_mail_choice", border=False):
        if is_reminded:
            wants_reminders = st.checkbox(
                _("Remind me of what I still have to enter"), wants_reminders
            )
            minutes = _minutes(minutes)
        if is_leading:
            wants_digest = st.checkbox(
                _("Morning digest, at 07:30 on days with lessons"), wants_digest
            )
        quiet_from, quiet_until = _quiet(own)
        is_sent = st.form_submit_button(_("Save"), type="primary")
    if not is_sent:
        return
    school = current.school()
    mail_settings.choose(
        school.database,
        current.actor(),
        school.clock.now(),
        wants_reminders=wants_reminders,
        wants_digest=wants_digest,
        minutes_before=minutes,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    st.toast(_("Saved."))


def _minutes(kept: int) -> int:
    return st.selectbox(
        _("How long before the due time"),
        mail_settings.MINUTES_BEFORE,
        index=mail_settings.MINUTES_BEFORE.index(kept),
        format_func=lambda one: counted("{count} minute", "{count} minutes", one),
    )


def _quiet(own: MailSettings) -> tuple[time, time]:
    begins, ends = st.columns(2)
    quiet_from = begins.time_input(_("No mails from"), own.quiet_from, step=900)
    quiet_until = ends.time_input(_("No mails until"), own.quiet_until, step=900)
    st.caption(
        _(
            "What is due in these hours is reminded of before they begin. Equal times "
            "mean that there are none."
        )
    )
    return quiet_from, quiet_until
