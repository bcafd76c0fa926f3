"""Fields that the forms of staff changes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.staff_changes.words import NOBODY as NOBODY_YET
from dashboards.telling_apart import told_apart
from ingest.movement.request import NO_ORDER, Order
from ingest.staff_changes.request import NOBODY
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl


class Common(NamedTuple):
    """What every change says besides whom and what."""

    order: Order = NO_ORDER
    reason: str = ""


def day_of(
    label: str, key: str, years: Mapping[str, date], *, is_open: bool = False
) -> date | None:
    """Ask for a day of the school year: at first today, or none if it may be open."""
    chosen: date | None = st.date_input(
        label,
        value=None if is_open else years["day_on"],
        min_value=years["starts_on"],
        max_value=years["ends_on"],
        format="DD.MM.YYYY",
        key=f"s_day_{key}",
    )
    return chosen


def common(key: str) -> Common:
    """Ask for the order and the reason."""
    left, right = st.columns(2)
    number = left.text_input(
        _("Order number"), max_chars=LONGEST_NAME, key=f"s_order_{key}"
    )
    issued_on = right.date_input(
        _("Date of the order"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key=f"s_order_on_{key}",
    )
    reason = st.text_input(
        _("Reason (may be empty)"), max_chars=LONGEST_NOTE, key=f"s_reason_{key}"
    )
    return Common(Order(number, issued_on), reason)


def names_of(staff: pl.DataFrame) -> dict[str, str]:
    """Return the names of the staff by code; namesakes are told apart."""
    return told_apart(
        {
            code: (name, f"{name} · {code}")
            for code, name in staff["person_id", "person_name"].iter_rows()
        }
    )


def person(
    label: str,
    names: Mapping[str, str],
    key: str,
    *,
    but: str = "",
    may_be_nobody: bool = False,
) -> str:
    """Ask for somebody of the staff; '' while nobody is chosen."""
    offered = [one for one in names if one != but]
    codes = [NOBODY, *offered] if may_be_nobody else offered
    chosen = st.selectbox(
        label,
        codes,
        index=None,
        format_func=lambda one: _(NOBODY_YET) if one == NOBODY else names.get(one, one),
        placeholder=_("Choose somebody"),
        key=f"s_person_{key}",
    )
    return chosen or ""


def one_of(label: str, labels: Mapping[str, str], key: str) -> str:
    """Ask for one of several; '' while none is chosen."""
    chosen = st.selectbox(
        label,
        list(labels),
        index=None,
        format_func=lambda one: labels.get(one, one),
        placeholder=_("Choose from the list"),
        key=f"s_one_{key}",
    )
    return chosen or ""
