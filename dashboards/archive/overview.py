"""The archive at a glance: what is owed, which packages lie there, how they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.archive import owed_list, package_table
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.people.handing_out_slips import site_address
from warehouse.archive.names import year_folder
from warehouse.archive.tables import Of
from warehouse.queries import archive

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def offer_deeds() -> None:
    """Offer to check all packages now, and to try again what is owed."""
    keeper = current.site().archive
    with st.container(horizontal=True):
        if st.button(_("Check all packages now"), disabled=keeper.is_busy()):
            keeper.wake(site_address(), checks=True)
            st.rerun()
        if st.button(_("Make what is owed now"), disabled=keeper.is_busy()):
            keeper.wake(site_address())
            st.rerun()


def draw(viewer: Viewer) -> None:
    """Draw progress, owed ones and packages; called again after every commit."""
    school, language = current.school(), current.language()
    keeper = current.site().archive
    progress = keeper.progress()
    if progress.making is not None:
        st.info(
            counted(
                "Being made: {class_id}. {count} package is left.",
                "Being made: {class_id}. {count} packages are left.",
                progress.count_left,
                class_id=progress.making.class_id,
            )
        )
    elif progress.is_checking:
        st.info(_("The packages are being checked."))
    owed = archive.owed(school.database, viewer, school.clock.now())
    if not owed.is_empty():
        st.html(owed_list.draw(owed, keeper, school.timezone, language))
    found = _of_year(cached.ask(archive.packages, viewer))
    if found.is_empty():
        st.info(_("No journal of your classes is in the archive yet."))
        return
    drawn = package_table.draw(found, current.today(), school.timezone, language)
    st.html(drawn)
    _tell_failed(found)
    _tell_lost(found)
    offer_page(_("Archive"), [drawn], "archive")


def _of_year(found: pl.DataFrame) -> pl.DataFrame:
    """Let the person choose a school year where there are several."""
    years = found["year_id"].unique().sort(descending=True).to_list()
    if len(years) < 2:
        return found
    year = st.selectbox(
        _("School year"), years, format_func=year_folder, key="archive_year"
    )
    return found.filter(year_id=year)


def _tell_failed(found: pl.DataFrame) -> None:
    """Tell of further packages that failed: no list of what is owed names them."""
    mine = found.unique(("year_id", "class_id", "period_id"))
    failures = current.site().archive.failures()
    for one in mine.iter_rows(named=True):
        failure = failures.get(Of(one["year_id"], one["class_id"], one["period_id"]))
        if failure is not None:
            st.error(
                _(
                    "{class_id}, {period}: {reason}",
                    class_id=one["class_id"],
                    period=one["period_name"],
                    reason=_(failure.sentence, **failure.facts),
                )
            )


def _tell_lost(found: pl.DataFrame) -> None:
    lost = int(found["count_lost_workbooks"].sum())
    if lost:
        st.caption(
            counted(
                "{count} workbook was not on the disk any more when its package was "
                "made; the table “uploads” inside names it.",
                "{count} workbooks were not on the disk any more when their packages "
                "were made; the tables “uploads” inside name them.",
                lost,
            )
        )
