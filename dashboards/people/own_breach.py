"""My access: «others know my password» freezes the own account at once (§4.3, §4.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from warehouse.access import breaches
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def draw(viewer: Viewer) -> None:
    """Say what will happen, ask what is known, and register it."""
    st.write(
        _(
            "If somebody knows your password, or may know it, report it here at once, "
            "at the latest on the next working day (§4.3)."
        )
    )
    with st.expander(_("Report it")):
        st.warning(
            _(
                "As soon as you press the button, your account is frozen: all your "
                "devices are logged out and you cannot log in. Everything entered "
                "under your account from this moment on is void (§4.4). The secretary "
                "or the deputy director gives you a new one-time code; what was void "
                "you then enter again. Tell the director too."
            )
        )
        _ask(viewer)


def _ask(viewer: Viewer) -> None:
    zone = current.school().timezone
    local = current.school().clock.now().astimezone(zone)
    story = st.text_area(
        _("What happened"),
        max_chars=breaches.LONGEST_STORY,
        placeholder=_("For example: the slip with my password was lost in class 7Б."),
        key="own_breach_story",
    )
    on, at = st.columns(2)
    day = on.date_input(
        _("When you learned of it"),
        local.date(),
        max_value=local.date(),
        format="DD.MM.YYYY",
        key="own_breach_day",
    )
    st.session_state.setdefault("own_breach_time", local.time().replace(microsecond=0))
    time = at.time_input(_("At what time"), step=300, key="own_breach_time")
    is_sure = st.checkbox(
        _("I understand: my account is frozen at once."), key="own_breach_sure"
    )
    if st.button(
        _("Report and freeze my account"),
        type="primary",
        disabled=not is_sure,
        key="own_breach_send",
    ):
        _report(viewer, story, datetime.combine(day, time, zone))


def _report(viewer: Viewer, story: str, learned_at: datetime) -> None:
    """Register it as told to the support: that is who keeps the register."""
    school, account_id = current.school(), current.account().account_id
    now = school.clock.now()
    try:
        breaches.register(
            school.database,
            account_id=account_id,
            learned_at=learned_at,
            reported_to_head_at=None,
            reported_to_support_at=now,
            reported_by=viewer.person_id,
            what_happened=story,
            registered_by=viewer.person_id,
            at=now,
            zone=school.timezone,
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    current.site().sessions.end_account(account_id, "reported")
