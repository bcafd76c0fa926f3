"""Closing a period, giving a permission to change it and taking that back (§2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.archive import state_of_closing
from dashboards.current import _
from dashboards.final_marks import changed_table
from dashboards.journal.figures import day, moment, page_title
from dashboards.journal.my_words import plain
from dashboards.people.handing_out_slips import site_address
from warehouse import closing
from warehouse.clock import utc_naive
from warehouse.closing import LONGEST_REASON, Permitted
from warehouse.errors import VedomostError
from warehouse.queries import final_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, state: dict[str, Any]) -> list[str]:
    """Draw whether the period is closed, and what the viewer may do about it.

    Returns the tables that were drawn, for paper.
    """
    drawn: list[str] = []
    st.subheader(_("Closing the journal"))
    if state["closed_at"] is None:
        _open(viewer, state)
        return drawn
    _tell_closed(state)
    if state["is_led"]:
        state_of_closing.draw(viewer, state)
    class_id, period_id = state["class_id"], state["period_id"]
    given = cached.ask(final_marks.permissions, viewer, class_id, period_id)
    zone, language = current.school().timezone, current.language()
    now = utc_naive(current.school().clock.now())
    if not given.is_empty():
        drawn.append(changed_table.permissions(given, now, zone, language))
        st.html(drawn[-1])
    if state["is_led"]:
        _permit(viewer, state)
        _take_back(viewer, given.filter(given["ends_at"] > now))
    changed = cached.ask(final_marks.changed_after, viewer, class_id, period_id)
    if changed.is_empty():
        st.caption(_("Nothing was changed after closing."))
    else:
        drawn.append(changed_table.changes(changed, zone, language))
        st.html(drawn[-1])
    return drawn


def _tell_closed(state: dict[str, Any]) -> None:
    when = moment(state["closed_at"], current.school().timezone, current.language())
    st.success(_("Closed {when} by {name}.", when=when, name=plain(state["closed_by"])))
    if state["owed_at_closing"]:
        st.caption(
            _(
                "Final marks that lacked then: {count}. Reason: {reason}",
                count=state["owed_at_closing"],
                reason=plain(state["closing_reason"]),
            )
        )


def _open(viewer: Viewer, state: dict[str, Any]) -> None:
    if not state["is_led"]:
        st.info(_("The journal of this period is not closed yet."))
        return
    if current.today() < state["ends_on"]:
        ends_on = day(state["ends_on"], current.language())
        st.info(_("It can be closed from {day} on.", day=ends_on))
        return
    lacking = state["count_owed"] - state["count_given"]
    key = f"{state['class_id']}_{state['period_id']}"
    with st.form(f"close_{key}", border=True):
        st.markdown(
            _(
                "After closing, no hand-in changes marks, final marks and lessons of "
                "this period without your permission."
            )
        )
        reason = ""
        if lacking:
            st.warning(_("Final marks that lack: {count}.", count=lacking))
            reason = st.text_input(
                _("Why it is closed without them"), max_chars=LONGEST_REASON
            )
        sent = st.form_submit_button(_("Close the period"), type="primary")
    if sent:
        _close(viewer, state, reason)


def _close(viewer: Viewer, state: dict[str, Any], reason: str) -> None:
    """Close the period; its package for the archive is begun in the same step."""
    site, address = current.site(), site_address()

    def deed() -> None:
        closing.close(
            site.school, viewer, state["class_id"], state["period_id"], reason
        )
        site.archive.wake(address)

    _do(deed, _("The period is closed. Its archive package is being made."))


def _permit(viewer: Viewer, state: dict[str, Any]) -> None:
    found = cached.ask(final_marks.pages_and_teachers, viewer, state["class_id"])
    pages = {one["page_id"]: page_title(one) for one in found.iter_rows(named=True)}
    people = dict(found.select("person_id", "person_name").iter_rows())
    key = f"{state['class_id']}_{state['period_id']}"
    with st.expander(_("Give a permission to change")), st.form(f"permit_{key}"):
        left, right = st.columns(2)
        page_id = left.selectbox(
            _("Journal page"),
            list(pages),
            index=None,
            format_func=lambda page: pages.get(page, page),
            placeholder=_("All pages"),
        )
        person_id = right.selectbox(
            _("Teacher"),
            sorted(people, key=lambda one: people[one]),
            index=None,
            format_func=lambda one: people.get(one, one),
            placeholder=_("All teachers"),
        )
        until = left.date_input(
            _("Until the end of"),
            value=current.today(),
            min_value=current.today(),
            format="DD.MM.YYYY",
        )
        reason = right.text_input(_("Why"), max_chars=LONGEST_REASON)
        sent = st.form_submit_button(_("Give the permission"), type="primary")
    if sent:
        whom = Permitted(person_id or "", page_id or "")
        _do(
            lambda: closing.permit(
                current.school(),
                viewer,
                state["class_id"],
                state["period_id"],
                until,
                reason,
                whom,
            ),
            _("The permission is given. The teacher hands the workbook in again."),
        )


def _take_back(viewer: Viewer, holding: pl.DataFrame) -> None:
    language, zone = current.language(), current.school().timezone
    for one in holding.iter_rows(named=True):
        label = _(
            "Take back: {reason}, until the end of {when}",
            reason=plain(one["reason"]),
            when=changed_table.last_day(one["asked_until"], zone, language),
        )
        if st.button(label, key=f"withdraw_{one['permission_id']}"):
            _withdraw(viewer, one["permission_id"])


def _withdraw(viewer: Viewer, permission_id: str) -> None:
    _do(
        lambda: closing.withdraw(current.school(), viewer, permission_id),
        _("The permission is taken back."),
    )


def _do(deed: Callable[[], object], told: str) -> None:
    try:
        deed()
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(told)
    st.rerun()
