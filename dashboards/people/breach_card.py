"""One breach: its story, its void cells, a report added, the closing (§4.3, §4.4)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.journal.figures import day
from dashboards.journal.figures import moment as shown
from dashboards.people import breach_deeds, breach_tables
from dashboards.people.breach_form import moment
from warehouse.access import breaches
from warehouse.calendar import to_local
from warehouse.errors import VedomostError
from warehouse.queries import breaches as asked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, breach: Mapping[str, Any]) -> None:
    """Draw the chosen breach and what may be done about it."""
    school, language = current.school(), current.language()
    zone = school.timezone
    st.text(breach["what_happened"])
    last_day = to_local(breach["deadline_at"] - timedelta(minutes=1), zone).date()
    st.caption(
        _(
            "Reported by {who}; to be reported by the end of {day}. Registered "
            "{registered} by {registrar}.",
            who=breach["reported_by_name"],
            day=day(last_day, language),
            registered=shown(breach["registered_at"], zone, language),
            registrar=breach["registered_by_name"],
        )
    )
    if breach["credentials_issued_at"] is not None:
        issued = shown(breach["credentials_issued_at"], zone, language)
        st.success(_("New credentials were issued {moment}.", moment=issued))
    elif breach["void_from"] is None:
        st.warning(
            _(
                "The account is frozen, but neither the head nor the support is "
                "registered as told: nothing is void yet."
            )
        )
    else:
        st.warning(
            _(
                "Until new credentials are issued on the page “Accounts”, whatever "
                "comes in under this account is void."
            )
        )
    if breach["closed_at"] is None:
        _add_reports(viewer, breach)
    _cells(viewer, breach)
    breach_deeds.draw(viewer, breach)
    if breach["may_close"] and breach["closed_at"] is None:
        _close(viewer, breach)


def _cells(viewer: Viewer, breach: Mapping[str, Any]) -> None:
    school, language = current.school(), current.language()
    if not breach["count_void_cells"]:
        st.info(_("Nothing was entered under the account in the void period."))
        return
    st.markdown(
        "**"
        + _(
            "Void cells: {count}; still to be entered again: {waiting}",
            count=breach["count_void_cells"],
            waiting=breach["count_waiting"],
        )
        + "**"
    )
    found = cached.ask(asked.void_cells, viewer, breach["breach_id"])
    hidden = breach["count_void_cells"] - len(found)
    if not found.is_empty():
        few = found.head(breach_tables.MOST_SHOWN)
        st.html(breach_tables.cells(few, school.timezone, language))
        hidden = breach["count_void_cells"] - len(few)
    if hidden:
        st.caption(
            counted(
                "{count} more cell is not shown here: its page is not open to you, or "
                "the list is too long.",
                "{count} more cells are not shown here: their pages are not open to "
                "you, or the list is too long.",
                hidden,
            )
        )


def _add_reports(viewer: Viewer, breach: Mapping[str, Any]) -> None:
    """Ask when the head and the support were told, where that is not known yet."""
    targets: tuple[tuple[Literal["head", "support"], str], ...] = (
        ("head", _("When the head was told")),
        ("support", _("When the support was told")),
    )
    missing = [one for one in targets if breach[f"reported_to_{one[0]}_at"] is None]
    school = current.school()
    for place, (to, label) in zip(st.columns(2), missing, strict=False):
        with place:
            told = moment(label, None, f"{to}_{breach['breach_id']}")
            is_sent = st.button(
                _("Add the report"), key=f"breach_report_{to}", disabled=told is None
            )
            if is_sent and told is not None:
                add = partial(
                    breaches.report,
                    school.database,
                    breach["breach_id"],
                    to=to,
                    reported_at=told.replace(tzinfo=school.timezone),
                    by=viewer.person_id,
                    at=school.clock.now(),
                )
                _do(add)


def _close(viewer: Viewer, breach: Mapping[str, Any]) -> None:
    school = current.school()
    is_rest_left = False
    if breach["count_waiting"]:
        is_rest_left = st.checkbox(
            _("The cells not entered again stay as they are now."),
            key="breach_rest_left",
        )
    is_open = breach["credentials_issued_at"] is None or (
        breach["count_waiting"] and not is_rest_left
    )
    if st.button(_("Close the breach"), disabled=bool(is_open), key="breach_close"):
        close = partial(
            breaches.close,
            school.database,
            breach["breach_id"],
            by=viewer.person_id,
            at=school.clock.now(),
            is_rest_left=is_rest_left,
        )
        _do(close)


def _do(deed: Callable[[], None]) -> None:
    try:
        deed()
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.rerun()
