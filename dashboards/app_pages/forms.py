"""Official forms to print and certify: of a class, a level, all classes at once."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.printing import (
    batch_choice,
    desk_choice,
    form_choice,
    own_form_choice,
)

viewer = current.require("forms")
st.title(_("Forms"))
desk = desk_choice.choose(viewer)
st.subheader(_("A class"))
chosen = form_choice.offer_class(viewer, desk)
st.subheader(_("The school’s own form"))
own_form_choice.offer_own(desk, chosen)
if viewer.roles & {"director", "deputy"}:
    st.subheader(_("A level of the school"))
    form_choice.offer_level(desk)
    st.subheader(_("All classes at once"))
    batch_choice.offer_all(desk)
