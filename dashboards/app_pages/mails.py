"""Mails: which went to whom, and which families get the weekly one (§1.6)."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people import mail_families, mail_list
from dashboards.tables import style

viewer = current.require("mails")
st.title(_("Mails"))
st.html(style(st.context.theme.type))
if current.site().mail is None:
    st.info(
        _(
            "This school sends no mails yet: whoever looks after its server has not "
            "switched them on."
        )
    )
if viewer.roles & {"director", "deputy", "homeroom"}:
    st.subheader(_("Families of a class"))
    mail_families.draw(viewer)
if viewer.roles & {"director", "administrator"}:
    st.subheader(_("All mails"))
    mail_list.draw(viewer)
