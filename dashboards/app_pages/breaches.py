"""The register of breaches and what they made void (§4.3, §4.4)."""

import streamlit as st

from dashboards import cached, current, gate
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.live import live_version
from dashboards.people import breach_card, breach_form, breach_tables
from dashboards.tables import style
from warehouse.queries import breaches

viewer = current.require("breaches")
st.title(_("Breaches"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Whoever learns that a login or password is known to others tells the head and "
        "the support by the end of the next working day (§4.3). What is entered under "
        "the account from then on, until new credentials are issued, is void (§4.4)."
    )
)
with st.expander(_("Register a breach")):
    breach_form.draw(viewer)


@st.fragment(run_every=60)
def follow() -> None:
    """Draw the register, with every new entry and as its deadlines run."""
    with gate.script_body():
        current.require(current.page_name())
        live_version()
        draw()


def draw() -> None:
    """Draw all breaches, then the chosen one."""
    school, language = current.school(), current.language()
    known = cached.ask(breaches.register, viewer)
    if known.is_empty():
        st.success(_("No breach is registered."))
        return
    now = school.clock.now()
    drawn = breach_tables.register(known, now, school.timezone, language)
    st.html(drawn)
    offer_page(_("Breaches"), [drawn], "breaches")
    found = {one["breach_id"]: one for one in known.iter_rows(named=True)}
    titles = breach_tables.titles(known, school.timezone, language)
    latest = st.session_state.get(breach_form.LATEST, "")
    chosen = st.selectbox(
        _("Breach"),
        list(found),
        index=list(found).index(latest) if latest in found else 0,
        format_func=titles.__getitem__,
        key=f"breach_{latest}",  # a new list, or the browser would keep the old choice
    )
    breach_card.draw(viewer, found[chosen])


follow()
