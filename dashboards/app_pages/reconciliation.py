"""Reconciliation with the state system: equal, only here, only there, different."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.reconciliation import (
    brought,
    choosing,
    differences,
    left_out,
    paste_section,
)
from dashboards.reconciliation.lines import in_order, names_of
from dashboards.tables import style
from ingest.reading.formats import ENDINGS
from warehouse.queries import reconciling

viewer = current.require("reconciliation")
st.title(_("Reconciliation"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Bring a report of the state system: it is set against our journal, student by "
        "student, subject by subject, day by day. Neither of the two is changed."
    )
)
names = names_of(cached.ask(reconciling.names, viewer))
if not names.students:
    st.info(_("No class is open to you yet."))
    st.stop()
uploaded = st.file_uploader(
    _("Report of the state system (Excel, ODS, CSV or a saved page)"),
    type=[*ENDINGS, "csv", "html", "htm"],
    key="reconciliation_file",
)
if uploaded is None:
    st.stop()
file = brought.read(uploaded.getvalue(), uploaded.name)
if file is None:
    st.stop()
key = file.mark[:8]
found = brought.compared(viewer, file, choosing.span(key))
rows = in_order(found.compared, names)
classes = rows["class_id"].drop_nulls().unique().sort().to_list()
scope = ", ".join(classes)
current.viewed(scope)
differences.tell_counts(found)
left_out.draw(viewer, found)
if rows.is_empty():
    st.info(_("Nothing of this file could be compared."))
    st.stop()
chosen = choosing.choose(rows, names, key)
differences.draw(chosen, names)
differences.offer_files(chosen, names, file.name, found, scope)
paste_section.draw(file, found, names, scope)
