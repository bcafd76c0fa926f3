"""One's own way in, §4.1–4.4: password, second factor, devices, mails, a breach."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people import (
    own_account,
    own_breach,
    own_devices,
    own_mail,
    own_second_factor,
    own_tokens,
)
from dashboards.tables import style
from warehouse.queries.my_access import own_account as read_own_account

viewer = current.require("my_access")
st.title(_("My access"))
st.html(style(st.context.theme.type))
own = read_own_account(current.school().database, viewer)
own_account.draw(viewer, own)

st.subheader(_("Where you are logged in"))
own_devices.draw()

st.subheader(_("Second factor"))
own_second_factor.draw(own)

if own_mail.is_offered_to(viewer):
    st.subheader(_("Mails about due times"))
    own_mail.draw(viewer)

if "parent" in viewer.roles:
    st.subheader(_("Weekly mail about your children"))
    own_mail.lead_to_weekly()

if own_tokens.scopes_of(viewer):
    st.subheader(_("Tokens for programs"))
    own_tokens.draw(viewer)

st.subheader(_("Others know my password"))
own_breach.draw(viewer)
