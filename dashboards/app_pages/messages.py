"""Messages to families: writing them, who has read them, correcting them (§1.5)."""

from datetime import timedelta

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.live import live
from dashboards.messages import one_message, sent_table, writing_form
from dashboards.tables import style
from warehouse.queries import messages

SHOWN_DAYS = 60

viewer = current.require("messages")
st.title(_("Messages"))
st.html(style(st.context.theme.type))
st.markdown(
    _(
        "Parents and students see a message in the diary at once. The sheet "
        "“Messages” of your workbook shows and sends the same messages."
    )
)
places = cached.ask(messages.places, viewer)
if places.is_empty():
    st.info(_("You have no journal page and no class of your own now."))
    st.stop()
st.subheader(_("Write"))
writing_form.draw(viewer, places)
st.subheader(_("Your messages"))
is_whole_year = st.toggle(_("Show those of the whole year"), key="messages_of_year")
days = 366 if is_whole_year else SHOWN_DAYS
since = current.today() - timedelta(days=days)


def draw() -> None:
    """Draw the own messages with their readers of now."""
    sent = cached.ask(messages.sent, viewer, since)
    if sent.is_empty():
        st.info(_("You have written nothing in the last {count} days.", count=days))
        return
    st.html(sent_table.draw(sent, current.school().timezone, current.language()))
    chosen = one_message.choose(sent)
    if chosen is not None:
        one_message.show(viewer, chosen)
        one_message.change(viewer, chosen)


live(draw)
