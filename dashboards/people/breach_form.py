"""The form that registers a breach and freezes the account (§4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from warehouse.access import breaches
from warehouse.errors import VedomostError
from warehouse.queries import breaches as asked

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.viewer import Viewer


LATEST = "breach_registered"  # its id: a sent form empties and the breach is opened


class _Answers(NamedTuple):
    """What the form was filled in with; moments are the school's local time."""

    account_id: str
    story: str
    learned_at: datetime | None
    head_at: datetime | None
    support_at: datetime | None
    is_told_by_holder: bool


def draw(viewer: Viewer) -> None:
    """Ask what is known and register it; the account is frozen at once."""
    st.warning(
        _(
            "The account is frozen as soon as you press the button: all its devices "
            "are logged out, its codes and tokens end. New credentials open it again."
        )
    )
    accounts = cached.ask(asked.accounts_to_choose, viewer)
    people = {one["account_id"]: one for one in accounts.iter_rows(named=True)}
    zone = current.school().timezone
    local = current.school().clock.now().astimezone(zone)
    now = local.replace(tzinfo=None, second=0, microsecond=0)
    after = st.session_state.get(LATEST, "")
    with st.form(f"register_breach_{after}"):
        chosen = st.selectbox(
            _("Whose account"),
            list(people),
            index=None,
            format_func=lambda key: (
                f"{people[key]['person_name']} · {people[key]['login']}"
            ),
            placeholder=_("Choose a person"),
        )
        story = st.text_area(_("What happened"), max_chars=breaches.LONGEST_STORY)
        columns = st.columns(3)
        with columns[0]:
            learned_at = moment(
                _("When it was learned of"), now, f"form_learned_{after}"
            )
        with columns[1]:
            head_at = moment(
                _("When the head was told"),
                now if "director" in viewer.roles else None,
                f"form_head_{after}",
            )
        with columns[2]:
            support_at = moment(
                _("When the support was told"),
                now if "administrator" in viewer.roles else None,
                f"form_support_{after}",
            )
        st.caption(_("Leave empty what has not happened yet; it is added later."))
        by_holder = _("whose account it is")
        told_by = st.radio(
            _("Reported by"), [by_holder, _("I myself")], horizontal=True
        )
        sent = st.form_submit_button(
            _("Register and freeze the account"), type="primary"
        )
    if sent:
        _register(
            viewer,
            people,
            _Answers(
                chosen or "", story, learned_at, head_at, support_at,
                told_by == by_holder,
            ),
        )  # fmt: skip


def moment(label: str, value: datetime | None, key: str) -> datetime | None:
    """Ask for a day and a time of the school; empty for not yet."""
    return st.datetime_input(
        label, value, format="DD.MM.YYYY", step=60, key=f"breach_{key}"
    )


def _register(
    viewer: Viewer, people: dict[str, dict[str, str]], answers: _Answers
) -> None:
    school = current.school()
    if not answers.account_id or answers.learned_at is None:
        st.error(_("Choose whose account it is and when it was learned of."))
        return
    holder = people[answers.account_id]["person_id"]
    head, support = (
        None if one is None else one.replace(tzinfo=school.timezone)
        for one in (answers.head_at, answers.support_at)
    )
    try:
        breach_id = breaches.register(
            school.database,
            account_id=answers.account_id,
            learned_at=answers.learned_at.replace(tzinfo=school.timezone),
            reported_to_head_at=head,
            reported_to_support_at=support,
            reported_by=holder if answers.is_told_by_holder else viewer.person_id,
            what_happened=answers.story,
            registered_by=viewer.person_id,
            at=school.clock.now(),
            zone=school.timezone,
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    why = "reported" if holder == viewer.person_id else "closed"
    current.site().sessions.end_account(answers.account_id, why)
    st.toast(_("The breach is registered and the account is frozen."))
    st.session_state[LATEST] = breach_id
    st.rerun()
