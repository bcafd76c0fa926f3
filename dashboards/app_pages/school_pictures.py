"""Quality, success, marks and attendance of the school; for who leads it (§2.9)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms import offering
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.journal.my_words import plain
from dashboards.live import live
from dashboards.pictures import choice, of_finals, of_lessons, shown
from dashboards.pictures.links import Links
from dashboards.progress.page_style import style
from warehouse import rounding
from warehouse.queries import pictures

viewer = current.require("school_pictures")
st.title(_("School pictures"))
st.html(style(st.context.theme.type))
chosen = choice.choose(viewer)
MAKERS = {
    "quality": (pictures.figures, of_finals.quality),
    "periods": (pictures.figures_by_period, of_finals.over_periods),
    "distribution": (pictures.figures, of_finals.distribution),
    "given": (pictures.marks_given, of_lessons.given),
    "attendance": (pictures.attendance, of_lessons.attendance),
}


def draw() -> None:
    """Draw the picture as it stands now, its table beside it."""
    language = current.language()
    links = Links(chosen, language, rounding.rule_of(current.school().database))
    query, make = MAKERS[chosen.picture]
    found = cached.ask(query, viewer, chosen.by, chosen.narrowed)
    picture = make(found, links)
    st.subheader(picture.title)
    if chosen.told:
        told = " · ".join(f"{label}: {words}" for label, words in chosen.told)
        st.caption(plain(told))
    if picture.options is None:
        st.info(_("There is nothing to draw: no such marks or lessons yet."))
        return
    st.echarts_chart(
        picture.options, height=picture.height, key="drawn", alt=picture.alt
    )
    first = _(choice.ONE_OF[chosen.by])
    st.html(shown.render(picture, links, first, links.rule))
    st.caption(picture.note)
    head = made(viewer, current.school().clock.now())
    offering.offer(
        lambda: shown.form(picture, chosen.told, links, first, head),
        "school_pictures",
        file_name(_("School pictures"), picture.title),
    )


live(draw)
