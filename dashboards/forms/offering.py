"""The buttons under a page of figures: what it shows, as PDF and as XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.forms.page_tables import page_tables
from dashboards.forms.table_form import Form
from dashboards.forms.table_form_pdf import table_form_pdf
from dashboards.forms.table_form_xlsx import table_form_xlsx
from dashboards.people.handing_out_slips import site_address
from dashboards.printing.sealing import sealed_table
from warehouse.access.roles import STUDENT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def offer(
    make: Callable[[], Form],
    key: str,
    name: str,
    scope: str = "",
    about: str = "",
) -> None:
    """Offer both files; `make` is asked on the click and must not speak to Streamlit.

    They are saved under `name`, in words of the reader; `key` is the buttons' own.
    The log of access hears of it: PDF as printed, XLSX as exported, `scope` as of what,
    `about` as of whom alone.
    """
    school, address = current.school(), site_address()
    person_id = current.actor().person_id
    is_student = about.startswith(STUDENT_PREFIX)
    student_id = about.removeprefix(STUDENT_PREFIX) if is_student else ""

    def sealed() -> Form:
        return sealed_table(school, person_id, address, make(), student_id)

    with st.container(horizontal=True):
        st.download_button(
            _("For printing (PDF)"),
            exporting(lambda: table_form_pdf(sealed()), scope, about, action="printed"),
            f"{name}.pdf",
            "application/pdf",
            key=f"{key}_pdf",
            on_click="ignore",
        )
        st.download_button(
            _("Table (XLSX)"),
            exporting(lambda: table_form_xlsx(sealed()), scope, about),
            f"{name}.xlsx",
            XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
        )


def offer_page(
    title: str,
    drawn: Sequence[str],
    key: str,
    *,
    asked: tuple[tuple[str, str], ...] = (),
    scope: str = "",
) -> None:
    """Offer the tables that a page has just drawn (its HTML), as they are seen.

    They are saved under the title and what was asked.
    """
    school = current.school()
    head = made(current.viewer(), school.clock.now())

    def form() -> Form:
        return Form(
            title,
            head.school_name,
            asked,
            page_tables(drawn),
            (),
            head.moment,
            head.made_by,
            head.language,
        )

    name = file_name(title, *(words for _label, words in asked))
    offer(form, key, name, scope)
