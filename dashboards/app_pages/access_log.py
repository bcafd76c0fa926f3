"""Who logged in, looked, exported and printed, and when; for the director (§1.7)."""

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.csv_export import safe_csv
from dashboards.current import _, counted
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.forms.offering import offer_page
from dashboards.people import access_log_filter, access_log_table
from dashboards.tables import style
from warehouse.access.retention import log_term
from warehouse.queries import access_log

ON_A_SHEET = 50

viewer = current.require("access_log")
st.title(_("Log of access"))
st.html(style(st.context.theme.type))
current.site().trail.write()
school, language = current.school(), current.language()
asked = access_log_filter.choose(viewer)
count = access_log.count_lines(school.database, viewer, asked)
st.caption(
    counted("{count} line found.", "{count} lines found.", count)
    + " "
    + counted(
        "Lines are kept for {count} day.",
        "Lines are kept for {count} days.",
        log_term(school.database).days,
    )
)


def read(limit: int, offset: int = 0) -> pl.DataFrame:
    """Return lines of what was chosen, latest first."""
    return access_log.lines(school.database, viewer, asked, limit=limit, offset=offset)


def file() -> bytes:
    """Return all lines of what was chosen, as a spreadsheet opens them."""
    found = read(limit=count)
    return safe_csv(access_log_table.for_export(found, school.timezone, language))


if count == 0:
    st.info(_("Nothing of this kind happened on these days."))
    st.stop()
sheets = -(-count // ON_A_SHEET)
sheet = st.pagination(sheets, key="sheet") if sheets > 1 else 1
found = read(ON_A_SHEET, (min(sheet, sheets) - 1) * ON_A_SHEET)
drawn = access_log_table.draw(found, school.timezone, language)
st.html(drawn)
offer_page(_("Log of access"), [drawn], "access_log")
st.download_button(
    _("All lines found (CSV)"),
    exporting(file),
    file_name=f"{file_name(_('Log of access'), f'{asked.start:%Y-%m-%d}')}.csv",
    mime="text/csv",
    on_click="ignore",  # a rerun would swallow the next click
)
