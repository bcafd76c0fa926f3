"""What is due and by when, what came late, what is missing: whose one answers for."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.live import WITH_THE_CLOCK, live
from dashboards.tables import style
from dashboards.timeliness import (
    choice,
    drill,
    entries_view,
    explain_answers,
    explain_counter,
    explain_form,
    overview,
    page_style,
    shown,
)
from warehouse.queries import timeliness_choices

viewer = current.require("timeliness")
st.title(_("Timeliness"))
st.html(style(st.context.theme.type) + page_style.style(st.context.theme.type))
chosen = choice.choose(viewer)
offered = cached.ask(timeliness_choices.filters, viewer, chosen.asked.whose)
opened = drill.read(
    st.query_params.to_dict(), chosen.asked, offered, current.language()
)


def draw() -> None:
    """Draw the list that is open, else the figures."""
    if opened:
        entries_view.draw(viewer, chosen, opened)
        return
    now, share = st.container(), st.container()
    told = shown.gather(viewer, chosen, overview.choose_view(chosen, offered))
    with now:
        overview.draw_now(viewer, told)
        if chosen.asked.whose == "own":
            explain_form.draw(viewer)
        if chosen.asked.whose == "led":
            explain_counter.draw(viewer, page="")
    with share:
        overview.draw_share(told)
    overview.draw_view(told)
    overview.offer_files(viewer, told)
    if chosen.asked.whose == "led":
        explain_answers.draw(viewer)


live(draw, every=WITH_THE_CLOCK)
