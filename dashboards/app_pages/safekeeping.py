"""Is everything as it was recorded (§2.10): verification, receipts, backups."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.safekeeping import backups_view, receipt_view, verification_view
from dashboards.tables import style

viewer = current.require("safekeeping")
st.title(_("Safekeeping"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Everything recorded is sealed block by block and signed (§2.10). A "
        "verification compares every block, file, value and view with what was sealed."
    )
)
st.subheader(_("Verification"))
verification_view.show()
st.subheader(_("Receipt of the ledger’s head"))
receipt_view.show(viewer)
backups_view.draw(viewer)
