"""Which journal pages a plan is for, and what they have now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.journal.figures import page_title
from dashboards.set_up.touched_view import some
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.lesson_plans.changing import shares_with
from ingest.lesson_plans.writing import plan_workbook
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from warehouse.viewer import Viewer

_MOST_DOWNLOADS = 6


def choose(pages: pl.DataFrame) -> pl.DataFrame:
    """Let the person choose pages of one subject; the frame is empty if none are."""
    titles = {one["page_id"]: _label(one) for one in pages.iter_rows(named=True)}
    chosen = st.multiselect(
        _("Journal pages for which the plan is"),
        list(titles),
        format_func=lambda page: titles.get(page, page),
        placeholder=_("Choose a page, or several of one subject"),
        key="plans_pages",
    )
    found = pages.filter(pl.col("page_id").is_in(chosen))
    if found["subject_id"].n_unique() > 1:
        st.error(_("Choose pages of one subject: a plan is of one subject."))
        return found.clear()
    return found


def tell(viewer: Viewer, chosen: pl.DataFrame) -> None:
    """Say what the pages have now, who teaches them, who shares the plan."""
    language = current.language()
    head = row(
        heading(say(N_("Journal page"), language), "name"),
        heading(say(N_("Lessons of the year"), language), "right"),
        heading(say(N_("With a topic of the plan"), language), "right"),
        heading(say(N_("Teacher"), language)),
    )
    body = [
        row(
            heading(page_title(one), "name", scope="row"),
            cell(str(one["count_lessons"]), "right"),
            cell(
                str(one["count_planned"]),
                "right"
                if one["count_planned"] >= one["count_lessons"]
                else "right bad",
            ),
            cell(one["teacher_names"]),
        )
        for one in chosen.iter_rows(named=True)
    ]
    st.html(table(say(N_("Pages and their plans"), language), [head], body))
    _tell_of_others(viewer, chosen)
    with st.container(horizontal=True):
        for one in chosen.head(_MOST_DOWNLOADS).iter_rows(named=True):
            _offer(viewer, one)


def _tell_of_others(viewer: Viewer, chosen: pl.DataFrame) -> None:
    own = [
        page_title(one)
        for one in chosen.iter_rows(named=True)
        if one["teaches"] and ", " in one["teacher_names"]
    ]
    if own:
        st.info(
            _(
                "Taught by several teachers, whose plan is one: {pages}.",
                pages=some(own),
            )
        )
    page_ids = chosen["page_id"].to_list()
    try:
        others = shares_with(current.school(), viewer, page_ids, current.today())
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    if others:
        st.info(
            _(
                "The present plan also serves {pages}. For them nothing changes: the "
                "pages chosen here get a plan of their own. Choose them too if the new "
                "plan is for all.",
                pages=some(others),
            )
        )


def _offer(viewer: Viewer, page: Mapping[str, Any]) -> None:
    title = page_title(page)
    st.download_button(
        _("Present plan of {page} (.xlsx)", page=title),
        data=exporting(_making(viewer, page["page_id"]), page["page_id"]),
        file_name=_("lesson plan {page}.xlsx", page=title.replace(" · ", " ")),
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=f"plans_download_{page['page_id']}",
    )


def _making(viewer: Viewer, page_id: str) -> Callable[[], bytes]:
    school, language = current.school(), current.language()
    return lambda: plan_workbook(school, viewer, page_id, language)


def _label(page: Mapping[str, Any]) -> str:
    title = page_title(page)
    if page["teaches"] or not page["teacher_names"]:
        return title
    return f"{title} ({page['teacher_names']})"
