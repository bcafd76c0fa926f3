"""The router: the menu of whoever looks, then their page."""

import streamlit as st

from dashboards import current, gate, menu
from dashboards.access import pages_for
from dashboards.current import _

st.set_page_config(page_title=_("Vedomost"), layout="wide")
viewer = current.viewer()
pages = []
menu_parts: dict[str, list[st.Page]] = {}
for page in pages_for(viewer.roles):
    if page.is_plain:
        continue  # a link in the card below the menu
    drawn = st.Page(page.file, title=_(page.title), url_path=page.name)
    pages.append(drawn)
    menu_parts.setdefault(_(page.part), []).append(drawn)


def start() -> None:
    """Go to the first page; Streamlit knows the default page by no address but `/`."""
    if pages:
        st.switch_page(pages[0])
    st.info(_("You have no pages yet. The school's administration gives roles."))


home = st.Page(start, title=_("Vedomost"), default=True, visibility="hidden")
chosen = st.navigation({"": [home], **menu_parts}, expanded=True)
with st.sidebar:
    st.html(menu.card(viewer))
timed = current.site().metrics.page(chosen.url_path)
with gate.script_body(), timed, current.told_at_the_end():
    chosen.run()
