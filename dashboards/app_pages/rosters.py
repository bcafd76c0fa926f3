"""Lists of students from Excel, packages of other systems, the school as a package."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.rosters import lists_in, roster_in, roster_out
from dashboards.tables import style
from warehouse.queries import rosters

viewer = current.require("rosters")
st.title(_("Lists and OneRoster"))
st.html(style(st.context.theme.type))
rights = cached.ask(rosters.rights, viewer)
if rights.is_empty():
    st.info(
        _(
            "Lists of the whole school are taken in by the director, the secretary, "
            "the administrator or a deputy of all levels (§2.13)."
        )
    )
    st.stop()
st.caption(
    _(
        "Everything is shown before it is applied, applied as one set from a day on, "
        "and can be taken back as a whole."
    )
)
of_classes, coming, going = st.tabs(
    [_("Class lists"), _("From another system"), _("For another system")]
)
with of_classes:
    lists_in.draw(viewer)
with coming:
    roster_in.draw(viewer)
with going:
    roster_out.draw(with_marks=rights["may_take_marks"][0])
