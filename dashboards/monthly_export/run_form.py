"""Exporting by hand: which month, which levels, how far it is, what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current, gate
from dashboards.current import _, counted
from dashboards.monthly_export import making
from dashboards.monthly_export.act import month_name
from dashboards.monthly_export.registered import Order
from dashboards.printing.level_report import LEVELS
from dashboards.scheduling.telling import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.monthly_export.months import Month
    from dashboards.monthly_export.running import Progress

PAGE = "monthly_exports"


def draw(months: Sequence[Month], levels: Sequence[str]) -> None:
    """Let a leader export a month that has begun, of the own levels."""
    language = current.language()
    left, right = st.columns(2)
    month = left.selectbox(
        _("Month"),
        months,
        format_func=lambda one: month_name(one.key, language),
        key="export_month",
    )
    chosen = right.multiselect(
        _("Levels"),
        levels,
        default=list(levels),
        format_func=lambda one: _(LEVELS[one]),
        key="export_levels",
    )
    if st.button(_("Export now"), disabled=not chosen, key="export_start"):
        _start(month, tuple(one for one in levels if one in chosen))
    progress = _progress(current.account().person_id)
    is_made = progress is not None and progress.is_running
    st.fragment(_watch, run_every=1 if is_made else None)()


def _start(month: Month, levels: tuple[str, ...]) -> None:
    site, session_id, actor = current.site(), current.session_id(), current.actor()
    order = Order(month, levels, actor.person_id, actor)

    def is_over() -> bool:
        return site.versions.is_closing or not current.is_still_open(
            site, session_id, PAGE
        )

    if site.exports.start(site.school, order, is_over) is None:
        st.warning(_("Your last export is still being made. Wait for it."))


def _progress(person_id: str) -> Progress | None:
    return current.site().exports.progress(person_id)


def _watch() -> None:
    """Show how far the person's export is; drawn anew every second meanwhile."""
    with gate.script_body():
        viewer = current.require(PAGE)
        progress = _progress(viewer.person_id)
        if progress is None:
            return
        if progress.is_running:
            st.progress(
                progress.done / max(1, progress.total),
                _("Made: {done} of {total}", done=progress.done, total=progress.total),
            )
        elif progress.made is None:
            st.error(spoken(progress.failure, current.language()))
        else:
            _ended(progress, progress.made)


def _ended(progress: Progress, made: making.Made) -> None:
    if made.exports:
        name = month_name(progress.month, current.language())
        st.success(
            counted(
                "{month}: {count} sheet was exported and filed.",
                "{month}: {count} sheets were exported and filed.",
                made.count_sheets,
                month=name,
            )
        )
    if made.failed:
        st.error(_(making.FAILED, classes=", ".join(made.failed)))
