"""The two buttons of an official form: for printing, and as a workbook with totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.printing.sealing import sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.printing.desk import Desk
    from dashboards.printing.sealing import Draft


def offer_form(
    desk: Desk,
    gather: Callable[[], Sequence[Draft]],
    key: str,
    name: str,
    *,
    scope: str = "",
    about: str = "",
) -> None:
    """Offer both files; each is gathered, registered and drawn on the click.

    `gather` must not speak to Streamlit. The files are saved under `name`. The log of
    access hears of `scope` and of `about`, the one person whom the form is about.
    """
    with st.container(horizontal=True):
        st.download_button(
            _("Form for printing (PDF)"),
            exporting(
                lambda: paper_pdf(sealed(desk, gather)), scope, about, action="printed"
            ),
            f"{name}.pdf",
            "application/pdf",
            key=f"form_{key}_pdf",
            on_click="ignore",
        )
        st.download_button(
            _("Form with totals (XLSX)"),
            exporting(lambda: paper_xlsx(sealed(desk, gather)), scope, about),
            f"{name}.xlsx",
            XLSX,
            key=f"form_{key}_xlsx",
            on_click="ignore",
        )
