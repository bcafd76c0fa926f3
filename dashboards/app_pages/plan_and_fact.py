"""Topics given against planned, hours and the lag, page by page (§2.6)."""

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.forms.offering import offer
from dashboards.journal.figures import page_title
from dashboards.live import live
from dashboards.programme import choice, form, lessons_table, pages_table, words
from dashboards.tables import style
from warehouse.queries import plan_and_fact

viewer = current.require("plan_and_fact")
st.title(_("Plan and fact"))
st.html(style(st.context.theme.type))
now = current.minute()
known = cached.ask(plan_and_fact.pages, viewer, now, current.today())
if known.is_empty():
    st.info(_("No journal page is open to you yet."))
    st.stop()
chosen = choice.choose(known)
page_id = choice.page_of(choice.narrowed(known, chosen))
current.viewed(page_id)


def draw() -> None:
    """Draw plan and fact as they stand now."""
    language = current.language()
    now = current.minute()
    pages = cached.ask(plan_and_fact.pages, viewer, now, current.today())
    shown = choice.narrowed(pages, chosen)
    page = next(pages.filter(page_id=page_id).iter_rows(named=True), None)
    lessons = None
    if page is not None:
        lessons = lessons_table.to_show(
            cached.ask(plan_and_fact.lessons, viewer, page_id, now)
        )
        shown = pages.filter(page_id=page_id)
        st.html(lessons_table.summary(page, language))
        st.html(lessons_table.draw(lessons, language))
    if shown.is_empty():
        st.info(_("No page is so."))
    else:
        figures(shown, language)
        st.html(pages_table.draw(shown, language))
    head, filters = made(viewer, now), choice.in_words(chosen)
    if page is not None:
        filters = ((_("Journal page"), page_title(page)),)
    drawn = form.Shown(shown, page, lessons)
    title = page_title(page) if page is not None else ""
    name = file_name(_("Plan and fact"), title)
    offer(lambda: form.form(drawn, filters, head), "plan-and-fact", name, page_id)


def figures(pages: pl.DataFrame, language: str) -> None:
    """Draw the sums of the pages shown; each says what it is made of."""
    sums = pages.select(pl.exclude(pl.String, pl.Date).sum()).row(0, named=True)
    planned, given = sums["hours_planned"], sums["hours_given"]
    with st.container(horizontal=True):
        st.metric(_("Given of hours by plan"), f"{given} / {planned}")
        st.metric(
            _("Lag, h"),
            words.lag(sums, language),
            help=_(
                "{planned} − {given}: cancelled {cancelled}, not entered {unreported}.",
                planned=planned,
                given=given,
                cancelled=sums["hours_cancelled"],
                unreported=sums["hours_unreported"],
            ),
        )
        st.metric(_("Pages that lag behind"), f"{sums['is_lagging']} / {len(pages)}")
        st.metric(_("Topics as planned"), f"{sums['count_same']} / {planned}")


live(draw)
with st.expander(_("What is counted")):
    limits = known["lag_limit"].to_list()
    st.markdown(
        "\n".join(f"- {rule}" for rule in words.rules(limits[0], current.language()))
    )
