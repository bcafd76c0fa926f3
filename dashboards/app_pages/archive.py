"""The archive: packages of closed journals, what is owed, acts of transfer (§2.10)."""

from datetime import timedelta

import streamlit as st

from dashboards import cached, current
from dashboards.archive import act_form, further_form, overview
from dashboards.current import _
from dashboards.live import live
from dashboards.tables import style
from warehouse.queries import archive

viewer = current.require("archive")
st.title(_("Archive"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "As soon as the journal of a class is closed, a package of it is made: forms, "
        "tables and workbooks with checksums and the school’s signature, readable "
        "without this program (§2.10, 2.11). Nothing in it is ever changed."
    )
)
overview.offer_deeds()
is_busy = current.site().archive.is_busy()
live(
    lambda: overview.draw(viewer),
    every=timedelta(seconds=2) if is_busy else None,
)
found = cached.ask(archive.packages, viewer)
if not found.is_empty():
    st.subheader(_("Transfer to the archive"))
    act_form.draw(viewer, found)
    with st.expander(_("A further package")):
        further_form.draw(viewer, found)
